#include "gibbsight/image/polarity.hpp"

#include <cmath>

namespace gibbsight::image {
namespace {

Image binned_by_two(const Image& image) {
  Image result;
  result.rows = image.rows / 2;
  result.columns = image.columns / 2;
  result.pixels.reserve(static_cast<std::size_t>(result.rows) *
                        static_cast<std::size_t>(result.columns));
  if (!image.usable.empty()) result.usable.reserve(result.pixels.capacity());
  for (int row = 0; row + 1 < image.rows; row += 2) {
    for (int column = 0; column + 1 < image.columns; column += 2) {
      result.pixels.push_back(0.25F * (image.at(row, column) + image.at(row, column + 1) +
                                       image.at(row + 1, column) + image.at(row + 1, column + 1)));
      if (!image.usable.empty()) {
        const bool usable = image.is_usable(row, column) && image.is_usable(row, column + 1) &&
                            image.is_usable(row + 1, column) &&
                            image.is_usable(row + 1, column + 1);
        result.usable.push_back(usable ? 1 : 0);
      }
    }
  }
  return result;
}

// Skewness of minus the discrete Laplacian over usable pixels; positive for sharp bright peaks.
double peak_skewness(const Image& image) {
  double count = 0;
  double second = 0;
  double third = 0;
  for (int row = 1; row + 1 < image.rows; ++row) {
    for (int column = 1; column + 1 < image.columns; ++column) {
      if (!image.is_usable(row, column)) continue;
      const double curvature = 4.0 * static_cast<double>(image.at(row, column)) -
                               static_cast<double>(image.at(row, column - 1)) -
                               static_cast<double>(image.at(row, column + 1)) -
                               static_cast<double>(image.at(row - 1, column)) -
                               static_cast<double>(image.at(row + 1, column));
      count += 1;
      second += curvature * curvature;
      third += curvature * curvature * curvature;
    }
  }
  return second > 0 ? third / count / std::pow(second / count, 1.5) : 0;
}

}  // namespace

bool atoms_look_dark(const Image& image) {
  constexpr int kBinnings = 4;
  Image binned = image;
  double clearest = 0;
  for (int i = 0; i < kBinnings; ++i) {
    const double skewness = peak_skewness(binned);
    if (std::abs(skewness) > std::abs(clearest)) clearest = skewness;
    binned = binned_by_two(binned);
  }
  return clearest < 0;
}

}  // namespace gibbsight::image
