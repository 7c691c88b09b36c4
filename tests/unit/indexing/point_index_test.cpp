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

TEST(PointIndex, EmptyHasNoNearest) { EXPECT_EQ(PointIndex({}).nearest({0, 0}).point, -1); }

TEST(PointIndex, TypicalDistanceIsTheStepOfAGrid) {
  std::vector<Vector2> points;
  for (int i = 0; i < 100; ++i) points.emplace_back(7 * (i % 10), 9 * (i / 10));
  EXPECT_DOUBLE_EQ(PointIndex(points).typical_distance(), 7);
}

}  // namespace
}  // namespace gibbsight::indexing
