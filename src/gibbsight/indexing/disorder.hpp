// Where a piece of crystal ends, though some of the atoms beyond happen to lie on its sites.
#pragma once

#include <vector>

#include "gibbsight/indexing/request.hpp"
#include "gibbsight/indexing/sublattices.hpp"

namespace gibbsight::indexing {

/// Takes out of the piece all places round which too few of the atoms are its own: there a walk has
/// followed rows of another crystal, or of none. Its own are those on its sites, and those of kinds
/// that show all over it where all wanted columns do too: in an inversion domain, in which one kind
/// sits in the other hollows, they do not. Empty sites do not count, so that a layer may have any
/// number of them.
void leave_disorder(Piece& piece, const PointIndex& points, const std::vector<Columns>& kinds,
                    const lattice::Lattice& lattice);

}  // namespace gibbsight::indexing
