// The lattice of scattered atoms, from the waves that they stand in step with.
#pragma once

#include <optional>
#include <vector>

#include "gibbsight/atoms/bragg.hpp"
#include "gibbsight/indexing/points.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

/// Cells of the wanted shape on whose lattice the atoms sit: the coarsest that holds them all,
/// unless what it leaves out sits on a finer one, then the finer ones. Empty where there is none.
std::vector<Matrix2> scattered_cells(const PointIndex& points,
                                     const std::vector<atoms::BraggPeak>& peaks,
                                     const Matrix2& ideal, double stretch_limit,
                                     std::optional<double> a_direction);

/// For each atom the place, in fractional coordinates within half a cell of zero, that it has in
/// the lattice of its surroundings, the atom itself left out.
std::vector<Vector2> local_places(const PointIndex& points, const Matrix2& cell);

}  // namespace gibbsight::indexing
