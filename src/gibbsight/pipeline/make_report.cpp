#include "gibbsight/pipeline/make_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gibbsight/image/write_image.hpp"
#include "gibbsight/pipeline/summary.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;

report::Picture picture_of(const image::Image& image) {
  return {image.columns, image.rows, image::encode_png(image)};
}

std::vector<std::string> species_of(const lattice::Lattice& lattice) {
  for (const auto& site : lattice.basis) {
    if (!site.is_spectator()) return site.species;
  }
  return {};
}

void add_sites(const io::SiteTable& table, report::Report& report) {
  for (const io::SiteRow& row : table.rows) {
    if (!row.x_px || !row.y_px) continue;
    const auto name = std::find(report.species.begin(), report.species.end(), row.species);
    const int species =
        name == report.species.end() ? -1 : static_cast<int>(name - report.species.begin());
    report.sites.push_back({row.a, row.b, *row.x_px, *row.y_px, species, row.sublattice, row.atom});
  }
}

void add_cell(const indexing::Sites& sites, const std::optional<image::PixelSize>& pixel,
              report::Report& report) {
  const auto& m = sites.cell_px;
  report::Cell cell;
  cell.a_px = {m(0, 0), m(1, 0)};
  cell.b_px = {m(0, 1), m(1, 1)};
  if (pixel) {
    cell.a_nm = std::hypot(m(0, 0) * pixel->x_nm, m(1, 0) * pixel->y_nm);
    cell.b_nm = std::hypot(m(0, 1) * pixel->x_nm, m(1, 1) * pixel->y_nm);
  }
  const double cosine = m.col(0).dot(m.col(1)) / (m.col(0).norm() * m.col(1).norm());
  cell.angle_degrees = std::acos(std::clamp(cosine, -1.0, 1.0)) * 180 / std::numbers::pi;
  report.cell = cell;
}

void add_quality(const indexing::Quality& q, report::Report& report) {
  const auto add = [&](const char* name, const std::string& value, const char* sentence) {
    report.facts.push_back({name, value, sentence});
  };
  add("atoms placed", fmt::format("{} of {}", q.placed, q.placed + q.unplaced),
      "Atoms of the lattice's columns that got a site.");
  add("spectators", fmt::format("{}", q.spectators),
      "Atoms of other visible columns, recognised by geometry and left out.");
  add("residual", fmt::format("{:.1f} %", q.residual_percent),
      "Root mean square distance from where the neighbours put a site, in per cent of a.");
  add("edges over 35 %", fmt::format("{} of {}", q.edges.over_35, q.edges.count),
      "Neighbouring pairs that depart from the mean cell by more than 35 %: real distortions.");
  add("edges over 60 %", fmt::format("{}", q.edges.over_60),
      "Neighbouring pairs that depart by more than 60 %: a slipped row; there should be none.");
  add("double occupations", fmt::format("{}", q.double_occupations),
      "Atoms left over because their site was taken.");
  add("domains", fmt::format("{}", q.domains),
      "Separate pieces of crystal, each indexed on its own.");
  add("boundary sites", fmt::format("{}", q.boundary_sites),
      "Sites that count as unseen because atoms of another domain, or strange ones, lie at them.");
  add("not covered", fmt::format("{:.1f} %", 100 * q.uncovered_share),
      "Share of the field where the lattice was not followed.");
  add("short pairs", fmt::format("{}", q.short_pairs),
      "Pairs of atoms closer than half the usual distance of neighbours.");
  add("stretch",
      fmt::format("{:.3f} along {:.0f} degrees", q.distortion.stretch,
                  q.distortion.stretch_degrees),
      "Larger over smaller principal stretch of the measured cell; 1 is undistorted.");
}

double normal_density(double x, double mean, double deviation) {
  const double z = (x - mean) / deviation;
  return std::exp(-z * z / 2) / (deviation * std::sqrt(2 * std::numbers::pi));
}

/// Intensities of the seen sites in bins, with the fitted classes over them.
void add_intensities(const Measurement& measurement, report::Report& report) {
  std::vector<double> values;
  for (const io::SiteRow& row : measurement.table->rows) {
    if (row.intensity && !row.species.empty()) values.push_back(*row.intensity);
  }
  if (values.size() < 2) return;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  constexpr int kBins = 60;
  const double width = (*high - *low) / kBins;
  if (width <= 0) return;
  report::IntensityHistogram histogram;
  histogram.counts.resize(kBins);
  for (int i = 0; i <= kBins; ++i) histogram.edges.push_back(*low + i * width);
  for (const double v : values) {
    histogram.counts[std::min(kBins - 1, static_cast<int>((v - *low) / width))] += 1;
  }
  for (const auto& classes : measurement.classified->sublattices) {
    int species = 0;
    for (const auto& c : classes.mixture.classes) {
      while (species + 1 < static_cast<int>(report.species.size()) &&
             report.species[species] == species::kVacancy) {
        ++species;
      }
      report::IntensityHistogram::Curve curve{species++, {}};
      for (int i = 0; i < kBins; ++i) {
        const double centre = *low + (i + 0.5) * width;
        curve.counts.push_back(static_cast<double>(values.size()) * width * c.weight *
                               normal_density(centre, c.mean, c.deviation));
      }
      histogram.curves.push_back(curve);
    }
    if (!classes.mixture.classes.empty()) break;  // the first sublattice that holds species
  }
  report.intensities = histogram;
}

