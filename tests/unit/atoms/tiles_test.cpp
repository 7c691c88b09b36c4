#include "gibbsight/atoms/tiles.hpp"

#include <gtest/gtest.h>

#include <set>

namespace gibbsight::atoms {
namespace {

TEST(Tiles, OfOneColourDoNotTouch) {
  constexpr double kReach = 7;
  Eigen::Matrix2Xd places = 0.5 * (Eigen::Matrix2Xd::Random(2, 400).array() + 1);
  places.row(0) *= 203;
  places.row(1) *= 97;
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
}

}  // namespace
}  // namespace gibbsight::atoms
