// The lattice of scattered atoms: where most sites are empty, few steps lead from atom to atom, but
// the atoms still interfere like a full crystal.
#pragma once

#include <optional>
#include <vector>

#include "gibbsight/indexing/point_index.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

/// A wave vector, rad/px, and how well the atoms stand in step with it.
struct BraggPeak {
  Vector2 wave{0, 0};
  double coherence = 0;
};

/// The maxima of the coherence of pairs of atoms,
///
///   C(k) = sum_ij w(r_ij) cos(k r_ij) / sum_ij w(r_ij),   w = exp(-r^2 / 2 R^2),
///
/// the structure factor of surroundings of some forty atoms, averaged over the image; most coherent
/// first. For vectors of the reciprocal lattice of the sites it is exp(-k^2 sigma^2), sigma the
/// scatter of positions along one axis, however few sites hold atoms; where an order of the atoms
/// themselves makes a superlattice it is the square of the order parameter.
std::vector<BraggPeak> find_bragg_peaks(const PointIndex& atoms);

/// Cells of the wanted shape on whose lattice the atoms sit: the coarsest that holds them all,
/// unless what it leaves out sits on a finer one, then the finer ones. Empty where there is none.
std::vector<Matrix2> scattered_cells(const PointIndex& atoms, const std::vector<BraggPeak>& peaks,
                                     const Matrix2& ideal, double stretch_limit,
                                     std::optional<double> a_direction);

/// For each atom the place, in fractional coordinates within half a cell of zero, that it has in
/// the lattice of its surroundings, the atom itself left out.
std::vector<Vector2> local_places(const PointIndex& atoms, const Matrix2& cell);

}  // namespace gibbsight::indexing
