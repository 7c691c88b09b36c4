// One column of atoms as a least-squares problem.
#pragma once

#include <Eigen/Core>
#include <limits>
#include <opencv2/core/mat.hpp>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::atoms {

/// The parameters of a peak; the logarithm keeps the width positive.
enum Parameter { kX, kY, kIntensity, kBackground, kLogSigma, kSlopeX, kSlopeY, kParameterCount };
using Parameters = Eigen::Matrix<double, kParameterCount, 1>;

/// Those of a fitted atom, on no background.
Parameters parameters_of(const Atom& atom);

constexpr double kPeakReach = 4;  ///< widths; less than exp(-8) of the height is left out

/// Adds `factor` times the Gaussian of a peak, without its background.
void draw(cv::Mat1d& image, const Parameters& p, double factor);

/// What is usual of peaks, and how much a departure from it weighs: as much as the misfit of a
/// pixel of width_weight (log sigma - log_sigma), of slope_weight times either slope, and of
/// background_weight times the background.
struct Hold {
  double log_sigma = 0;
  double width_weight = 0;
  double slope_weight = 0;
  double background_weight = 0;
};

/// Sum of squares at a point, half its gradient, and half its second derivative after Gauss and
/// Newton.
struct Normal {
  Eigen::Matrix<double, kParameterCount, kParameterCount> matrix;
  Parameters gradient;
  double cost = 0;
};

/// The pixels around one column, and
///
///   f(x, y) = intensity exp(-((x - x0)^2 + (y - y0)^2) / (2 sigma^2))
///           + background + slope_x (x - x0) + slope_y (y - y0).
///
/// To be used again for the next column: it keeps its memory.
class Peak {
 public:
  /// Takes the usable, unclipped pixels of an image within `radius` of (x, y), with the values of
  /// `rest`, which has its shape.
  void look(const image::Image& image, const cv::Mat1d& rest, double x, double y, double radius);
  /// Adds the Gaussian of `p` to the values.
  void add(const Parameters& p);

  int pixel_count() const { return count_; }
  int clipped() const { return clipped_; }  ///< saturated pixels that were left out

  double root_mean_square(const Parameters& p);  ///< of the misfit
  double cost(const Parameters& p, const Hold& hold);
  Normal normal(const Parameters& p, const Hold& hold);
  /// Sets intensity and a level background by linear least squares, for the place and width in `p`.
  void fit_height(Parameters& p);

 private:
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  using Jacobian = Eigen::Matrix<double, Eigen::Dynamic, kParameterCount>;

  void reserve(Eigen::Index size);
  /// The Gaussian of height 1 at each pixel.
  const Eigen::ArrayXd& shape(const Parameters& p);
  /// Model less value at each pixel.
  Eigen::ArrayXd misfit(const Parameters& p);

  // The first count_ entries are pixels.
  Eigen::ArrayXd x_;
  Eigen::ArrayXd y_;
  Eigen::ArrayXd value_;
  Jacobian jacobian_;
  // The last shape asked for, and of which place and width; it is often asked for again.
  Eigen::ArrayXd shape_;
  Eigen::Vector3d shape_of_ = Eigen::Vector3d::Constant(kNone);
  int count_ = 0;
  int clipped_ = 0;
  int left_ = 0;  // the rectangle of pixels they were chosen from
  int top_ = 0;
  int right_ = -1;
  int bottom_ = -1;
};

/// Standard errors of x and y at a minimum: from its residual variance and the inverse of the
/// normal matrix.
Eigen::Vector2d position_errors(Peak& peak, const Parameters& p, const Hold& hold);

}  // namespace gibbsight::atoms
