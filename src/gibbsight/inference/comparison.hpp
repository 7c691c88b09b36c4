// Which of several fitted models the observation speaks for.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/inference/fit.hpp"

namespace gibbsight::inference {

struct Evidence {
  double log_evidence = 0;  ///< of the common statistic; only differences mean anything
  double probability = 0;   ///< among the candidates, all equally likely beforehand
};

/// Models are compared on one common statistic: psi projected on all directions that any
/// candidate's parameters can move. Under each model it is normal about its mean twin, with the
/// twins' covariance, and linear in the parameters, whose prior is normal about 0 with the given
/// width; the integral over the parameters is then exact.
std::vector<Evidence> compare(const Eigen::VectorXd& observed, const std::vector<Fit>& fits,
                              double prior_width);

}  // namespace gibbsight::inference
