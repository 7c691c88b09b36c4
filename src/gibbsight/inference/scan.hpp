// The distance between observation and model along a line of parameters.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/inference/forward_model.hpp"

namespace gibbsight::inference {

/// s at one point of a scan, with the band in which it would lie if `twins` were the truth.
struct ScanPoint {
  double distance = 0;
  double low = 0;
  double high = 0;
  bool equilibrated = true;  ///< false: the sampler had not equilibrated there
};

/// Statistical distance of `observed` (orbit probabilities) to the model at each set of parameters;
/// the band holds the given fraction of the twins (orbits x twins), which are simulated
/// observations at the best fit. Finite counting keeps s above a floor even at the true parameters:
/// the band shows it.
std::vector<ScanPoint> scan(const Eigen::VectorXd& observed, const Eigen::MatrixXd& twins,
                            const ForwardModel& model, const std::vector<Parameters>& parameters,
                            double level, const core::Stream& stream,
                            const core::Execution& execution);

}  // namespace gibbsight::inference
