// Where a piece of crystal ends, though some of the atoms beyond happen to lie on its sites.
#pragma once

#include "gibbsight/indexing/request.hpp"

namespace gibbsight::indexing {

/// Takes out of the piece all places round which too few of the atoms are its own, on its sites or
/// marked in `is_own`: there a walk has followed rows of another crystal, or of none. Empty sites
/// do not count, so that a layer may have any number of them.
void leave_disorder(Piece& piece, const PointIndex& points, std::vector<char> is_own);

}  // namespace gibbsight::indexing
