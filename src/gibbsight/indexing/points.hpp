// Points of the plane, and how near each other they are.
#pragma once

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/lattice/lattice.hpp"

namespace gibbsight::indexing {

using atoms::Hit;
using atoms::PointIndex;
using lattice::Vector2;

/// Fractional coordinates, moved by whole cells to within half a cell of zero.
inline Vector2 wrapped(const Vector2& v) { return v - v.array().round().matrix(); }

}  // namespace gibbsight::indexing
