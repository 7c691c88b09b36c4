// Walking outward from a good region: each next site is the best supported one.
#pragma once

#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/indexing/frame.hpp"

namespace gibbsight::indexing {

/// What the walk knows of the crystal.
struct Terrain {
  const PointIndex& atoms;
  Matrix2 cell = Matrix2::Identity();  ///< measured, px
  double reach = 0;                    ///< largest distance from a predicted site to its atom, px
  int half_width = 0;                  ///< of the grid, in cells
};

/// Places atoms for which `available` is nonzero on one translation lattice. It starts where eight
/// neighbours agree best with the cell, then always takes the site whose atom lies nearest to the
/// position that its placed neighbours predict; a site needs two of those, and a cell round it that
/// is still that of the terrain, within what drift and distortion do. Each atom gets at most one
/// site and each site at most one atom.
Grid walk(const Terrain& terrain, const std::vector<char>& available);

/// Assigns again with all neighbours known: sites and atoms are paired by growing distance between
/// predicted and measured position. `available` as above.
Grid rematch(const Terrain& terrain, const Grid& grid, const std::vector<char>& available,
             const core::Execution& execution);

}  // namespace gibbsight::indexing
