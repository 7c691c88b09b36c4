#include "gibbsight/atoms/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace gibbsight::atoms {

Tiles make_tiles(const Eigen::Matrix2Xd& places, cv::Size size, double reach) {
  const int side = 2 * static_cast<int>(std::ceil(reach + 1));
  const int columns = size.width / side + 1;
  const int rows = size.height / side + 1;
  const auto tile_of = [&](double place, int count) {
    return std::clamp(static_cast<int>(place) / side, 0, count - 1);
  };
  std::vector<Tile> all(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  for (Eigen::Index i = 0; i < places.cols(); ++i) {
    const int tile = tile_of(places(1, i), rows) * columns + tile_of(places(0, i), columns);
    all[static_cast<std::size_t>(tile)].push_back(static_cast<std::size_t>(i));
  }
  Tiles tiles;
  for (std::size_t t = 0; t < all.size(); ++t) {
    const auto width = static_cast<std::size_t>(columns);
    if (!all[t].empty()) tiles[2 * (t / width % 2) + t % width % 2].push_back(std::move(all[t]));
  }
  return tiles;
}

Tiles nearest_to_middle(const Tiles& tiles, const Eigen::Matrix2Xd& places, std::size_t count) {
  const Eigen::Vector2d middle = places.rowwise().mean();
  std::vector<std::tuple<double, std::size_t, std::size_t>> by_distance;
  for (std::size_t colour = 0; colour < tiles.size(); ++colour) {
    for (std::size_t t = 0; t < tiles[colour].size(); ++t) {
      const auto first = static_cast<Eigen::Index>(tiles[colour][t].front());
      by_distance.emplace_back((places.col(first) - middle).norm(), colour, t);
    }
  }
  std::sort(by_distance.begin(), by_distance.end());
  Tiles nearest;
  std::size_t taken = 0;
  for (const auto& [distance, colour, t] : by_distance) {
    if (taken >= count) break;
    nearest[colour].push_back(tiles[colour][t]);
    taken += tiles[colour][t].size();
  }
  return nearest;
}

std::size_t count_in(const Tiles& tiles) {
  std::size_t count = 0;
  for (const std::vector<Tile>& colour : tiles) {
    for (const Tile& tile : colour) count += tile.size();
  }
  return count;
}

}  // namespace gibbsight::atoms
