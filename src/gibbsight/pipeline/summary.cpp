#include "gibbsight/pipeline/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "gibbsight/core/version.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::pipeline {
namespace {

constexpr double kBoltzmannMeVPerK = 8.617333262e-2;  // CODATA 2018, exact

bool is_triplet(const std::string& name) { return name.starts_with("triplet"); }
bool is_interaction(const std::string& name) {
  return name.starts_with("pair") || is_triplet(name);
}

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
  io::MicroscopeRecord record{.twins = static_cast<std::size_t>(calibration.made),
                              .failed = static_cast<std::size_t>(calibration.failed),
                              .species = species,
                              .confusion = {},
                              .lost = {calibration.lost.begin(), calibration.lost.end()},
                              .false_atoms = calibration.false_atoms,
                              .likeness = {}};
  for (const auto row : calibration.confusion.probability.rowwise()) {
    record.confusion.emplace_back(row.begin(), row.end());
  }
  for (const Likeness& l : calibration.likeness) {
    record.likeness.push_back({l.name, l.distance, l.usual, l.p_value});
  }
  return record;
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

std::string p_text(double p_value, std::size_t twins) {
  const double smallest = 1 / (static_cast<double>(twins) + 1);
  return p_value <= smallest ? fmt::format("p <= {:.2g}", smallest)
                             : fmt::format("p = {:.2g}", p_value);
}

std::string tendency(const inference::Estimate& e) {
  if (is_triplet(e.name)) {
    if (e.low > 0) return "such triplets cost energy beyond that of their pairs";
    if (e.high < 0) return "such triplets are favoured beyond what their pairs say";
    return "nothing beyond pairs can be told from chance";
  }
  if (e.low > 0) return "unlike neighbours cost energy (segregation)";
  if (e.high < 0) return "unlike neighbours are favoured (ordering)";
  return "no preference can be told from chance";
}

bool fits_triplets(const Analysis& analysis) {
  for (const inference::Fit& fit : analysis.fits)
    for (const inference::Estimate& e : fit.parameters) {
      if (is_triplet(e.name)) return true;
    }
  return false;
}

/// "7:1", "1:7" or "below 1:1000".
std::string odds_text(double odds) {
  constexpr double kMost = 1000;  // what evidences of a few hundred twins can tell
  if (odds > kMost) return "above 1000:1";
  if (odds < 1 / kMost) return "below 1:1000";
  return odds >= 1 ? fmt::format("{:.2g}:1", odds) : fmt::format("1:{:.2g}", 1 / odds);
}

/// What a sum of interactions has that another has not, where it has all of the other.
std::optional<std::string> added(const std::string& larger, const std::string& smaller) {
  const auto parts = [](const std::string& name) {
    return name == "random" ? std::vector<std::string>{} : core::split(name, '+');
  };
  std::vector<std::string> rest = parts(larger);
  for (const std::string& part : parts(smaller)) {
    const auto found = std::find(rest.begin(), rest.end(), part);
    if (found == rest.end()) return std::nullopt;
    rest.erase(found);
  }
  if (rest.empty()) return std::nullopt;
  return core::join(rest, "+");
}

/// Which of the candidates the data need: what the best has that simpler ones lack, and what richer
/// ones would add for nothing.
std::string conclusion(const Analysis& analysis) {
  const std::string& best = analysis.best_fit().model;
  const double probability = analysis.evidences[analysis.best].probability;
  if (supported(analysis.fits, analysis.evidences).empty()) {
    return "Every candidate is contradicted by the data.";
  }
  std::vector<std::string> clauses;
  for (std::size_t i = 0; i < analysis.fits.size(); ++i) {
    const std::string& other = analysis.fits[i].model;
    const double odds = analysis.evidences[i].probability / probability;
    if (i == analysis.best || !(odds > 0)) continue;
    if (const auto more = added(other, best)) {
      clauses.push_back(
          fmt::format("adding {} is not supported (odds {})", *more, odds_text(odds)));
    } else {
      clauses.push_back(fmt::format("{} is less probable (odds {})",
                                    other == "random" ? "the random mixture" : other,
                                    odds_text(odds)));
    }
  }
  const std::string first = best == "random" ? "No interactions are needed" : best + " suffices";
  return clauses.empty() ? first + "." : fmt::format("{}; {}.", first, core::join(clauses, ", "));
}

std::string random_sentence(const inference::Fit& random, std::size_t twins) {
  constexpr double kExcluded = 0.05;
  const std::string p = p_text(random.goodness.p_value, twins);
  return random.goodness.p_value < kExcluded
             ? fmt::format("A random mixture is excluded ({}).", p)
             : fmt::format("A random mixture is not excluded ({}).", p);
}

std::string temperature_note(const Results& results, const Configuration& configuration) {
  const auto temperature =
      results.analysis ? results.analysis->temperature : configuration.model.temperature;
  if (!temperature) return " Only energy over temperature can be read from an image.";
  std::string note =
      fmt::format(" In meV for a freeze-in temperature of {:g} K given by the user.", *temperature);
  if (!results.analysis) return note;
  for (const Subject& subject : results.analysis->subjects) {
    if (subject.temperature == temperature) continue;
    note += fmt::format(
        " {} froze in at {:g} K, where the same energies are {:.3g} times as many "
        "k_B T.",
        subject.label, *subject.temperature, energy_scale(subject, temperature));
  }
  return note;
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

std::vector<std::string> verdict(const Results& results, const Configuration& configuration) {
  if (results.refusal) {
    return {fmt::format("This data can't be used: {} (stage: {}).", results.refusal->reason,
                        results.refusal->stage)};
  }
  const Analysis& analysis = *results.analysis;
  const inference::Fit& best = analysis.best_fit();
  const auto twins = static_cast<std::size_t>(configuration.fit.twins);
  std::vector<std::string> sentences;
  if (analysis.status == Status::uninformative) {
    sentences.push_back("The data cannot tell: " + core::join(analysis.reasons, "; ") + ".");
  }
  for (const inference::Estimate& e : best.parameters) {
    if (!is_interaction(e.name)) continue;
    sentences.push_back(fmt::format(
        "{} = {} kT ({:g} % interval {}): {}, assuming this layer froze in equilibrium.", e.name,
        report::with_error(e.value, e.standard_error), 100 * e.level,
        report::to_text({e.low, e.high}), tendency(e)));
  }
  sentences.push_back(conclusion(analysis));
  sentences.push_back(random_sentence(analysis.random_fit(), twins));
  if (best.model != "random") {
    sentences.push_back(fmt::format("The model {} is {} the data ({}).", best.model,
                                    best.goodness.p_value < inference::kContradicted
                                        ? "contradicted by"
                                        : "not contradicted by",
                                    p_text(best.goodness.p_value, twins)));
  }
  return sentences;
}

std::string energy_note(const Results& results, const Configuration& configuration) {
  std::string note =
      "Energies are effective in-plane interactions of this layer, if it froze in equilibrium: the "
      "energy of an unlike pair relative to the mean of the two like pairs, in k_B T; positive "
      "means "
      "unlike pairs cost energy.";
  const bool triplets = results.analysis && fits_triplets(*results.analysis);
  if (triplets) {
    note +=
        " A triplet's energy is that of three sites which hold the named species, in addition to "
        "the energies of its pairs.";
  }
  note += temperature_note(results, configuration);
  if (results.analysis) {
    const motifs::Motif& motif = results.analysis->subjects.front().motif;
    const auto& species = motif.species();
    const bool gas = species.size() == 2 &&
                     std::find(species.begin(), species.end(), species::kVacancy) != species.end();
    if (gas && !triplets)
      note += " As a lattice gas: a pair of atoms has the energy -2 times the value given.";
  }
  return note;
}

std::string summary_text(const Results& results, const Configuration& configuration) {
  const io::FitFile file = summarise(results, configuration);
  std::string text = fmt::format("status  {}\n", file.status);
  for (const std::string& reason : file.reasons) text += fmt::format("        {}\n", reason);
  if (results.refusal) return text;
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
  for (const std::string& sentence : verdict(results, configuration)) text += sentence + "\n";
  return text;
}

}  // namespace gibbsight::pipeline