void add_measurement(const Measurement& measurement, report::Report& report) {
  if (measurement.image) {
    report.measured = picture_of(*measurement.image);
    if (measurement.image->pixel_size) report.nm_per_pixel = measurement.image->pixel_size->x_nm;
  }
  if (measurement.atoms) {
    report.facts.push_back({"atoms found", fmt::format("{}", measurement.atoms->atoms.size()),
                            "Column-like peaks of the image, of any kind."});
  }
  if (measurement.sites) {
    add_quality(measurement.sites->quality, report);
    const auto pixel = measurement.image ? measurement.image->pixel_size : std::nullopt;
    add_cell(*measurement.sites, pixel, report);
  }
  if (measurement.table && measurement.classified) add_intensities(measurement, report);
}

void add_configurations(const Analysis& analysis, report::Report& report) {
  const Subject& subject = analysis.subjects.front();
  const motifs::Motif& motif = subject.motif;
  const Eigen::VectorXd measured = subject.histogram.probabilities();
  const Eigen::VectorXd errors =
      inference::variances(analysis.best_fit().simulation.twins).cwiseSqrt();
  for (const inference::Fit& f : analysis.fits) report.histogram_models.push_back(f.model);
  for (std::size_t i = 0; i < motif.orbit_count(); ++i) {
    const auto k = static_cast<Index>(i);
    report::Configuration row;
    row.text = spell(motif, motif.orbits[i].code);
    row.code = motif.orbits[i].code;
    row.orbit = static_cast<int>(i);
    row.multiplicity = static_cast<int>(motif.orbits[i].multiplicity);
    row.count = subject.histogram.counts[k];
    row.measured = measured[k];
    row.measured_error = errors[k];
    for (const inference::Fit& f : analysis.fits) row.probabilities.push_back(f.expected[k]);
    report.configurations.push_back(row);
  }
}

void add_scan(const Analysis& analysis, report::Report& report) {
  if (!analysis.scan || analysis.scan->parameters != std::vector<std::string>{"temperature"})
    return;
  report::Scan scan;
  scan.model = analysis.scan->model;
  scan.random_distance = analysis.random_fit().goodness.distance;
  for (const io::ScanRow& row : analysis.scan->rows) {
    scan.points.push_back({row.at.front(), row.point.distance, {row.point.low, row.point.high}});
  }
  report.scan = scan;
}

report::Model model_of(const io::ModelRecord& m) {
  report::Model model{
      m.name,         {},           m.distance, {m.distance_low, m.distance_high}, m.p_value,
      m.log_evidence, m.probability};
  for (const io::ParameterRecord& p : m.parameters) {
    model.parameters.push_back(
        {p.name, p.value, p.standard_error, {p.low, p.high}, p.level, p.unit, p.identifiable});
  }
  return model;
}

}  // namespace

report::Report make_report(const Results& results, const Configuration& configuration) {
  const io::FitFile file = summarise(results, configuration);
  report::Report report;
  report.title = results.source;
  report.verdict = verdict(results, configuration);
  report.status = file.status;
  report.stage = file.stage;
  report.reasons = file.reasons;
  report.warnings = file.warnings;
  report.species = species_of(make_lattice(configuration.lattice));
  if (results.measurement) add_measurement(*results.measurement, report);
  if (results.confirmation) report.simulated = picture_of(results.confirmation->image);
  if (const io::SiteTable* table = results.site_table()) add_sites(*table, report);
  report.best_model = file.best_model;
  if (results.analysis) {
    if (!results.analysis->is_joint()) add_configurations(*results.analysis, report);
    add_scan(*results.analysis, report);
  }
  for (const io::ModelRecord& m : file.models) report.models.push_back(model_of(m));
  report.energy_note = energy_note(results, configuration);
  report.provenance.version = file.version;
  report.provenance.commit = file.commit;
  report.provenance.seed = file.seed;
  for (const io::InputRecord& i : file.inputs) {
    report.provenance.inputs.push_back({i.path, i.sha256});
  }
  report.provenance.configuration = to_toml(configuration);
  return report;
}

}  // namespace gibbsight::pipeline
