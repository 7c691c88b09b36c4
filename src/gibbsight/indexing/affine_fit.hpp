// The weighted least-squares map from cells to positions.
#pragma once

#include <Eigen/Cholesky>

#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

/// Position of a corner and cell vectors, px.
struct Frame {
  Vector2 origin{0, 0};
  Matrix2 cell = Matrix2::Identity();
};

/// Normal equations of x = origin + cell * offset.
class AffineFit {
 public:
  void add(const Vector2& offset, const Vector2& position, double weight = 1) {
    const double a = weight * offset.x();
    const double b = weight * offset.y();
    normal_(0, 0) += weight;
    normal_(1, 0) += a;
    normal_(2, 0) += b;
    normal_(1, 1) += a * offset.x();
    normal_(2, 1) += b * offset.x();
    normal_(2, 2) += b * offset.y();
    for (const int axis : {0, 1}) {
      right_(0, axis) += weight * position[axis];
      right_(1, axis) += a * position[axis];
      right_(2, axis) += b * position[axis];
    }
  }
  /// Leaves out what was added to another.
  AffineFit& operator-=(const AffineFit& part) {
    normal_ -= part.normal_;
    right_ -= part.right_;
    return *this;
  }
  /// Holds the cell where the atoms do not, with the weight of so many of them one step away.
  void hold(const Matrix2& cell, double weight) {
    normal_(1, 1) += weight;
    normal_(2, 2) += weight;
    right_.bottomRows<2>() += weight * cell.transpose();
  }
  Frame solve() const {
    const Eigen::Matrix<double, 3, 2> solution = normal_.ldlt().solve(right_);
    return {solution.row(0).transpose(), solution.bottomRows<2>().transpose()};
  }
  /// Variance of the position that the fit gives at an offset, in that of one measured position.
  double variance(const Vector2& offset) const {
    const Eigen::Vector3d design = extended(offset);
    return design.dot(normal_.ldlt().solve(design));
  }

 private:
  static Eigen::Vector3d extended(const Vector2& offset) { return {1, offset.x(), offset.y()}; }

  Eigen::Matrix3d normal_ = Eigen::Matrix3d::Zero();  // its lower half
  Eigen::Matrix<double, 3, 2> right_ = Eigen::Matrix<double, 3, 2>::Zero();
};

}  // namespace gibbsight::indexing
