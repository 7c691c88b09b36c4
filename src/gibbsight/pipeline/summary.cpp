#include "gibbsight/pipeline/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "gibbsight/core/version.hpp"
#include "gibbsight/pipeline/verdict.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::pipeline {
namespace {

constexpr double kBoltzmannMeVPerK = 8.617333262e-2;  // CODATA 2018, exact

io::ParameterRecord record(const inference::Estimate& e, const std::string& unit, double factor) {
  return {.name = e.name,
          .value = e.value * factor,
          .standard_error = e.standard_error * factor,
          .low = e.low * factor,
          .high = e.high * factor,
          .level = e.level,
          .unit = unit,
          .identifiable = e.identifiable};
}

/// With its prior; interactions in k_B T.
io::ParameterRecord record_parameter(const inference::Fit& fit, std::size_t k) {
  const inference::Estimate& e = fit.parameters[k];
  io::ParameterRecord parameter = record(e, is_interaction(e.name) ? "kT" : "", 1);
  parameter.prior_mean = fit.prior.mean[static_cast<Eigen::Index>(k)];
  parameter.prior_width = fit.prior.width[static_cast<Eigen::Index>(k)];
  parameter.value_narrow = fit.parameters[k].value_narrow;
  parameter.value_wide = fit.parameters[k].value_wide;
  return parameter;
}

/// The configurations that are furthest from what the fitted model explains, the worst first.
std::vector<io::MisfitRecord> record_misfits(const std::vector<Subject>& subjects,
                                             const Eigen::VectorXd& deviations) {
  constexpr double kWorthNaming = 3;
  std::vector<io::MisfitRecord> misfits;
  Eigen::Index next = 0;
  for (const Subject& subject : subjects)
    for (const motifs::Orbit& orbit : subject.motif.orbits) {
      const double off = deviations[next++];
      if (std::abs(off) < kWorthNaming) continue;
      const std::string where = subjects.size() > 1 ? subject.label + ": " : "";
      misfits.push_back({where + spell(subject.motif, orbit.code), orbit.code, off});
    }
  std::sort(misfits.begin(), misfits.end(), [](const auto& left, const auto& right) {
    return std::abs(left.deviations) > std::abs(right.deviations);
  });
  return misfits;
}

io::NullRecord record_null(const Apparent& a) { return {a.mean, a.error, a.spread}; }

io::MicroscopeRecord record_microscope(const Calibration& calibration,
                                       const std::vector<std::string>& species) {
  io::MicroscopeRecord record{
      .twins = static_cast<std::size_t>(calibration.made),
      .failed = static_cast<std::size_t>(calibration.failed),
      .species = species,
      .confusion = {},
      .lost = {calibration.lost.begin(), calibration.lost.end()},
      .lost_error = {calibration.lost_error.begin(), calibration.lost_error.end()},
      .false_atoms = calibration.false_atoms,
      .false_atoms_error = calibration.false_atoms_error,
      .likeness = {}};
  for (const auto row : calibration.confusion.probability.rowwise()) {
    record.confusion.emplace_back(row.begin(), row.end());
  }
  for (const Likeness& l : calibration.likeness) {
    record.likeness.push_back({l.name, l.distance, l.usual, l.p_value});
  }
  return record;
}

std::vector<io::VariationRecord> record_variations(const std::vector<Variation>& variations) {
  std::vector<io::VariationRecord> records;
  for (const Variation& v : variations)
    for (const inference::Estimate& e : v.parameters) {
      records.push_back({v.aspect, v.label, v.model, e.name, e.value, e.standard_error});
    }
  return records;
}

io::ModelRecord record_model(const Analysis& analysis, std::size_t candidate) {
  const inference::Fit& fit = analysis.fits[candidate];
  const inference::Evidence& evidence = analysis.evidences[candidate];
  io::ModelRecord model;
  model.name = fit.model;
  for (std::size_t k = 0; k < fit.parameters.size(); ++k) {
    model.parameters.push_back(record_parameter(fit, k));
    const auto& null_test = analysis.null_tests[candidate];
    if (k < null_test.size()) model.parameters.back().null = record_null(null_test[k]);
  }
  if (analysis.temperature) {
    const double unit = kBoltzmannMeVPerK * *analysis.temperature;
    for (const inference::Estimate& e : fit.parameters) {
      if (is_interaction(e.name)) model.parameters.push_back(record(e, "meV", unit));
    }
  }
  model.distance = fit.goodness.distance;
  model.distance_low = fit.goodness.distance_low;
  model.distance_high = fit.goodness.distance_high;
  model.p_value = fit.goodness.p_value;
  model.log_evidence = evidence.log_evidence;
  model.probability = evidence.probability;
  model.log_evidence_error = evidence.error;
  model.probability_narrow = evidence.probability_narrow;
  model.probability_wide = evidence.probability_wide;
  model.simulations = fit.simulations;
  for (const inference::Undetermined& u : fit.undetermined) {
    model.undetermined.push_back(u.direction);
  }
  model.misfits = record_misfits(analysis.subjects, fit.goodness.deviations);
  const inference::MomentMatching& moments = fit.moments;
  model.second_reading = {{moments.values.begin(), moments.values.end()},
                          {moments.standard_errors.begin(), moments.standard_errors.end()},
                          moments.p_value};
  return model;
}

std::vector<std::string> all_warnings(const Results& results) {
  std::vector<std::string> warnings;
  if (results.measurement && results.measurement->sites) {
    warnings = results.measurement->sites->warnings;
  }
  if (results.measurement && results.measurement->classified) {
    const auto& more = results.measurement->classified->warnings;
    warnings.insert(warnings.end(), more.begin(), more.end());
  }
  if (results.analysis) {
    const auto& more = results.analysis->warnings;
    warnings.insert(warnings.end(), more.begin(), more.end());
  }
  return warnings;
}

}  // namespace

