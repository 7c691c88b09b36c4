#include "gibbsight/atoms/point_index.hpp"

#include <gtest/gtest.h>

namespace gibbsight::atoms {
namespace {

TEST(PointIndex, FindsWhatASlowSearchFinds) {
  std::vector<Eigen::Vector2d> points;
  for (int i = 0; i < 200; ++i) points.emplace_back((i * 37) % 101, (i * 53) % 97);
  const PointIndex index(points);
  const Eigen::Vector2d probe(40.3, 51.7);
  int nearest = 0;
  std::size_t close = 0;
  for (int i = 0; i < 200; ++i) {
    if ((index[i] - probe).norm() < (index[nearest] - probe).norm()) nearest = i;
    if ((index[i] - probe).norm() < 20) ++close;
  }
  EXPECT_EQ(index.nearest(probe).point, nearest);
  EXPECT_DOUBLE_EQ(index.nearest(probe).distance, (index[nearest] - probe).norm());
  const auto hits = index.within(probe, 20);
  EXPECT_EQ(hits.size(), close);
  EXPECT_EQ(hits.front().point, nearest);
  for (const std::size_t count : {std::size_t{1}, std::size_t{9}, std::size_t{100}}) {
    const auto some = index.nearest(probe, static_cast<int>(count));
    ASSERT_EQ(some.size(), count);
    const auto ranked = index.within(probe, 200);
    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(some[i].point, ranked[i].point);
  }
  EXPECT_EQ(index.nearest(probe, 300).size(), 200);
  const double least = index.nearest(probe).distance;
  EXPECT_TRUE(index.has_within(probe, 1.001 * least));
  EXPECT_FALSE(index.has_within(probe, 0.999 * least));
}

TEST(PointIndex, FindsWhatIsFarFromTheRest) {
  std::vector<Eigen::Vector2d> points;
  for (int i = 0; i < 400; ++i) points.emplace_back(7 * (i % 20), 9 * (i / 20));
  points.emplace_back(1e9, -1e9);
  points.emplace_back(-500, 60);
  const PointIndex index(points);
  EXPECT_EQ(index.nearest({2e9, -3e9}).point, 400);
  EXPECT_EQ(index.nearest({-400, 0}).point, 401);
  EXPECT_EQ(index.nearest({-1, -1e6}).point, 0);
  EXPECT_EQ(index.within({-499, 60}, 2).size(), 1);
  EXPECT_EQ(index.within({0, 60}, 1000).size(), 401);
}

TEST(PointIndex, OfEquallyNearOnesTheFirstIsNearest) {
  const PointIndex index({{4, 0}, {0, 4}, {-4, 0}, {0, -4}, {4, 0}});
  EXPECT_EQ(index.nearest({0, 0}).point, 0);
  EXPECT_EQ(index.nearest({-1, -1}).point, 2);
}

TEST(PointIndex, HoldsARowAndAHeapOfPoints) {
  std::vector<Eigen::Vector2d> row;
  for (int i = 0; i < 50; ++i) row.emplace_back(3 * i, 5);
  EXPECT_DOUBLE_EQ(PointIndex(row).typical_distance(), 3);
  EXPECT_DOUBLE_EQ(
      PointIndex(std::vector<Eigen::Vector2d>(50, Eigen::Vector2d(1, 2))).typical_distance(), 0);
}

TEST(PointIndex, EmptyHasNoNearest) { EXPECT_EQ(PointIndex({}).nearest({0, 0}).point, -1); }

TEST(PointIndex, TypicalDistanceIsTheStepOfAGrid) {
  std::vector<Eigen::Vector2d> points;
  for (int i = 0; i < 100; ++i) points.emplace_back(7 * (i % 10), 9 * (i / 10));
  EXPECT_DOUBLE_EQ(PointIndex(points).typical_distance(), 7);
}

}  // namespace
}  // namespace gibbsight::atoms
