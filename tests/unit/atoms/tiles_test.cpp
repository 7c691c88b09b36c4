#include "gibbsight/atoms/tiles.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace gibbsight::atoms {
namespace {

Eigen::Matrix2Xd at_random(double width, double height) {
  Eigen::Matrix2Xd places = 0.5 * (Eigen::Matrix2Xd::Random(2, 400).array() + 1);
  places.row(0) *= width;
  places.row(1) *= height;
  return places;
}

TEST(Tiles, OfOneColourDoNotTouch) {
  constexpr double kReach = 7;
  Eigen::Matrix2Xd places = at_random(203, 97);
  places.col(0) << -3, 110;  // outside
  const Tiles tiles = make_tiles(places, {203, 97}, kReach);
  std::set<std::size_t> all;
  for (const std::vector<Tile>& colour : tiles) {
    for (std::size_t t = 0; t < colour.size(); ++t) {
      all.insert(colour[t].begin(), colour[t].end());
      for (std::size_t other = 0; other < t; ++other) {
        for (const std::size_t i : colour[t]) {
          for (const std::size_t j : colour[other]) {
            const Eigen::Vector2d apart =
                places.col(static_cast<Eigen::Index>(i)) - places.col(static_cast<Eigen::Index>(j));
            if (i == 0 || j == 0) continue;
            EXPECT_GT(apart.cwiseAbs().maxCoeff(), 2 * kReach);
          }
        }
      }
    }
  }
  EXPECT_EQ(all.size(), 400U);
  EXPECT_EQ(count_in(tiles), 400U);
}

TEST(Tiles, NearestToTheMiddleAreWholeAndEnough) {
  const Eigen::Matrix2Xd places = at_random(200, 100);
  const Tiles tiles = make_tiles(places, {200, 100}, 4);
  const std::size_t whole = tiles.front().front().size();
  const Tiles nearest = nearest_to_middle(tiles, places, 50);
  EXPECT_GE(count_in(nearest), 50U);
  EXPECT_LT(count_in(nearest), 50U + 3 * whole);
  for (std::size_t colour = 0; colour < tiles.size(); ++colour) {
    for (const Tile& tile : nearest[colour]) {
      EXPECT_NE(std::find(tiles[colour].begin(), tiles[colour].end(), tile), tiles[colour].end());
      const Eigen::Vector2d place = places.col(static_cast<Eigen::Index>(tile.front()));
      EXPECT_LT((place - Eigen::Vector2d(100, 50)).norm(), 60);
    }
  }
  EXPECT_EQ(count_in(nearest_to_middle(tiles, places, 1000)), 400U);
}

}  // namespace
}  // namespace gibbsight::atoms
