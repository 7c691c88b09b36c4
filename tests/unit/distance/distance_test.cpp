#include "gibbsight/distance/distance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::distance {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

TEST(StatisticalDistance, IsTheAngleBetweenTheRoots) {
  const Vector2d p(std::pow(std::cos(0.3), 2), std::pow(std::sin(0.3), 2));
  const Vector2d q(std::pow(std::cos(0.8), 2), std::pow(std::sin(0.8), 2));
  EXPECT_NEAR(statistical_distance(p, q), 0.5, 1e-12);
  EXPECT_EQ(statistical_distance(p, q), statistical_distance(q, p));
}

TEST(StatisticalDistance, ReachesItsBounds) {
  EXPECT_EQ(statistical_distance(Vector3d(0.2, 0.3, 0.5), Vector3d(0.2, 0.3, 0.5)), 0);
  EXPECT_NEAR(statistical_distance(Vector2d(1, 0), Vector2d(0, 1)), std::numbers::pi / 2, 1e-12);
}

TEST(StatisticalDistance, KeepsItsDigitsNearZero) {
  const double angle = 1e-9;
  const Vector2d p(0.5, 0.5);
  const double a = std::numbers::pi / 4 + angle;
  const Vector2d q(std::pow(std::cos(a), 2), std::pow(std::sin(a), 2));
  EXPECT_NEAR(statistical_distance(p, q) / angle, 1, 1e-6);
}

TEST(Relatives, AgreeWithTheDistanceForSmallDifferences) {
  const Vector3d p(0.2, 0.3, 0.5);
  const Vector3d q(0.201, 0.2985, 0.5005);
  const double s2 = std::pow(statistical_distance(p, q), 2);
  EXPECT_NEAR(kullback_leibler(p, q) / (2 * s2), 1, 0.01);
  EXPECT_NEAR(chi_squared(p, q, 100) / (400 * s2), 1, 0.01);
}

TEST(Relatives, AreInfiniteWhereTheModelForbidsAnOutcome) {
  EXPECT_TRUE(std::isinf(kullback_leibler(Vector2d(0.5, 0.5), Vector2d(1, 0))));
  EXPECT_TRUE(std::isinf(chi_squared(Vector2d(0.5, 0.5), Vector2d(1, 0), 10)));
  EXPECT_NEAR(kullback_leibler(Vector2d(1, 0), Vector2d(0.5, 0.5)), std::log(2), 1e-12);
}

TEST(Distance, RefusesDifferentMotifs) {
  EXPECT_THROW(statistical_distance(Vector2d(1, 0), Vector3d(1, 0, 0)), core::UsageError);
}

}  // namespace
}  // namespace gibbsight::distance
