#include "gibbsight/atoms/blur.hpp"

#include <opencv2/imgproc.hpp>

#include "gibbsight/atoms/strips.hpp"

namespace gibbsight::atoms {

cv::Mat1f blurred(const cv::Mat1f& pixels, double sigma, const core::Execution& execution) {
  cv::Mat1f result(pixels.size());
  for_strips(pixels.rows, execution, [&](const cv::Range& rows) {
    cv::Mat1f part = result.rowRange(rows);  // the filter sees the rows around it too
    cv::GaussianBlur(pixels.rowRange(rows), part, {}, sigma, 0, cv::BORDER_REFLECT_101);
  });
  return result;
}

}  // namespace gibbsight::atoms
