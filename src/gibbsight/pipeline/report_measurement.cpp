#include "gibbsight/pipeline/report_measurement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gibbsight/image/write_image.hpp"

namespace gibbsight::pipeline {
namespace {

/// The mean of every step by step pixels; what is over at the right and bottom is left out.
image::Image reduced(const image::Image& image, int step) {
  image::Image small;
  small.rows = image.rows / step;
  small.columns = image.columns / step;
  small.pixels.resize(static_cast<std::size_t>(small.rows) *
                      static_cast<std::size_t>(small.columns));
  for (int row = 0; row < small.rows * step; ++row)
    for (int column = 0; column < small.columns * step; ++column) {
      small.at(row / step, column / step) +=
          image.at(row, column) / static_cast<float>(step * step);
    }
  return small;
}

void add_levelling(const std::vector<std::array<double, 2>>& rows, report::Report& report) {
  report::Levelling levelling;
  const auto step = static_cast<std::size_t>(report.measured->step);
  for (std::size_t row = step / 2; row < rows.size(); row += step) {
    levelling.left.push_back(rows[row][0]);
    levelling.right.push_back(rows[row][1]);
  }
  const auto is_zero = [](double taken) { return taken == 0; };
  const bool none = std::all_of(levelling.left.begin(), levelling.left.end(), is_zero) &&
                    std::all_of(levelling.right.begin(), levelling.right.end(), is_zero);
  if (!none) report.levelling = levelling;
}

void add_atoms(const atoms::AtomList& list, report::Report& report) {
  for (const atoms::Atom& a : list.atoms) {
    report.atoms.push_back({a.x, a.y, a.intensity, a.background, a.sigma});
  }
}

void add_cell(const indexing::Sites& sites, const std::optional<image::PixelSize>& pixel,
              report::Report& report) {
  const auto& m = sites.cell_px;
  report::Cell cell;
  cell.a_px = {m(0, 0), m(1, 0)};
  cell.b_px = {m(0, 1), m(1, 1)};
  const auto error_along = [&](Eigen::Index k) {
    return m.col(k).normalized().cwiseProduct(sites.domains.front().cell_error_px.col(k)).norm();
  };
  cell.a_error_px = error_along(0);
  cell.b_error_px = error_along(1);
  if (pixel) {
    cell.a_nm = std::hypot(m(0, 0) * pixel->x_nm, m(1, 0) * pixel->y_nm);
    cell.b_nm = std::hypot(m(0, 1) * pixel->x_nm, m(1, 1) * pixel->y_nm);
  }
  const double cosine = m.col(0).dot(m.col(1)) / (m.col(0).norm() * m.col(1).norm());
  cell.angle_degrees = std::acos(std::clamp(cosine, -1.0, 1.0)) * 180 / std::numbers::pi;
  report.cell = cell;
}

/// A measure, in words, by the limits up to which it is good and up to which it is usable.
struct Judged {
  double value = 0;
  double good = 0;
  double usable = 0;

