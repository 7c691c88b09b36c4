#include "gibbsight/atoms/transform.hpp"

#include <opencv2/core.hpp>

#include "gibbsight/atoms/strips.hpp"

namespace gibbsight::atoms {
namespace {

// Transforms each row, several at a time.
void transform_rows(cv::Mat2f& rows, int flags, const core::Execution& execution) {
  for_strips(rows.rows, execution, [&](const cv::Range& range) {
    cv::Mat2f part = rows.rowRange(range);
    cv::dft(part, part, flags | cv::DFT_ROWS);
  });
}

}  // namespace

cv::Mat2f half_transform(const cv::Mat1f& pixels, int filled, const core::Execution& execution) {
  cv::Mat2f across(pixels.rows, pixels.cols / 2 + 1, cv::Vec2f());
  for_strips(filled, execution, [&](const cv::Range& rows) {
    cv::Mat2f whole;
    cv::dft(pixels.rowRange(rows), whole, cv::DFT_ROWS | cv::DFT_COMPLEX_OUTPUT);
    whole.colRange(0, across.cols).copyTo(across.rowRange(rows));
  });
  cv::Mat2f down;
  cv::transpose(across, down);
  transform_rows(down, 0, execution);
  return down;
}

cv::Mat1f pixels_of_half(cv::Mat2f half, int columns, const core::Execution& execution) {
  transform_rows(half, cv::DFT_INVERSE | cv::DFT_SCALE, execution);
  cv::Mat1f pixels(half.cols, columns);
  for_strips(pixels.rows, execution, [&](const cv::Range& rows) {
    cv::Mat2f whole(rows.size(), columns, cv::Vec2f());  // the other half is not looked at
    cv::Mat2f filled = whole.colRange(0, half.rows);
    cv::transpose(half.colRange(rows), filled);
    cv::Mat1f part = pixels.rowRange(rows);
    cv::dft(whole, part, cv::DFT_INVERSE | cv::DFT_SCALE | cv::DFT_REAL_OUTPUT | cv::DFT_ROWS);
  });
  return pixels;
}

}  // namespace gibbsight::atoms
