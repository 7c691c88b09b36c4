#include "gibbsight/inference/prior.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

namespace gibbsight::inference {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const boost::math::normal kStandard;

double cumulative(double z) {
  if (std::isinf(z)) return z > 0 ? 1 : 0;
  return boost::math::cdf(kStandard, z);
}

}  // namespace

Prior Prior::normal(const VectorXd& mean, const VectorXd& width) {
  return {mean, width, VectorXd::Constant(mean.size(), -kInfinity),
          VectorXd::Constant(mean.size(), kInfinity)};
}

Prior Prior::uniform(const VectorXd& low, const VectorXd& high) {
  constexpr double kFlat = 1e3;
  return {(low + high) / 2, kFlat * (high - low), low, high};
}

VectorXd Prior::deviations() const { return width.cwiseMin((high - low) / std::sqrt(12.0)); }

Parameters Prior::clamp(const Parameters& parameters) const {
  return parameters.cwiseMax(low).cwiseMin(high);
}

Prior Prior::scaled(double factor) const { return {mean, width * factor, low, high}; }

double Prior::log_density(const Parameters& parameters) const {
  double sum = 0;
  for (Index i = 0; i < mean.size(); ++i) {
    if (parameters[i] < low[i] || parameters[i] > high[i]) return -kInfinity;
    const double z = (parameters[i] - mean[i]) / width[i];
    const double inside =
        cumulative((high[i] - mean[i]) / width[i]) - cumulative((low[i] - mean[i]) / width[i]);
    sum += std::log(boost::math::pdf(kStandard, 0.0) / (width[i] * inside)) - z * z / 2;
  }
  return sum;
}

Parameters Prior::draw(core::Generator& random) const {
  Parameters drawn(mean.size());
  for (Index i = 0; i < mean.size(); ++i) {
    const double from = cumulative((low[i] - mean[i]) / width[i]);
    const double to = cumulative((high[i] - mean[i]) / width[i]);
    // Never exactly 0 or 1, whose quantiles are infinite.
    const double u = from + (to - from) * (0x1.0p-54 + random.uniform() * (1 - 0x1.0p-53));
    drawn[i] = mean[i] + width[i] * boost::math::quantile(kStandard, u);
  }
  return drawn;
}

}  // namespace gibbsight::inference
