// All columns of an image fitted at once, where they overlap too much to be fitted one by one.
#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::atoms {

/// Gaussian columns of one width.
struct Columns {
  Eigen::Matrix2Xd places;  ///< x, y in px
  Eigen::VectorXd heights;
  double sigma = 0;  ///< px
};

/// All of an image.
struct Together {
  Columns columns;
  cv::Mat1f background;
  int border = 0;                 ///< px at each side that were not used
  Eigen::Matrix2Xd place_errors;  ///< standard errors of x and y, in units of noise over height
};

/// Least squares over places and heights of all columns, their common width, and the level of a
/// background whose shape is what the first guess leaves of the image, smoothed over some
/// `spacing`. The flanks of columns outside of the image would disturb those inside, the farther
/// the more they overlap, so pixels within a few widths of the border are not used, and columns
/// there remain little better than guesses.
///
/// One step searches the plane of four directions for the least squares of the pixels in use: the
/// step of Gauss and Newton of all columns, by the normal matrix of a plane without borders
/// (Overlap); a change of width and one of level, with what columns do to balance them; and the
/// last step, which makes it a conjugate-gradient method whose preconditioner is that matrix.
Together fit_together(const image::Image& image, const Columns& guess, double spacing,
                      const core::Execution& execution);

}  // namespace gibbsight::atoms
