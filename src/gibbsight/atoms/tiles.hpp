// Columns by tiles that can be worked on at the same time.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <opencv2/core/types.hpp>
#include <vector>

namespace gibbsight::atoms {

using Tile = std::vector<std::size_t>;

/// Square tiles of four colours, like those of a map: those of one colour don't see each other.
using Tiles = std::array<std::vector<Tile>, 4>;

/// Numbers of the places in tiles so large that what a column touches, up to `reach` away, ends
/// half-way through the neighbours of its tile.
Tiles make_tiles(const Eigen::Matrix2Xd& places, cv::Size size, double reach);

/// Those nearest to the mean of the places, as few as hold `count` of them.
Tiles nearest_to_middle(const Tiles& tiles, const Eigen::Matrix2Xd& places, std::size_t count);

/// How many are in tiles.
std::size_t count_in(const Tiles& tiles);

}  // namespace gibbsight::atoms
