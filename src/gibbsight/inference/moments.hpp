// A second reading of the same histogram, for models with an energy.
#pragma once

#include <Eigen/Core>

#include "gibbsight/inference/forward_model.hpp"

namespace gibbsight::inference {

/// Maximum likelihood by moment matching: the parameters under which the sums conjugate to them
/// (numbers of unlike pairs, composition) have the expectation that was observed, to first order
/// about a simulation (an exponential family's likelihood equations; Geyer and Thompson 1992,
/// doi:10.1111/j.2517-6161.1992.tb01443.x). It weighs the histogram otherwise than the statistical
/// distance, and so the two differ where model or microscope are wrong.
struct MomentMatching {
  Eigen::VectorXd values;           ///< one a parameter; empty where the histogram does not tell
  Eigen::VectorXd standard_errors;  ///< likewise
  Eigen::VectorXd deviations;       ///< from the fit, in standard errors of that difference
  double p_value = 1;               ///< of differences at least as large, were the model true
};

/// `steps` are those of the refitted twins (parameters x twins), `step` that of the observation,
/// all from `at`, where the simulation stood. `observed` holds orbit probabilities.
MomentMatching match_moments(const Eigen::VectorXd& observed, const Simulation& simulation,
                             const Parameters& at, const Eigen::VectorXd& step,
                             const Eigen::MatrixXd& steps);

}  // namespace gibbsight::inference
