// Low-angle boundaries: grains turned so little against each other that a walk goes from one into
// the other.
#pragma once

#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/indexing/request.hpp"

namespace gibbsight::indexing {

/// Atoms of a piece that lie in another grain than most of it: one in which the lattice is turned
/// by more than 2.3 degrees where the two meet, within a few cells. Drift and creep turn it slowly,
/// and a real distortion of the cell turns no whole neighbourhood.
///
/// Boundaries of 3 degrees and more are found, those of 3 not all where the crystal is bent as
/// well. Below, grains stay one domain: dislocations are more than 20 cells apart, and all that is
/// lost are the sites at their cores (`clear_slips`). Up to 14 degrees a walk crosses boundaries
/// and they are found here; above, it stops at them by itself.
std::vector<int> atoms_of_other_grains(const Piece& piece, const atoms::AtomList& list,
                                       const core::Execution& execution);

}  // namespace gibbsight::indexing
