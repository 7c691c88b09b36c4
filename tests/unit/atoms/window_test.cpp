#include "gibbsight/atoms/window.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

namespace gibbsight::atoms {
namespace {

// The same from the normal matrix of height and background, summed over the pixels of the disc: one
// of 150 has its edge where it may.
TEST(Window, HeightAndBackgroundShareTheirNoise) {
  constexpr double kApart = 14;
  constexpr double kWide = 3;
  constexpr double kNoisy = 0.2;
  const double radius = window_radius(kApart, kWide);
  EXPECT_DOUBLE_EQ(radius, 0.6 * kApart);
  Eigen::Matrix2d normal = Eigen::Matrix2d::Zero();
  for (double y = -20; y <= 20; ++y) {
    for (double x = -20; x <= 20; ++x) {
      if (x * x + y * y > radius * radius) continue;
      const Eigen::Vector2d slopes(std::exp(-(x * x + y * y) / (2 * kWide * kWide)), 1);
      normal += slopes * slopes.transpose();
    }
  }
  const Eigen::Matrix2d covariance = kNoisy * kNoisy * normal.inverse();
  const Tradeoff tradeoff = trade_off(kApart, kWide, kNoisy);
  EXPECT_NEAR(tradeoff.background_error, std::sqrt(covariance(1, 1)),
              0.02 * tradeoff.background_error);
  EXPECT_NEAR(tradeoff.height_lost, -covariance(0, 1) / covariance(1, 1), 0.02);
}

TEST(Window, IsNeitherTooNarrowNorTooWide) {
  EXPECT_DOUBLE_EQ(window_radius(10, 3), 6.9);
  EXPECT_DOUBLE_EQ(window_radius(10, 5), 10);
}

}  // namespace
}  // namespace gibbsight::atoms
