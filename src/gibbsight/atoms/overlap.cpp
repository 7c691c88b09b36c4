#include "gibbsight/atoms/overlap.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/core/parallel.hpp"

namespace gibbsight::atoms {
namespace {

constexpr double kOverlapReach = 5;  // sqrt(2) sigma: overlap of exp(-12.5)
constexpr double kErrorReach = 4.5;  // who matters for the error of a place
constexpr double kRidge = 1e-4;      // parts columns at one place; no others feel it

// Calls body(i) for i in [0, count) on several threads.
template <class Body>
void for_each(Eigen::Index count, const core::Execution& execution, const Body& body) {
  core::parallel_for_small(static_cast<std::size_t>(count), execution,
                           [&](std::size_t i) { body(static_cast<Eigen::Index>(i)); });
}

// Inner products of one column, `v` away from another, with changes `c` of that.
Eigen::Vector3d inner_products(const Eigen::Vector2d& v, const Eigen::Vector3d& c) {
  const double height = c[0] - v.dot(c.tail<2>());
  Eigen::Vector3d result;
  result << height, c.tail<2>() + height * v;
  return std::exp(-0.5 * v.squaredNorm()) * result;
}

}  // namespace

Overlap::Overlap(const Eigen::Matrix2Xd& places, double sigma, const core::Execution& execution)
    : places_(places / (std::numbers::sqrt2 * sigma)),
      near_(static_cast<std::size_t>(places.cols())),
      execution_(execution) {
  std::vector<Eigen::Vector2d> points;
  for (const auto place : places_.colwise()) points.emplace_back(place);
  const PointIndex index(std::move(points));
  for_each(places_.cols(), execution_, [&](Eigen::Index i) {
    for (const Hit& hit : index.within(places_.col(i), kOverlapReach)) {
      near_[static_cast<std::size_t>(i)].push_back(hit.point);
    }
  });
}

template <class Term>
Changes Overlap::sum(const Term& term) const {
  Changes result(3, places_.cols());
  for_each(places_.cols(), execution_, [&](Eigen::Index i) {
    Eigen::Vector3d all = Eigen::Vector3d::Zero();
    for (const Eigen::Index j : near_[static_cast<std::size_t>(i)]) {
      all += term(j, places_.col(j) - places_.col(i));
    }
    result.col(i) = all;
  });
  return result;
}

Changes Overlap::times(const Changes& changes) const {
  return sum(
      [&](Eigen::Index j, const Eigen::Vector2d& v) { return inner_products(v, changes.col(j)); });
}

Changes Overlap::solve(const Changes& right) const {
  constexpr int kMostSteps = 100;
  constexpr double kAccuracy = 0.03;  // of the right side; others steps follow
  Changes x = Changes::Zero(3, right.cols());
  Changes rest = right;
  Changes direction = rest;
  double squares = rest.squaredNorm();
  const double enough = kAccuracy * kAccuracy * right.squaredNorm();
  for (int step = 0; step < kMostSteps && squares > enough; ++step) {
    const Changes image = times(direction) + kRidge * direction;
    const double length = squares / direction.cwiseProduct(image).sum();
    x += length * direction;
    rest -= length * image;
    const double next = rest.squaredNorm();
    direction = rest + next / squares * direction;
    squares = next;
  }
  return x;
}

Changes Overlap::with_width(const Eigen::VectorXd& heights) const {
  return sum([&](Eigen::Index j, const Eigen::Vector2d& v) {
    const double q = 0.5 * v.squaredNorm();
    Eigen::Vector3d result;
    result << 1 + q, q * v;
    return Eigen::Vector3d(heights[j] * std::exp(-q) * result);
  });
}

Eigen::Matrix2Xd Overlap::place_errors() const {
  Eigen::Matrix2Xd errors(2, places_.cols());
  for_each(places_.cols(), execution_, [&](Eigen::Index i) {
    std::vector<Eigen::Index> around = {i};
    for (const Eigen::Index j : near_[static_cast<std::size_t>(i)]) {
      if (j != i && (places_.col(j) - places_.col(i)).norm() < kErrorReach) around.push_back(j);
    }
    const auto count = static_cast<Eigen::Index>(around.size());
    Eigen::MatrixXd matrix(3 * count, 3 * count);
    for (Eigen::Index row = 0; row < count; ++row) {
      for (Eigen::Index column = 0; column < count; ++column) {
        const Eigen::Vector2d v = places_.col(around[static_cast<std::size_t>(column)]) -
                                  places_.col(around[static_cast<std::size_t>(row)]);
        for (Eigen::Index k = 0; k < 3; ++k) {
          matrix.block<3, 1>(3 * row, 3 * column + k) = inner_products(v, Eigen::Vector3d::Unit(k));
        }
      }
    }
    matrix.diagonal().array() += kRidge;
    const Eigen::LLT<Eigen::MatrixXd> cholesky(matrix);
    for (Eigen::Index axis = 0; axis < 2; ++axis) {
      const Eigen::VectorXd row = cholesky.solve(Eigen::VectorXd::Unit(3 * count, 1 + axis));
      errors(axis, i) = std::sqrt(2 / std::numbers::pi * row[1 + axis]);
    }
  });
  return errors;
}

}  // namespace gibbsight::atoms