  std::string word() const {
    if (value <= good) return "good";
    return value <= usable ? "look at it" : "poor";
  }
};

void add_quality(const indexing::Quality& q, report::Report& report) {
  const auto add = [&](const char* name, const std::string& value, const char* sentence,
                       const std::string& judgement) {
    report.facts.push_back({name, value, sentence, judgement});
  };
  const double placed = std::max(1, q.placed);
  add("atoms placed", fmt::format("{} of {}", q.placed, q.placed + q.unplaced),
      "Atoms of the lattice's columns that got a site.",
      Judged{1 - q.placed_share(), 0.02, 0.1}.word());
  if (q.spectators > 0) {
    add("spectators", fmt::format("{}", q.spectators),
        "Atoms of other visible columns, recognised by geometry and left out.", "");
  }
  add("residual", fmt::format("{:.1f} %", q.residual_percent),
      "Root mean square distance from where the neighbours put a site, in per cent of a.",
      Judged{q.residual_percent, 6, 15}.word());
  add("edges over 35 %", fmt::format("{} of {}", q.edges.over_35, q.edges.count),
      "Neighbouring pairs that depart from the mean cell by more than 35 %: real distortions.",
      Judged{q.edges.share_over_35(), 0.001, 0.03}.word());
  add("edges over 60 %", fmt::format("{}", q.edges.over_60),
      "Neighbouring pairs that depart by more than 60 %: a slipped row; there should be none.",
      Judged{q.edges.share_over_60(), 0, 0.001}.word());
  add("double occupations", fmt::format("{}", q.double_occupations),
      "Atoms left over because their site was taken.",
      Judged{q.double_occupations / placed, 0.002, 0.02}.word());
  add("domains", fmt::format("{}", q.domains),
      "Separate pieces of crystal, each indexed on its own.",
      Judged{double{1} * q.domains, 1, 3}.word());
  add("boundary sites", fmt::format("{}", q.boundary_sites),
      "Sites that count as unseen because atoms of another domain, or strange ones, lie at them.",
      Judged{q.boundary_sites / placed, 0.02, 0.1}.word());
  add("not covered", fmt::format("{:.1f} %", 100 * q.uncovered_share),
      "Share of the field where the lattice was not followed.",
      Judged{q.uncovered_share, 0.02, 0.1}.word());
  add("short pairs", fmt::format("{}", q.short_pairs),
      "Pairs of atoms closer than half the usual distance of neighbours.",
      Judged{q.short_pairs / placed, 0.002, 0.02}.word());
  add("stretch",
      fmt::format("{:.3f} along {:.0f}°", q.distortion.stretch, q.distortion.stretch_degrees),
      "Larger over smaller principal stretch of the measured cell; 1 is undistorted.",
      Judged{q.distortion.stretch, 1.03, 1.15}.word());
}

/// How far apart the species are, and how many sites that lets be taken for another one.
void add_classes(const species::Classified& classified, report::Report& report) {
  for (const auto& classes : classified.sublattices) {
    if (classes.separations.empty()) continue;
    const double apart = *std::min_element(classes.separations.begin(), classes.separations.end());
    report.facts.push_back(
        {"species apart", fmt::format("{:.1f} σ", apart),
         "Distance of the nearest two species' mean intensities, in their standard deviations.",
         apart >= 4 ? "good" : (apart >= 2.5 ? "look at it" : "poor")});
    const auto& confusion = classes.confusion;
    const double all = confusion.effective_counts.sum();
    if (all <= 0) continue;
    const double right = confusion.effective_counts.dot(confusion.matrix.diagonal());
    const double wrong = std::max(0.0, 1 - right / all);
    constexpr double kTooFew = 1e-4;
    report.facts.push_back({"taken for another",
                            wrong < kTooFew ? "< 0.01 %" : fmt::format("{:.2g} %", 100 * wrong),
                            "Share of the sites expected to be taken for another species.",
                            Judged{wrong, 0.01, 0.05}.word()});
  }
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
    std::size_t next = 0;
    for (std::size_t k = 0; k < classes.class_means.size(); ++k) {
      const double mean = classes.class_means[k];
      const double deviation = classes.class_deviations[k];
      if (std::isnan(mean)) continue;  // a vacancy
      const double weight = classes.mixture.classes[next++].weight;
      report::IntensityHistogram::Curve curve{static_cast<int>(k), {}};
      for (int i = 0; i < kBins; ++i) {
        const double centre = *low + (i + 0.5) * width;
        curve.counts.push_back(static_cast<double>(values.size()) * width * weight *
                               species::normal_density((centre - mean) / deviation, deviation));
      }
      histogram.curves.push_back(curve);
    }
    if (!classes.mixture.classes.empty()) break;  // the first sublattice that holds species
  }
  report.intensities = histogram;
}

}  // namespace

report::Picture picture_of(const image::Image& image, double most_pixels) {
  const double pixels = double{1} * image.rows * image.columns;
  const int step = std::max(1, static_cast<int>(std::ceil(std::sqrt(pixels / most_pixels))));
  const image::Image shown = step == 1 ? image : reduced(image, step);
  const auto [black, white] = image::display_range(shown);
  return {shown.columns,
          shown.rows,
          image::encode_png(shown),
          step,
          static_cast<double>(black),
          static_cast<double>(white)};
}

void report_measurement(const Measurement& measurement, report::Report& report) {
  if (measurement.image) {
    report.measured = picture_of(*measurement.image);
    constexpr double kThumbnailPixels = 96 * 96;
    report.thumbnail = picture_of(*measurement.image, kThumbnailPixels);
    if (measurement.image->pixel_size) report.nm_per_pixel = measurement.image->pixel_size->x_nm;
    add_levelling(measurement.levelling, report);
  }
  if (measurement.atoms) {
    add_atoms(*measurement.atoms, report);
    report.facts.push_back({"atoms found", fmt::format("{}", measurement.atoms->atoms.size()),
                            "Column-like peaks of the image, of any kind.", ""});
  }
  if (measurement.sites) {
    add_quality(measurement.sites->quality, report);
    const auto pixel = measurement.image ? measurement.image->pixel_size : std::nullopt;
    add_cell(*measurement.sites, pixel, report);
  }
  if (measurement.classified) add_classes(*measurement.classified, report);
  if (measurement.table && measurement.classified) add_intensities(measurement, report);
}

}  // namespace gibbsight::pipeline
