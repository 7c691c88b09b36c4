// Gaussian blurs of images.
#pragma once

#include <opencv2/core/mat.hpp>

#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// Convolution with a Gaussian of standard deviation `sigma` px, mirrored at the border.
cv::Mat1f blurred(const cv::Mat1f& pixels, double sigma, const core::Execution& execution);

}  // namespace gibbsight::atoms