io::FitFile summarise(const Results& results, const Configuration& configuration) {
  io::FitFile file;
  file.version = core::version();
  file.commit = core::commit();
  file.seed = configuration.sampler.seed;
  file.inputs = results.inputs;
  file.warnings = all_warnings(results);
  if (results.refusal) {
    file.status = "refused";
    file.stage = results.refusal->stage;
    file.reasons = {results.refusal->reason};
    return file;
  }
  const Analysis& analysis = *results.analysis;
  const auto& species = analysis.subjects.front().motif.species();
  file.temperature = analysis.temperature;
  file.status = analysis.status == Status::ok ? "ok" : "uninformative";
  file.reasons = analysis.reasons;
  for (std::size_t s = 0; s < species.size(); ++s) {
    file.composition.emplace_back(species[s], analysis.composition[s]);
  }
  for (const Subject& subject : analysis.subjects) {
    file.sites += subject.bare ? 0 : subject.occupancy.seen_count();
    file.motifs += static_cast<std::size_t>(subject.histogram.total());
  }
  file.effective_motifs = analysis.best_fit().effective_motifs;
  file.best_model = analysis.best_fit().model;
  for (std::size_t i = 0; i < analysis.fits.size(); ++i) {
    file.models.push_back(record_model(analysis, i));
  }
  if (results.confirmation) {
    auto& parameters = file.models[analysis.best].parameters;
    const auto& apparent = results.confirmation->apparent;
    for (std::size_t k = 0; k < apparent.size(); ++k) {
      parameters[k].confirmation = record_null(apparent[k]);
    }
  }
  file.variations = record_variations(results.variations);
  if (results.calibration && results.calibration->made > 0) {
    file.microscope.push_back(record_microscope(*results.calibration, species));
  }
  file.conclusion = conclusion(analysis);
  for (const inference::Averaged& a : analysis.averaged) {
    if (is_interaction(a.estimate.name)) {
      file.averaged.push_back({record(a.estimate, "kT", 1), a.lowest, a.highest});
    }
  }
  for (const inference::Prediction& p : analysis.predictions) {
    file.predictions.push_back(
        {p.name, p.measured, p.expected, p.low, p.high, p.deviations, p.p_value});
  }
  return file;
}

std::string summary_text(const io::FitFile& file, const std::vector<std::string>& verdict) {
  std::string text = fmt::format("status  {}\n", file.status);
  for (const std::string& reason : file.reasons) text += fmt::format("        {}\n", reason);
  if (file.status == "refused") return text;
  text += fmt::format("sites   {}    motifs {} (worth {:.0f} independent ones)\n", file.sites,
                      file.motifs, file.effective_motifs);
  text += "window ";
  for (const auto& [name, fraction] : file.composition) {
    text += fmt::format(" {} {:.3f}", name, fraction);
  }
  text += fmt::format("\n\n{:<16} {:>9} {:>19} {:>7} {:>6}   parameters\n", "model", "distance",
                      "expected", "p", "prob.");
  for (const io::ModelRecord& m : file.models) {
    text += fmt::format("{:<16} {:>9.4f} {:>19} {:>7.3f} {:>6.3f}  ", m.name, m.distance,
                        fmt::format("{:.4f} to {:.4f}", m.distance_low, m.distance_high), m.p_value,
                        m.probability);
    for (const io::ParameterRecord& p : m.parameters) {
      text += fmt::format(" {} = {} {} [{:.3g}, {:.3g}]", p.name,
                          report::with_error(p.value, p.standard_error), p.unit, p.low, p.high);
    }
    text += "\n";
  }
  text += "\n";
  for (const std::string& sentence : verdict) text += sentence + "\n";
  return text;
}

}  // namespace gibbsight::pipeline
