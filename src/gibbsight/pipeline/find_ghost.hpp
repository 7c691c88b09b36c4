// Where a map of ghosts shows a second image.
#pragma once

#include <optional>

#include "gibbsight/indexing/sites.hpp"
#include "gibbsight/rendering/ghosts.hpp"

namespace gibbsight::pipeline {

struct Ghost {
  indexing::Vector2 offset{0, 0};  ///< px
  double strength = 0;             ///< height over that of the first image
  double error = 0;                ///< standard error of it, from noise alone
  bool has_direction = true;       ///< else opposite to the offset is as likely
};

/// A ghost that is seen at an offset and not at the offsets that the rotations of the lattice make
/// of it, as order, the halo of a probe or columns between would be. Where two images are nearly
/// alike and lie on sites of each other, offset and -offset show the same: then this pair is held
/// against the other rotations, if there are any.
std::optional<Ghost> find_ghost(const rendering::GhostMap& map, double spacing,
                                const indexing::Sites& sites);

/// What a bump of height 1 makes of the map, at a (squared) distance from it.
double smeared(double squared, double sigma);

}  // namespace gibbsight::pipeline
