#include "gibbsight/indexing/point_index.hpp"

#include <gtest/gtest.h>

namespace gibbsight::indexing {
namespace {

TEST(PointIndex, FindsWhatASlowSearchFinds) {
  std::vector<Vector2> points;
  for (int i = 0; i < 200; ++i) points.emplace_back((i * 37) % 101, (i * 53) % 97);
  const PointIndex index(points);
  const Vector2 probe(40.3, 51.7);
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
}

TEST(PointIndex, FindsWhatIsFarFromTheRest) {
  std::vector<Vector2> points;
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
  std::vector<Vector2> row;
  for (int i = 0; i < 50; ++i) row.emplace_back(3 * i, 5);
  EXPECT_DOUBLE_EQ(PointIndex(row).typical_distance(), 3);
  EXPECT_DOUBLE_EQ(PointIndex(std::vector<Vector2>(50, Vector2(1, 2))).typical_distance(), 0);
}

TEST(PointIndex, EmptyHasNoNearest) { EXPECT_EQ(PointIndex({}).nearest({0, 0}).point, -1); }

TEST(PointIndex, TypicalDistanceIsTheStepOfAGrid) {
  std::vector<Vector2> points;
  for (int i = 0; i < 100; ++i) points.emplace_back(7 * (i % 10), 9 * (i / 10));
  EXPECT_DOUBLE_EQ(PointIndex(points).typical_distance(), 7);
}

}  // namespace
}  // namespace gibbsight::indexing
