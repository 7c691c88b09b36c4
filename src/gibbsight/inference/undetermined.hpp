// Which combinations of parameters the data do not tell.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/inference/likelihood.hpp"

namespace gibbsight::inference {

/// A direction of the parameters in which the posterior is more than half as wide as the prior.
struct Undetermined {
  std::string direction;  ///< in words: "pair1 - 0.8 triplet1"
  Eigen::VectorXd along;  ///< one entry a parameter, the largest 1
  double narrowing = 1;   ///< width of the posterior over that of the prior
};

/// From the singular values of the slope against the scatter of twins, in units of the prior's
/// widths.
std::vector<Undetermined> undetermined_directions(const Likelihood& likelihood, const Prior& prior,
                                                  const std::vector<std::string>& names);

}  // namespace gibbsight::inference
