#include "gibbsight/microscope/departures.hpp"

#include <cmath>

namespace gibbsight::microscope {

using Eigen::Index;
using Eigen::VectorXd;

VectorXd draw_departure(const Departures& departures, core::Generator& random) {
  const Index count = departures.seen.cols();
  VectorXd weights(count);
  for (double& w : weights) w = -std::log1p(-random.uniform());
  weights /= weights.sum();
  // One twin's own departure, beside their mean.
  VectorXd own = VectorXd::Constant(count, -1 / static_cast<double>(count));
  own[static_cast<Index>(random.below(static_cast<std::uint32_t>(count)))] += 1;
  weights += std::sqrt(departures.excess) * own;
  return departures.seen * weights - departures.expected * weights;
}

VectorXd depart(const VectorXd& probabilities, const VectorXd& departure) {
  const VectorXd moved = (probabilities.cwiseSqrt() + departure).cwiseMax(0).cwiseAbs2();
  return moved / moved.sum();
}

}  // namespace gibbsight::microscope
