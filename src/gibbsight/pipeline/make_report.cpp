#include "gibbsight/pipeline/make_report.hpp"

#include <algorithm>
#include <iterator>

#include "gibbsight/pipeline/inputs.hpp"
#include "gibbsight/pipeline/report_analysis.hpp"
#include "gibbsight/pipeline/report_measurement.hpp"
#include "gibbsight/pipeline/summary.hpp"
#include "gibbsight/pipeline/verdict.hpp"

namespace gibbsight::pipeline {
namespace {

std::vector<std::string> species_of(const lattice::Lattice& lattice) {
  for (const auto& site : lattice.basis) {
    if (!site.is_spectator()) return site.species;
  }
  return {};
}

report::Site site_of(const io::SiteRow& row, const io::SiteTable& table,
                     const std::vector<std::string>& species) {
  report::Site site;
  site.a = row.a;
  site.b = row.b;
  site.x_px = *row.x_px;
  site.y_px = *row.y_px;
  const auto name = std::find(species.begin(), species.end(), row.species);
  if (name != species.end()) site.species = static_cast<int>(name - species.begin());
  site.sublattice = row.sublattice;
  site.atom = row.atom;
  site.manual = row.source == "manual";
  site.intensity = row.intensity;
  for (const std::string& wanted : species) {
    const auto column = std::find(table.species.begin(), table.species.end(), wanted);
    if (column == table.species.end() || row.probabilities.empty()) continue;
    site.probabilities.push_back(
        row.probabilities[static_cast<std::size_t>(column - table.species.begin())]);
  }
  return site;
}

/// Rows that other programs wrote may have no position, and then are not drawn.
void add_sites(const io::SiteTable& table, const Results& results, report::Report& report) {
  const indexing::Sites* indexed =
      results.measurement && results.measurement->sites ? &*results.measurement->sites : nullptr;
  const Subject* subject = results.analysis && !results.analysis->is_joint()
                               ? &results.analysis->subjects.front()
                               : nullptr;
  std::vector<int> orbits;
  if (subject != nullptr) orbits = orbits_of_sites(subject->occupancy, subject->motif);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const io::SiteRow& row = table.rows[i];
    if (!row.x_px || !row.y_px) continue;
    report::Site site = site_of(row, table, report.species);
    if (subject != nullptr && !subject->bare) {
      site.orbit = orbits[subject->occupancy.index(row.a, row.b, row.sublattice)];
    }
    if (indexed != nullptr && row.atom >= 0) {
      const indexing::Site& s = indexed->sites[i];
      site.misfit = {s.x - s.predicted_x, s.y - s.predicted_y};
    }
    report.sites.push_back(site);
  }
}

/// What the report of the whole says of a part, from the part's own.
report::Part make_part(const report::Report& own) {
  report::Part part;
  part.source = own.title;
  part.folder = name_of(own.title);
  part.thumbnail = own.thumbnail;
  part.counts = own.counts;
  if (own.status == "refused") part.refusal = own.stage + ": " + core::join(own.reasons, "; ");
  for (const report::Model& model : own.models) {
    if (model.name != own.best_model) continue;
    part.distance = model.distance;
    part.distance_expected = model.distance_expected;
    part.p_value = model.p_value;
  }
  return part;
}

}  // namespace

report::Report make_report(const Results& results, const Configuration& configuration) {
  const io::FitFile file = summarise(results, configuration);
  report::Report report;
  report.title = results.source;
  report.verdict = verdict(results);
  report.status = file.status;
  report.stage = file.stage;
  report.reasons = file.reasons;
  report.warnings = file.warnings;
  report.species = species_of(make_lattice(configuration.lattice));
  if (results.measurement) report_measurement(*results.measurement, report);
  if (results.confirmation) report.simulated = picture_of(results.confirmation->image);
  if (const io::SiteTable* table = results.site_table()) add_sites(*table, results, report);
  report.best_model = file.best_model;
  if (results.analysis) report_analysis(*results.analysis, file, report);
  for (const io::VariationRecord& v : file.variations) {
    report.variations.push_back({v.aspect, v.label, v.parameter, v.value, v.standard_error});
  }
  if (report.counts) {
    report.counts->edits = static_cast<std::size_t>(
        std::count_if(report.sites.begin(), report.sites.end(),
                      [](const report::Site& site) { return site.manual; }));
  }
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

JointReport make_joint_report(const JointResults& results, const Configuration& configuration) {
  JointReport joint;
  std::vector<std::string> sources;
  for (const Results& part : results.parts) sources.push_back(part.source);
  joint.whole = make_report(results.whole, arrange_inputs(configuration, sources));
  for (const Results& part : results.parts) {
    report::Report own = make_report(part, configuration_of(configuration, part.source));
    std::copy_if(sources.begin(), sources.end(), std::back_inserter(own.fitted_with),
                 [&](const std::string& source) { return source != part.source; });
    joint.whole.parts.push_back(make_part(own));
    joint.parts.push_back(std::move(own));
  }
  return joint;
}

}  // namespace gibbsight::pipeline
