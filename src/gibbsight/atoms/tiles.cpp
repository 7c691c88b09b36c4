#include "gibbsight/atoms/tiles.hpp"

#include <algorithm>
#include <cmath>
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

}  // namespace gibbsight::atoms
