// One column of atoms as a least-squares problem.
#pragma once

#include <Eigen/Core>

#include "gibbsight/image/image.hpp"

namespace gibbsight::atoms {

/// The parameters of a peak; the logarithm keeps the width positive.
enum Parameter { kX, kY, kIntensity, kBackground, kLogSigma, kSlopeX, kSlopeY, kParameterCount };
using Parameters = Eigen::Matrix<double, kParameterCount, 1>;

/// exp(-(t - centre)^2 / (2 sigma^2)) at t = first, first + 1, ..., last; a Gaussian in the plane
/// is the product of two.
Eigen::ArrayXd gaussian_profile(double centre, double log_sigma, int first, int last);

/// The pixels around one column, and
///
///   f(x, y) = intensity exp(-((x - x0)^2 + (y - y0)^2) / (2 sigma^2))
///           + background + slope_x (x - x0) + slope_y (y - y0)
///
/// in the form TinySolver asks for. Three more residuals, width_weight (log sigma -
/// usual_log_sigma) and slope_weight times either slope, hold on to the usual width and to a level
/// background where the pixels leave them open.
struct Peak {
  using Scalar = double;
  enum { NUM_RESIDUALS = Eigen::Dynamic, NUM_PARAMETERS = kParameterCount };
  static constexpr int kHoldCount = 3;

  Eigen::ArrayXd x;  ///< columns of the pixels
  Eigen::ArrayXd y;  ///< rows
  Eigen::ArrayXd value;
  int left = 0;  ///< the rectangle of pixels they were chosen from
  int top = 0;
  int right = -1;
  int bottom = -1;
  double usual_log_sigma = 0;
  double width_weight = 0;
  double slope_weight = 0;
  int clipped = 0;  ///< saturated pixels that were left out

  int pixel_count() const { return static_cast<int>(value.size()); }
  // NOLINTNEXTLINE(readability-identifier-naming): the name that ceres::TinySolver asks for
  int NumResiduals() const { return pixel_count() + kHoldCount; }

  /// The Gaussian of height 1 at each pixel.
  Eigen::ArrayXd shape(const Parameters& p) const;
  /// Value less model at each pixel.
  Eigen::ArrayXd misfit(const Parameters& p) const;
  /// Residuals and, unless null, their derivatives in column-major order.
  bool operator()(const double* parameters, double* residuals, double* jacobian) const;
};

/// The usable, unclipped pixels of an image within `radius` of (x, y).
Peak pixels_around(const image::Image& image, double x, double y, double radius);

/// Sets intensity and a level background by linear least squares, for the place and width in `p`.
void fit_height(const Peak& peak, Parameters& p);

/// Standard errors of x and y at a minimum: from its residual variance and (J^T J)^-1.
Eigen::Vector2d position_errors(const Peak& peak, const Parameters& p);

}  // namespace gibbsight::atoms
