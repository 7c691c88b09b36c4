#include "gibbsight/core/samples.hpp"

#include <gtest/gtest.h>

namespace gibbsight::core {
namespace {

TEST(Samples, MedianIsTheUpperMiddle) {
  EXPECT_EQ(median(std::vector<double>{5, 1, 3}), 3);
  EXPECT_EQ(median(std::vector<double>{4, 1, 3, 2}), 3);
  EXPECT_EQ(median(std::vector<float>{7}), 7);
  EXPECT_EQ(median(std::vector<double>{}), 0);
  EXPECT_EQ(median(std::vector<double>{}, 2.5), 2.5);
}

TEST(Samples, QuantileHasThatManyBelow) {
  const std::vector<double> ten{9, 3, 7, 1, 5, 0, 2, 8, 6, 4};
  EXPECT_EQ(quantile(ten, 0), 0);
  EXPECT_EQ(quantile(ten, 0.25), 2);
  EXPECT_EQ(quantile(ten, 0.9), 9);
  EXPECT_EQ(quantile(std::vector<double>{}, 0.9, 2.5), 2.5);
}

TEST(Samples, RobustDeviationForgetsOutliers) {
  // Quartiles of the normal distribution are .6745 standard deviations away.
  EXPECT_NEAR(robust_deviation({-2 * 0.6745, -0.6745, 0, 0.6745, 1000}, 0), 1, 1e-4);
  EXPECT_EQ(robust_deviation({}, 3), 0);
}

TEST(Samples, LargestGapOfDistributions) {
  EXPECT_DOUBLE_EQ(largest_gap({1, 2}, {3, 4}), 1);
  EXPECT_DOUBLE_EQ(largest_gap({1, 3}, {2, 4}), 0.5);
  EXPECT_DOUBLE_EQ(largest_gap({1, 2, 2, 3}, {2}), 0.25);  // ties count on both sides at once
  EXPECT_DOUBLE_EQ(largest_gap({1, 2}, {1, 2}), 0);
}

}  // namespace
}  // namespace gibbsight::core
