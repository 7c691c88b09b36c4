// The Fourier transform of an image, shared out among threads.
#pragma once

#include <opencv2/core/mat.hpp>

#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// Half of the transform of real pixels, of which only the first `filled` rows are not zero: row k,
/// up to half of the columns, and column l hold the wave that fits into the image k times across
/// and l times down. The other half is its complex conjugate.
cv::Mat2f half_transform(const cv::Mat1f& pixels, int filled, const core::Execution& execution);

/// The pixels, `columns` to a row, that have this half of a transform, of which nothing is left.
cv::Mat1f pixels_of_half(cv::Mat2f half, int columns, const core::Execution& execution);

}  // namespace gibbsight::atoms
