// A model that is a function, fitted like any other.
#pragma once

#include "gibbsight/inference/fit.hpp"
#include "gibbsight/inference/response_surface.hpp"

namespace gibbsight::inference {

/// A candidate of which no more is known than what it draws.
struct FunctionModel {
  std::string name;
  std::vector<std::string> parameter_names;
  Prior prior;
  SimulateBatch simulate;
};

/// `fit` on a response surface: first one as wide as half the prior's deviation, then one of some
/// standard errors about the answer, over which the histogram bends less.
Fit fit_function(const Eigen::VectorXd& observed, const FunctionModel& function,
                 const FitOptions& options, const core::Stream& stream,
                 const core::Execution& execution);

}  // namespace gibbsight::inference
