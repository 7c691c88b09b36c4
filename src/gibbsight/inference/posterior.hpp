// Draws from the posterior near the best fit.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/core/random.hpp"
#include "gibbsight/inference/fit.hpp"

namespace gibbsight::inference {

struct PosteriorDraws {
  std::vector<Eigen::MatrixXd> parameters;  ///< one a parameter, chains x draws
  Eigen::MatrixXd log_density;              ///< chains x draws, up to a constant
};

/// The posterior of the linearised fit under a flat prior: Student's t about the best parameters,
/// with the covariance of the refitted twins and twins - 1 degrees of freedom. Draws are
/// independent.
PosteriorDraws draw_posterior(const Fit& fit, const core::Stream& stream, int chains = 4,
                              int draws = 1000);

}  // namespace gibbsight::inference
