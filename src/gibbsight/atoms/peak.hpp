// One column of atoms as a least-squares problem.
#pragma once

#include <Eigen/Core>
#include <limits>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/atoms/moments.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::atoms {

/// The parameters of a peak; the logarithm keeps the width positive.
enum Parameter { kX, kY, kIntensity, kBackground, kLogSigma, kSlopeX, kSlopeY, kParameterCount };
using Parameters = Eigen::Matrix<double, kParameterCount, 1>;
using ParameterMatrix = Eigen::Matrix<double, kParameterCount, kParameterCount>;

/// Those of a fitted atom, on no background.
Parameters parameters_of(const Atom& atom);

constexpr double kPeakReach = 4;  ///< widths; less than exp(-8) of the height is left out

/// Adds `factor` times the Gaussian of a peak, without its background.
void draw(cv::Mat1d& image, const Parameters& p, double factor);

/// Adds the Gaussian of one peak and takes away that of another, which is near.
void exchange(cv::Mat1d& image, const Parameters& added, const Parameters& taken);

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
  ParameterMatrix matrix;
  Parameters gradient;
  double cost = 0;
};

/// The pixels around one column, and
///
///   f(x, y) = intensity exp(-((x - x0)^2 + (y - y0)^2) / (2 sigma^2))
///           + background + slope_x (x - x0) + slope_y (y - y0).
///
/// The Gaussian is a product of one across and one down, and so are all derivatives sums of such
/// products: what is asked of the pixels follows from sums along rows, which cost a step a row and
/// a few a pixel.
///
/// To be used again for the next column: it keeps its memory.
class Peak {
 public:
  /// Takes the usable, unclipped pixels of an image within `radius` of (x, y), with the values of
  /// `rest`, which has its shape.
  void look(const image::Image& image, const cv::Mat1d& rest, double x, double y, double radius);
  /// Adds the Gaussian of `p` to the values.
  void add(const Parameters& p);

  int pixel_count() const { return static_cast<int>(values_.size()); }
  int clipped() const { return clipped_; }  ///< saturated pixels that were left out

  double misfit(const Parameters& p);  ///< sum of squares
  double cost(const Parameters& p, const Hold& hold);
  /// With the misfit at `p`, which what is held often follows from.
  Normal normal(const Parameters& p, const Hold& hold, double misfit);
  /// Sets intensity and a level background by linear least squares, for the place and width in `p`.
  void fit_height(Parameters& p);

 private:
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  /// Neighbouring pixels of a row, counted from the corner of the window.
  struct Run {
    int row = 0;
    int column = 0;
    int length = 0;
    int first = 0;  ///< of the values
  };
  /// Sums over all pixels for one place and width. The functions of a parameter's number are
  ///
  ///   g u,  g v,  g,  1,  g (u^2 + v^2),  u,  v
  ///
  /// with the Gaussian g of height 1, and u, v the distances across and down from its centre.
  struct Sums {
    ParameterMatrix products;  ///< of each with each
    Parameters with_values;    ///< of each with the values
  };

  void look_along(const image::Image& image, const cv::Mat1d& rest, int row, int first, int last);
  Eigen::Map<Eigen::ArrayXd> values(const Run& run) {
    return {values_.data() + run.first, run.length};
  }
  void draw_profiles(const Parameters& p);
  /// Distance of a run's row from the centre.
  double v(const Run& run, const Parameters& p) const { return top_ + run.row - p[kY]; }
  Sums sums(const Parameters& p);
  Moments moments(const Parameters& p);
  Parameters with_values(const Parameters& p);

  std::vector<Run> runs_;
  std::vector<double> values_;  // less level_: sums of large numbers are less exact
  double level_ = 0;
  // The last Gaussian asked for along the sides of the window, for which place and width, and the
  // distances of the window's columns from there; it is often asked for again.
  Eigen::ArrayXd across_;
  Eigen::ArrayXd down_;
  Eigen::ArrayXd u_;
  Eigen::Vector3d drawn_at_ = Eigen::Vector3d::Constant(kNone);
  // Sums over all columns before one.
  Eigen::Array<double, PowersAcross::RowsAtCompileTime, Eigen::Dynamic> before_;
  int clipped_ = 0;
  int left_ = 0;  // the window
  int top_ = 0;
  int right_ = -1;
  int bottom_ = -1;
};

/// Standard errors of x and y at a minimum with this misfit: from its residual variance and the
/// inverse of the normal matrix.
Eigen::Vector2d position_errors(Peak& peak, const Parameters& p, const Hold& hold, double misfit);

}  // namespace gibbsight::atoms
