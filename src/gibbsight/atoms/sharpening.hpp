// Columns that touch, told apart.
#pragma once

#include <opencv2/core/mat.hpp>

#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// From one width of columns to another.
struct Sharpening {
  double from = 0;             ///< standard deviation of a column, px
  double to = 0;               ///< what it shall look like
  double noise_to_signal = 0;  ///< powers, at the lowest frequencies

  /// Wiener's: exp(-(to kappa)^2 / 2) g / (g^2 + noise_to_signal), g = exp(-(from kappa)^2 / 2), of
  /// waves exp(i kappa x).
  double gain(double kappa) const;
  /// By how much white noise grows, as a Laplacian of Gaussian of `sigma` sees it.
  double noise_growth(double sigma) const;
};

/// Minus sigma^2 times the Laplacian, blurred by a Gaussian of `sigma`, of the image as a sharper
/// microscope would have taken it, as far as its noise allows.
cv::Mat1f sharpened_curvature(const cv::Mat1f& pixels, const Sharpening& sharpening, double sigma,
                              const core::Execution& execution);

}  // namespace gibbsight::atoms
