// How well the atoms lie on the lattice.
#pragma once

#include "gibbsight/indexing/point_index.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

/// Fits `cell_px` and `origin_px` to the placed sites by least squares.
void fit_cell(Sites& sites);

/// Neighbouring pairs of placed sites of one sublattice against the mean cell. Neighbours differ by
/// a, by b, and by their shorter diagonal where it is as short as they are (triangular).
Edges measure_edges(const Sites& sites);

/// Root mean square of measured - predicted, in % of the length of a.
double residual_percent(const Sites& sites);

/// Pairs of atoms closer than half the distance at which neighbours usually are.
int count_short_pairs(const PointIndex& atoms);

}  // namespace gibbsight::indexing
