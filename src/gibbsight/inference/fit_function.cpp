#include "gibbsight/inference/fit_function.hpp"

#include <algorithm>

namespace gibbsight::inference {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

/// Some standard errors of a first answer, and within `widest`.
VectorXd radius_about(const Fit& fit, const VectorXd& widest) {
  constexpr double kErrors = 3;
  constexpr double kNarrowest = 1e-3;  // of the widest; no fit is that sure
  VectorXd radius(widest.size());
  for (Index k = 0; k < radius.size(); ++k) {
    const double error = fit.parameters[static_cast<std::size_t>(k)].standard_error;
    radius[k] = std::clamp(kErrors * error, kNarrowest * widest[k], widest[k]);
  }
  return radius;
}

}  // namespace

Fit fit_function(const VectorXd& observed, const FunctionModel& function, const FitOptions& options,
                 const core::Stream& stream, const core::Execution& execution) {
  const Prior& prior = function.prior;
  const auto fit_within = [&](const VectorXd& radius, const Parameters& start,
                              const core::Stream& random) {
    const ResponseSurface surface(function.name, function.parameter_names, function.simulate,
                                  radius, prior.low, prior.high);
    return fit(observed, surface, {start}, prior, options, random, execution);
  };
  const VectorXd widest = prior.deviations() / 2;
  const Fit first = fit_within(widest, prior.mean, stream.child("wide"));
  Fit second = fit_within(radius_about(first, widest), first.best, stream.child("near"));
  second.simulations += first.simulations;
  return second;
}

}  // namespace gibbsight::inference
