// What overlapping columns share: the normal matrix of fitting all of them together.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// Of each column: by how much its height changes, and its place (x, y) in units of sqrt(2) sigma
/// over height. A column alone in white noise knows the three equally well.
using Changes = Eigen::Matrix<double, 3, Eigen::Dynamic>;

/// The inner products, in units of pi sigma^2, of what such changes do to the image of Gaussian
/// columns of one width. With v = (place of j - place of i) / (sqrt(2) sigma) it is exp(-v^2 / 2)
/// for two heights; those of places follow by differentiation. They are integrals over the whole
/// plane, not sums over pixels: these differ by a millionth where sigma is above 0.9 px, and by
/// what lies outside of the image or can't be used.
class Overlap {
 public:
  Overlap(const Eigen::Matrix2Xd& places, double sigma, const core::Execution& execution);

  Changes times(const Changes& changes) const;
  /// Solves times(x) = right by conjugate gradients, to a few per cent.
  Changes solve(const Changes& right) const;
  /// Inner products with a change of log sigma, common to columns of these heights.
  Changes with_width(const Eigen::VectorXd& heights) const;
  /// Standard errors of x and y of each column, in units of noise over height, where height and
  /// place of those around it are unknown too.
  Eigen::Matrix2Xd place_errors() const;

 private:
  template <class Term>
  Changes sum(const Term& term) const;

  Eigen::Matrix2Xd places_;                      // in units of sqrt(2) sigma
  std::vector<std::vector<Eigen::Index>> near_;  // of each column, itself among them
  core::Execution execution_;
};

}  // namespace gibbsight::atoms
