#include "gibbsight/pipeline/confirm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/pipeline/simulate.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t kTwins = 8;

/// The interactions alone, in k_B T of the subject; a free fit's chemical potentials are not needed
/// at a fixed composition.
model::Parametrised best_model(const Analysis& analysis, const Configuration& configuration) {
  const inference::Fit& fit = analysis.best_fit();
  const Subject& subject = analysis.subjects.front();
  auto interactions =
      model::make_interactions(subject.motif.lattice, fit.model, configuration.model.symmetry);
  const auto terms = static_cast<Eigen::Index>(interactions.terms.size());
  return {interactions, energy_scale(subject, analysis.temperature) * fit.best.head(terms)};
}

/// Configurations of the best model on the sites that the scene shows.
std::vector<lattice::Occupancy> simulate_best(const Scene& scene, const Analysis& analysis,
                                              const Configuration& configuration,
                                              const core::Execution& execution) {
  const VectorXd fractions = Eigen::Map<const VectorXd>(
      analysis.composition.data(), static_cast<Index>(analysis.composition.size()));
  auto drawn = simulate_occupancies(best_model(analysis, configuration), fractions,
                                    scene.occupancy.window, kTwins, configuration, execution);
  for (lattice::Occupancy& occupancy : drawn)
    for (std::size_t i = 0; i < occupancy.species.size(); ++i) {
      if (scene.occupancy.species[i] == lattice::kUnseen || occupancy.species[i] < 0) {
        occupancy.species[i] = scene.occupancy.species[i];
      }
    }
  return drawn;
}

std::string of_parameter(const inference::Estimate& e, const Apparent& a) {
  return fmt::format("{} by {:+.3f} +- {:.3f}", e.name, a.mean, a.error);
}

}  // namespace

Confirmation confirm(const Calibration& calibration, const Analysis& analysis,
                     const Configuration& configuration, const core::Execution& execution) {
  const auto stream = core::Stream(configuration.sampler.seed).child("confirm");
  const auto truths = simulate_best(calibration.scene, analysis, configuration, execution);
  Confirmation confirmation;
  confirmation.image = draw_observation(calibration.scene, truths.front(), stream.child(0));
  const inference::Fit& fit = analysis.best_fit();
  const Subject& subject = analysis.subjects.front();
  // What is seen of a joint fit from one of its parts has no linear map of its own.
  const bool has_map =
      fit.tangent.pseudo_inverse.cols() == static_cast<Index>(subject.motif.orbit_count());
  if (fit.parameters.empty() || subject.departures.is_none() || !has_map) return confirmation;
  std::string failure;
  const auto twins =
      make_image_twins(calibration.scene, truths, configuration, stream, execution, failure);
  if (twins.size() < 2) return confirmation;
  confirmation.likeness = compare_looks(calibration.look, looks_of(twins));
  const auto departures =
      departures_of(twins, subject.confusion, subject.motif, stream.child("confusion"), execution);
  const MatrixXd corrected = departures.expected.colwise() + subject.departures.mean();
  confirmation.apparent = apparent(fit.tangent.pseudo_inverse, departures.seen, corrected);
  return confirmation;
}

void explain(const Confirmation& confirmation, Analysis& analysis) {
  const auto& parameters = analysis.best_fit().parameters;
  for (std::size_t k = 0; k < confirmation.apparent.size(); ++k) {
    const Apparent& a = confirmation.apparent[k];
    const double off = std::abs(a.mean) / parameters[k].standard_error;
    if (!a.is_significant() || off < kNoticeable) continue;
    const std::string words = fmt::format(
        "{}: images drawn of the best fit do not give it back, but miss {} ({:.1f} standard "
        "deviations)",
        analysis.best_fit().model, of_parameter(parameters[k], a), off);
    if (off < 1) {
      analysis.warnings.push_back(words);
    } else {
      analysis.reasons.push_back(words);
      analysis.status = Status::uninformative;
    }
  }
}

void explain(const Calibration& calibration, Analysis& analysis) {
  constexpr int kFewest = 20;
  if (calibration.made + calibration.failed == 0) return;  // none were asked for
  const std::string unknown = "what errors of classification look like is not known";
  if (calibration.made < calibration.failed) {
    analysis.reasons.push_back(fmt::format(
        "{} of {} images drawn of the random mixture could not be measured ({}): {}",
        calibration.failed, calibration.made + calibration.failed, calibration.failure, unknown));
  } else if (calibration.made < kFewest) {
    analysis.reasons.push_back(fmt::format(
        "only {} images of the random mixture were measured, and at least {} are needed "
        "(microscope.null_twins): {}",
        calibration.made, kFewest, unknown));
  } else {
    return;
  }
  analysis.status = Status::uninformative;
}

void explain(const std::vector<Likeness>& likeness, Analysis& analysis) {
  for (const Likeness& l : likeness) {
    // With many atoms everything can be told apart; a tenth of them, or of the power, must differ.
    constexpr double kClearly = 2;
    constexpr double kMatters = 0.1;
    if (l.distance < std::max(kMatters, kClearly * l.usual)) continue;
    analysis.warnings.push_back(
        fmt::format("images drawn like the experiment can be told from it by their {} (distance "
                    "{:.3f}, among themselves {:.3f}, p = {:#.2g})",
                    l.name, l.distance, l.usual, l.p_value));
  }
}

}  // namespace gibbsight::pipeline
