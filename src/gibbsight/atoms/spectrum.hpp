// The power spectrum of an image, and how much of it no lattice explains.
#pragma once

#include <opencv2/core/mat.hpp>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::atoms {

/// Half a power spectrum, normalised so that white noise has its variance in every bin. Rows are
/// the frequencies of y in the order of the transform, columns those of x from 0 to 1/2.
struct Spectrum {
  cv::Mat1d power;
  cv::Mat1d background;  ///< what neighbours in frequency let expect without a lattice
  int transform_rows = 0;
  int transform_columns = 0;
  int averaged = 1;                       ///< spectra of parts of the image
  static constexpr int kStreakWidth = 4;  ///< main lobe of the Hann window with some padding

  double frequency_x(int column) const {  ///< cycles a pixel
    return static_cast<double>(column) / transform_columns;
  }
  double frequency_y(int row) const {
    const int wrapped = 2 * row > transform_rows ? row - transform_rows : row;
    return static_cast<double>(wrapped) / transform_rows;
  }
  /// Whether the offsets of scan lines have power there, whatever the frequency of y.
  bool is_of_lines(int column) const { return column < kStreakWidth; }
  /// In noise of any colour this is the mean of `averaged` draws from the exponential distribution
  /// of mean 1.
  double strength(int row, int column) const {
    return power(row, column) / background(row, column);
  }
};

/// The pixels as a matrix; those that can't be used are filled smoothly from around.
cv::Mat1f filled_pixels(const image::Image& image);

/// Spectrum of the Hann-windowed image; a large one is cut into equal parts, whose spectra are
/// averaged (Bartlett). The background is the median over the ring of equal
/// frequency, and near the axes, where the offsets of scan lines lie, over the axis too.
Spectrum power_spectrum(const cv::Mat1f& pixels, const core::Execution& execution);

/// Standard deviation of the white part of the noise, from the highest frequencies, where columns
/// of atoms have no power. The noise of a smoothed image is underestimated.
double white_noise(const Spectrum& spectrum);

}  // namespace gibbsight::atoms
