// Images as OpenCV sees them.
#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "gibbsight/image/image.hpp"

namespace gibbsight::image {

/// Values of each pixel of an image, in place: to be read only, and no longer than they live.
inline cv::Mat1f matrix(const std::vector<float>& values, const Image& image) {
  return {image.rows, image.columns, const_cast<float*>(values.data())};
}
inline cv::Mat1b matrix(const std::vector<std::uint8_t>& values, const Image& image) {
  return {image.rows, image.columns, const_cast<std::uint8_t*>(values.data())};
}

}  // namespace gibbsight::image
