#include "gibbsight/pipeline/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gibbsight/core/version.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::pipeline {
namespace {

constexpr double kBoltzmannMeVPerK = 8.617333262e-2;  // CODATA 2018, exact

/// Chemical potentials are how a free composition is fitted, not an answer: the fraction is.
bool is_triplet(const std::string& name) { return name.starts_with("triplet"); }
bool is_interaction(const std::string& name) {
  return name.starts_with("pair") || is_triplet(name);
}

io::ParameterRecord record(const inference::Estimate& e, const std::string& unit, double factor) {
  return {e.name,         e.value * factor, e.standard_error * factor,
          e.low * factor, e.high * factor,  e.level,
          unit,           e.identifiable};
}

io::ModelRecord record_model(const inference::Fit& fit, const inference::Evidence& evidence,
                             const Configuration& configuration) {
  io::ModelRecord model;
  model.name = fit.model;
  for (const inference::Estimate& e : fit.parameters) {
    if (is_interaction(e.name)) model.parameters.push_back(record(e, "kT", 1));
  }
  for (const inference::Estimate& e : fit.quantities) model.parameters.push_back(record(e, "", 1));
  if (configuration.model.temperature) {
    const double unit = kBoltzmannMeVPerK * *configuration.model.temperature;
    for (const inference::Estimate& e : fit.parameters) {
      if (is_interaction(e.name)) model.parameters.push_back(record(e, "meV", unit));
    }
  }
  model.distance = fit.distance;
  model.distance_low = fit.distance_low;
  model.distance_high = fit.distance_high;
  model.p_value = fit.p_value;
  model.log_evidence = evidence.log_evidence;
  model.probability = evidence.probability;
  return model;
}

std::vector<std::string> all_warnings(const Results& results) {
  std::vector<std::string> warnings;
  if (results.measurement && results.measurement->classified) {
    warnings = results.measurement->classified->warnings;
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

std::string random_sentence(const inference::Fit& random, std::size_t twins) {
  constexpr double kExcluded = 0.05;
  const std::string p = p_text(random.p_value, twins);
  return random.p_value < kExcluded ? fmt::format("A random mixture is excluded ({}).", p)
                                    : fmt::format("A random mixture is not excluded ({}).", p);
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
  const motifs::Motif& motif = analysis.subject.motif;
  const auto& species = motif.species();
  file.status = analysis.status == Status::ok ? "ok" : "uninformative";
  file.reasons = analysis.reasons;
  for (std::size_t s = 0; s < species.size(); ++s) {
    file.composition.emplace_back(species[s], analysis.composition[s]);
  }
  file.sites = analysis.subject.bare ? 0 : analysis.subject.occupancy.seen_count();
  file.motifs = static_cast<std::size_t>(analysis.subject.histogram.total());
  file.effective_motifs = analysis.best_fit().effective_motifs;
  file.best_model = analysis.best_fit().model;
  for (std::size_t i = 0; i < analysis.fits.size(); ++i) {
    file.models.push_back(record_model(analysis.fits[i], analysis.evidences[i], configuration));
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
  sentences.push_back(random_sentence(analysis.random_fit(), twins));
  if (best.model != "random") {
    sentences.push_back(
        fmt::format("The model {} is {} the data ({}).", best.model,
                    best.p_value < kContradicted ? "contradicted by" : "not contradicted by",
                    p_text(best.p_value, twins)));
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
  if (!configuration.model.temperature) {
    note += " Only energy over temperature can be read from an image.";
  } else {
    note += fmt::format(" In meV for a freeze-in temperature of {:g} K given by the user.",
                        *configuration.model.temperature);
  }
  if (results.analysis) {
    const motifs::Motif& motif = results.analysis->subject.motif;
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
