#include "gibbsight/image/averaging.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "gibbsight/image/matrix.hpp"

namespace gibbsight::image {
namespace {

std::vector<float> averaged(const cv::Mat1f& values, cv::Size size) {
  std::vector<float> means(static_cast<std::size_t>(size.area()));
  cv::Mat1f in_place(size.height, size.width, means.data());
  cv::resize(values, in_place, size, 0, 0, cv::INTER_AREA);
  return means;
}

// Where the mean of a flag says that all, or any, of the pixels have it.
std::vector<std::uint8_t> flags(const std::vector<std::uint8_t>& values, const Image& image,
                                cv::Size size, float least) {
  if (values.empty()) return {};
  cv::Mat1f shares;
  matrix(values, image).convertTo(shares, CV_32F);
  std::vector<std::uint8_t> result;
  result.reserve(static_cast<std::size_t>(size.area()));
  for (const float share : averaged(shares, size)) result.push_back(share > least ? 1 : 0);
  return result;
}

}  // namespace

Image average(const Image& image, int rows, int columns) {
  constexpr float kRounding = 1e-3F;
  const cv::Size size(columns, rows);
  Image result;
  result.rows = rows;
  result.columns = columns;
  result.pixels = averaged(matrix(image.pixels, image), size);
  result.usable = flags(image.usable, image, size, 1 - kRounding);
  result.clipped = flags(image.clipped, image, size, kRounding);
  result.is_levelled = image.is_levelled;
  result.file_pixel_size = image.file_pixel_size;
  if (image.pixel_size) {
    result.pixel_size = {image.pixel_size->x_nm * image.columns / columns,
                         image.pixel_size->y_nm * image.rows / rows};
  }
  return result;
}

PixelSize square_pixel(const PixelSize& size) {
  constexpr double kSquareEnough = 1.1;
  const auto [shorter, longer] = std::minmax(size.x_nm, size.y_nm);
  return longer > kSquareEnough * shorter ? PixelSize{longer, longer} : size;
}

Image with_square_pixels(Image image) {
  if (!image.pixel_size) return image;
  const PixelSize file = *image.pixel_size;
  const PixelSize square = square_pixel(file);
  if (square == file) return image;
  image.file_pixel_size = file;
  const auto count = [](int pixels, double share) {
    return std::max(1, static_cast<int>(std::lround(pixels * share)));
  };
  return average(image, count(image.rows, file.y_nm / square.y_nm),
                 count(image.columns, file.x_nm / square.x_nm));
}

}  // namespace gibbsight::image
