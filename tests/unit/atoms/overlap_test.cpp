#include "gibbsight/atoms/overlap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace gibbsight::atoms {
namespace {

constexpr double kSigma = 3;

Eigen::Matrix2Xd square_lattice(int side, double spacing) {
  Eigen::Matrix2Xd places(2, side * side);
  for (int i = 0; i < side * side; ++i) {
    places.col(i) << spacing * (i % side), spacing * (i / side);
  }
  return places;
}

// What height, x and y of each column do to the pixels, summed with `changes`.
Eigen::ArrayXXd drawn(const Eigen::Matrix2Xd& places, const Changes& changes) {
  constexpr int kFarthest = 40;
  Eigen::ArrayXXd image = Eigen::ArrayXXd::Zero(2 * kFarthest, 2 * kFarthest);
  for (Eigen::Index i = 0; i < places.cols(); ++i) {
    for (int row = 0; row < image.rows(); ++row) {
      for (int column = 0; column < image.cols(); ++column) {
        const Eigen::Vector2d u =
            (Eigen::Vector2d(column - kFarthest, row - kFarthest) - places.col(i)) / kSigma;
        const double value = changes(0, i) + std::numbers::sqrt2 * u.dot(changes.col(i).tail<2>());
        image(row, column) += value * std::exp(-0.5 * u.squaredNorm());
      }
    }
  }
  return image;
}

TEST(Overlap, IsTheInnerProductOfDrawnChanges) {
  Eigen::Matrix2Xd places(2, 3);
  places << 0.3, 4.1, -2.7, -0.2, 2.9, 5.5;
  const Overlap overlap(places, kSigma, {});
  const Changes some = Changes::Random(3, 3);
  const Changes other = Changes::Random(3, 3);
  const double sum = (drawn(places, some) * drawn(places, other)).sum();
  const double product = some.cwiseProduct(overlap.times(other)).sum();
  EXPECT_NEAR(product * std::numbers::pi * kSigma * kSigma, sum, 1e-5 * std::abs(sum));
}

TEST(Overlap, WithAWidthIsADerivative) {
  constexpr double kStep = 1e-4;
  Eigen::Matrix2Xd places(2, 2);
  places << 0, 4, 0, 1;
  const Eigen::Vector2d heights(0.7, 1);
  Eigen::ArrayXXd widened = Eigen::ArrayXXd::Zero(80, 80);
  for (const double sign : {-1.0, 1.0}) {
    const double sigma = kSigma * std::exp(sign * kStep);
    for (int i = 0; i < 2; ++i) {
      for (int row = 0; row < 80; ++row) {
        for (int column = 0; column < 80; ++column) {
          const Eigen::Vector2d u =
              (Eigen::Vector2d(column - 40, row - 40) - places.col(i)) / sigma;
          widened(row, column) +=
              sign / (2 * kStep) * heights[i] * std::exp(-0.5 * u.squaredNorm());
        }
      }
    }
  }
  const Changes products = Overlap(places, kSigma, {}).with_width(heights);
  for (int i = 0; i < 2; ++i) {
    for (int k = 0; k < 3; ++k) {
      Changes one = Changes::Zero(3, 2);
      one(k, i) = 1;
      const double sum = (drawn(places, one) * widened).sum();
      EXPECT_NEAR(products(k, i) * std::numbers::pi * kSigma * kSigma, sum, 1e-3);
    }
  }
}

TEST(Overlap, IsSolved) {
  const Overlap overlap(square_lattice(8, 9), kSigma, {});
  const Changes truth = Changes::Random(3, 64);
  const Changes right = overlap.times(truth);
  const Changes rest = right - overlap.times(overlap.solve(right));
  EXPECT_LT(rest.norm(), 0.04 * right.norm());
}

// The same from Fisher matrices of all pixels: the bound of `imaging_bench bound`. Those around a
// column are not infinitely many here, which makes it look a little better known.
TEST(Overlap, GivesTheCramerRaoBound) {
  const struct {
    double width;  // in spacings
    double bound;
  } cases[] = {{0.15, std::sqrt(2 / std::numbers::pi)}, {0.3, 0.904}, {0.36, 1.240}, {0.42, 2.136}};
  for (const auto& c : cases) {
    const Overlap overlap(square_lattice(9, kSigma / c.width), kSigma, {});
    const Eigen::Vector2d errors = overlap.place_errors().col(40);
    EXPECT_NEAR(errors.x() / c.bound, 1, 0.06) << c.width;
    EXPECT_NEAR(errors.y(), errors.x(), 1e-6) << c.width;
  }
}

}  // namespace
}  // namespace gibbsight::atoms
