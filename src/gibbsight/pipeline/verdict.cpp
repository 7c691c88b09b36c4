#include "gibbsight/pipeline/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "gibbsight/report/report.hpp"

namespace gibbsight::pipeline {
namespace {

bool is_triplet(const std::string& name) { return name.starts_with("triplet"); }

bool fits_triplets(const Analysis& analysis) {
  for (const inference::Fit& fit : analysis.fits)
    for (const inference::Estimate& e : fit.parameters) {
      if (is_triplet(e.name)) return true;
    }
  return false;
}

/// "640" or "9.2"; at least 1.
std::string two_digits(double value) {
  const double unit = std::pow(10, std::floor(std::log10(value)) - 1);
  return fmt::format("{:g}", std::round(value / unit) * unit);
}

/// "7:1", "1:7" or "below 1:1000".
std::string odds_text(double odds) {
  constexpr double kMost = 1000;  // what evidences of a few hundred twins can tell
  if (odds > kMost) return "above 1000:1";
  if (odds < 1 / kMost) return "below 1:1000";
  return odds >= 1 ? two_digits(odds) + ":1" : "1:" + two_digits(1 / odds);
}

/// What a sum of interactions has that another has not, where it has all of the other, with the
/// same symmetry.
std::optional<std::string> added(const std::string& larger, const std::string& smaller) {
  const auto sum = [](const std::string& name) { return name.substr(0, name.find('/')); };
  const auto group = [&](const std::string& name) { return name.substr(sum(name).size()); };
  const auto parts = [&](const std::string& name) {
    return name == "random" ? std::vector<std::string>{} : core::split(sum(name), '+');
  };
  if (smaller != "random" && group(larger) != group(smaller)) return std::nullopt;
  std::vector<std::string> rest = parts(larger);
  for (const std::string& part : parts(smaller)) {
    const auto found = std::find(rest.begin(), rest.end(), part);
    if (found == rest.end()) return std::nullopt;
    rest.erase(found);
  }
  if (rest.empty()) return std::nullopt;
  return core::join(rest, "+") + group(larger);
}

/// "pair2:Se-Te" is "second-nearest neighbours (Se-Te)".
std::string neighbours_of(const std::string& name) {
  const std::string kind = is_triplet(name) ? "triplet" : "pair";
  std::size_t end = kind.size();
  while (end < name.size() && name[end] >= '0' && name[end] <= '9') ++end;
  const std::string shell = name.substr(kind.size(), end - kind.size());
  std::string rest = name.substr(end);
  if (!rest.empty() && rest.front() == ':') rest = "(" + rest.substr(1) + ")";
  constexpr std::array kOrdinals{"", "second-", "third-", "fourth-", "fifth-"};
  const auto k = static_cast<std::size_t>(std::max(1, std::atoi(shell.c_str()))) - 1;
  const std::string ordinal = k < kOrdinals.size() ? kOrdinals[k] : shell + "th-";
  const std::string words = is_triplet(name) ? fmt::format("triplets of kind {}", shell)
                                             : fmt::format("{}nearest neighbours", ordinal);
  return rest.empty() ? words : words + " " + rest;
}

/// "an unlike pair of nearest neighbours costs 0.435 ± 0.019 kT".
std::string effect_of(const inference::Estimate& e) {
  const std::string of = neighbours_of(e.name);
  const std::string subject = is_triplet(e.name) ? of : "unlike " + of;
  if (e.low <= 0 && e.high >= 0) {
    return fmt::format("for {} no energy can be told from zero ({} kT)", of,
                       report::with_error(e.value, e.standard_error));
  }
  return fmt::format("{} {} {} kT{}", subject, e.value > 0 ? "cost" : "gain",
                     report::with_error(std::abs(e.value), e.standard_error),
                     is_triplet(e.name) ? " beyond their pairs" : "");
}

/// Of a model without an energy.
std::string parameters_sentence(const inference::Fit& fit) {
  std::vector<std::string> values;
  for (const inference::Estimate& e : fit.parameters) {
    values.push_back(fmt::format("{} = {} {}", e.name,
                                 report::with_error(e.value, e.standard_error),
                                 report::to_text({e.low, e.high})));
  }
  return fmt::format("{} (intervals at {:g} %): {}.", fit.model, 100 * fit.parameters[0].level,
                     core::join(values, ", "));
}

/// The interactions of a fit that the data decide.
std::string interactions_sentence(const inference::Fit& fit) {
  std::vector<std::string> effects;
  const inference::Estimate* strongest = nullptr;
  for (const inference::Estimate& e : fit.parameters) {
    if (!is_interaction(e.name)) continue;
    effects.push_back(effect_of(e));
    const bool told = (e.low > 0 || e.high < 0) && !is_triplet(e.name);
    if (told && (strongest == nullptr || std::abs(e.value) > std::abs(strongest->value))) {
      strongest = &e;
    }
  }
  if (effects.empty() && fit.model != "random" && !fit.parameters.empty()) {
    return parameters_sentence(fit);
  }
  if (effects.empty()) {
    return "No interaction is needed: the atoms lie as in a random mixture.";
  }
  const char* tendency = "";
  if (strongest != nullptr) {
    tendency = strongest->value > 0 ? "Like atoms gather: " : "Unlike atoms seek each other: ";
  }
  std::string text = tendency + core::join(effects, ", and ");
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text + ", assuming this layer froze in equilibrium.";
}

std::string capitalised(std::string text) {
  if (!text.empty()) {
    text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  }
  return text;
}

/// Every interval has one level.
std::string interval_sentence(const inference::Fit& fit) {
  std::vector<std::string> intervals;
  double level = 0;
  for (const inference::Estimate& e : fit.parameters) {
    if (!is_interaction(e.name)) continue;
    intervals.push_back(fmt::format("{} {}", e.name, report::to_text({e.low, e.high})));
    level = e.level;
  }
  if (intervals.empty()) return {};
  return fmt::format("Intervals at {:g} %: {} kT.", 100 * level, core::join(intervals, ", "));
}

/// No smaller p is claimed than the twins allow.
std::string p_text(double p_value, const Analysis& analysis) {
  const auto twins = static_cast<double>(analysis.random_fit().simulation.twins.cols());
  const double smallest = 1 / (twins + 1);
  return p_value <= smallest
             ? fmt::format("p ≤ {:.1g}, the least that {:.0f} simulated images can show", smallest,
                           twins)
             : fmt::format("p = {:#.2g}", p_value);
}

bool excludes_random(const Analysis& analysis) {
  constexpr double kExcluded = 0.05;
  return analysis.random_fit().goodness.p_value < kExcluded;
}

std::string random_sentence(const Analysis& analysis) {
  return fmt::format("A random mixture is {} ({}).",
                     excludes_random(analysis) ? "excluded" : "not excluded",
                     p_text(analysis.random_fit().goodness.p_value, analysis));
}

std::string best_clause(const Analysis& analysis) {
  const std::string& best = analysis.best_fit().model;
  if (best != "random") return best + " suffices";
  return excludes_random(analysis) ? "No candidate is more probable than the random mixture"
                                   : "No interactions are needed";
}

std::string model_sentence(const Analysis& analysis) {
  const inference::Fit& best = analysis.best_fit();
  const double p = best.goodness.p_value;
  return fmt::format("The model {} is {} the {} ({}).", best.model,
                     p < inference::kContradicted ? "contradicted by" : "not contradicted by",
                     analysis.is_joint() ? "images" : "image", p_text(p, analysis));
}

/// What an image that does not decide still says.
std::string undecided_sentence(const Analysis& analysis) {
  std::vector<std::string> values;
  for (const inference::Averaged& a : analysis.averaged) {
    const inference::Estimate& e = a.estimate;
    if (!is_interaction(e.name)) continue;
    values.push_back(
        fmt::format("{} = {} kT", e.name, report::with_error(e.value, e.standard_error)));
  }
  if (values.empty()) return {};
  return fmt::format("Averaged over the models that the data support, {}.",
                     core::join(values, " and "));
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

bool is_interaction(const std::string& parameter) {
  return parameter.starts_with("pair") || is_triplet(parameter);
}

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
      const bool decided = odds * inference::kBareMention <= 1;
      clauses.push_back(fmt::format("adding {} is {} (odds {})", *more,
                                    decided ? "not supported" : "not ruled out", odds_text(odds)));
    } else {
      clauses.push_back(fmt::format("{} is less probable (odds {})",
                                    other == "random" ? "the random mixture" : other,
                                    odds_text(odds)));
    }
  }
  const std::string first = best_clause(analysis);
  return clauses.empty() ? first + "." : fmt::format("{}; {}.", first, core::join(clauses, ", "));
}

std::vector<std::string> verdict(const Results& results) {
  if (results.refusal) {
    return {fmt::format("No interaction was measured: the chain stopped at {}.",
                        results.refusal->stage),
            capitalised(results.refusal->reason) + "."};
  }
  const Analysis& analysis = *results.analysis;
  const inference::Fit& best = analysis.best_fit();
  std::vector<std::string> sentences;
  if (analysis.status == Status::uninformative) {
    const std::string& reason = analysis.reasons.front();
    const bool complete = reason.starts_with("the data cannot tell");
    sentences.push_back(complete ? capitalised(reason) + "."
                                 : "The data cannot tell the interactions: " + reason + ".");
    sentences.push_back(undecided_sentence(analysis));
  } else {
    sentences.push_back(interactions_sentence(best));
    sentences.push_back(interval_sentence(best));
  }
  sentences.push_back(random_sentence(analysis));
  if (best.model != "random") sentences.push_back(model_sentence(analysis));
  sentences.push_back(conclusion(analysis));
  std::erase(sentences, std::string());
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

}  // namespace gibbsight::pipeline
