#include "gibbsight/pipeline/doubts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// What keeps a fit's numbers from being used at all.
void explain_failure(const inference::Fit& fit, std::vector<std::string>& reasons) {
  if (!fit.simulation.equilibrated) {
    reasons.push_back(
        fmt::format("{}: the sampler has not equilibrated near the best fit", fit.model));
  } else if (!fit.converged) {
    reasons.push_back(fmt::format("{}: the fit has not converged after {} simulations", fit.model,
                                  fit.simulations));
  }
}

/// What keeps the answer of the best model from being an answer.
void explain_doubt(const inference::Fit& fit, std::vector<std::string>& reasons) {
  for (const inference::Undetermined& u : fit.undetermined) {
    reasons.push_back(
        fmt::format("{}: {} is undetermined (the data leave {:.0f} % of the prior's width)",
                    fit.model, u.direction, 100 * u.narrowing));
  }
  if (fit.goodness.p_value < inference::kContradicted) {
    reasons.push_back(
        fmt::format("{}: contradicted by the data (p = {:#.2g}); no candidate may be the right one",
                    fit.model, fit.goodness.p_value));
  }
}

/// Whether the data tell interactions from none at all.
void explain_contrast(const Analysis& analysis, std::vector<std::string>& reasons) {
  double interacting = 0;
  std::string name;
  for (std::size_t i = 1; i < analysis.fits.size(); ++i) {
    if (analysis.evidences[i].probability <= interacting) continue;
    interacting = analysis.evidences[i].probability;
    name = analysis.fits[i].model;
  }
  const double random = analysis.evidences[0].probability;
  if (name.empty() || random == 0) return;
  const double odds = std::max(random / interacting, interacting / random);
  if (odds >= inference::kBareMention) return;
  reasons.push_back(
      fmt::format("the data cannot tell the random mixture from {} (odds {:.1f} to 1 for {})", name,
                  odds, random > interacting ? "random" : name));
}

/// Two readings of one histogram that differ by more than chance.
void explain_disagreement(const inference::Fit& fit, std::vector<std::string>& warnings) {
  if (fit.moments.p_value >= inference::kContradicted) return;
  warnings.push_back(fmt::format(
      "{}: moment matching reads other values than the distance does (p = {:#.2g}): a sign of a "
      "wrong microscope or model",
      fit.model, fit.moments.p_value));
}

/// Errors of classification that look like interactions. Fits take them away as far as drawn images
/// show them, which was little more than half of strong bleed-through: where what is left is not
/// twice as much, there is no answer.
void explain_null_test(const inference::Fit& fit, const std::vector<Apparent>& null_test,
                       Analysis& analysis) {
  for (std::size_t k = 0; k < null_test.size(); ++k) {
    const inference::Estimate& e = fit.parameters[k];
    const Apparent& a = null_test[k];
    const double size = std::abs(a.mean);
    if (!a.is_significant() || size < kNoticeable * e.standard_error) continue;
    const std::string words =
        fmt::format("{}: errors of classification alone look like {} = {:.3f} +- {:.3f}", fit.model,
                    e.name, a.mean, a.error);
    const bool effect = e.low > 0 || e.high < 0;
    if (effect && size > std::abs(e.value) / 2) {
      analysis.reasons.push_back(
          words + fmt::format(", not small beside the {:.3f} that is left without them", e.value));
    } else {
      analysis.warnings.push_back(words + "; it has been taken away");
    }
  }
}

void explain_dominance(const Subject& subject, std::vector<std::string>& reasons) {
  constexpr double kNearlyAll = 0.98;
  Index most = 0;
  const double share = subject.histogram.probabilities().maxCoeff(&most);
  if (share < kNearlyAll) return;
  const auto& orbit = subject.motif.orbits[static_cast<std::size_t>(most)];
  reasons.push_back(fmt::format("{:.1f} % of all motifs are the same configuration, {}",
                                100 * share, spell(subject.motif, orbit.code)));
}

/// A layer that is not the same all over did not freeze in one equilibrium.
void explain_unevenness(const Analysis& analysis, std::vector<std::string>& reasons) {
  constexpr double kDeviations = 4;
  for (const inference::Prediction& p : analysis.predictions) {
    if (!p.name.starts_with(kUnevenness) || p.deviations < kDeviations) continue;
    reasons.push_back(fmt::format(
        "{}: the composition varies across the image {:.1f} times as much as by chance, where the "
        "model expects {:.1f} ({:.1f} standard deviations less): not one layer in equilibrium",
        p.name, p.measured, p.expected, p.deviations));
  }
}

/// A window whose composition is improbable at the bulk value: swapped names, or a wrong bulk.
void check_composition(const Subject& subject, const inference::Fit& fit, Analysis& analysis) {
  const auto observed = centre_fractions(subject.motif, subject.histogram.probabilities());
  Eigen::MatrixXd twins(observed.size(), fit.simulation.twins.cols());
  for (Index b = 0; b < twins.cols(); ++b) {
    twins.col(b) = centre_fractions(subject.motif, fit.simulation.twins.col(b));
  }
  const VectorXd mean = twins.rowwise().mean();
  const VectorXd spread = inference::variances(twins).cwiseSqrt();
  constexpr double kImprobable = 3;
  constexpr double kImpossible = 6;  // the fit would speak of another crystal
  for (Index s = 0; s < observed.size(); ++s) {
    const double deviations = (observed[s] - mean[s]) / spread[s];
    if (std::abs(deviations) <= kImprobable) continue;
    auto& words = std::abs(deviations) > kImpossible ? analysis.reasons : analysis.warnings;
    words.push_back(fmt::format(
        "the window holds {:.3f} {}, {:.1f} standard deviations from what the bulk composition "
        "lets "
        "expect ({:.3f}): swapped species names, or a wrong bulk value?",
        observed[s], subject.motif.species()[s], deviations, mean[s]));
    return;
  }
}

}  // namespace

void explain_doubts(Analysis& analysis) {
  for (std::size_t i = 0; i < analysis.fits.size(); ++i) {
    explain_failure(analysis.fits[i], i == analysis.best ? analysis.reasons : analysis.warnings);
  }
  explain_doubt(analysis.best_fit(), analysis.reasons);
  explain_contrast(analysis, analysis.reasons);
  explain_disagreement(analysis.best_fit(), analysis.warnings);
  explain_unevenness(analysis, analysis.reasons);
  explain_null_test(analysis.best_fit(), analysis.null_tests[analysis.best], analysis);
  for (std::size_t i = 0; i < analysis.subjects.size(); ++i) {
    explain_dominance(analysis.subjects[i], analysis.reasons);
    if (!analysis.subjects[i].bulk) continue;
    check_composition(analysis.subjects[i], fit_of_subject(analysis, analysis.best, i), analysis);
  }
  analysis.status = analysis.reasons.empty() ? Status::ok : Status::uninformative;
}

}  // namespace gibbsight::pipeline
