// A layer that leaves most sites empty, such as adatoms: the lattice is carried from atom to atom
// over several cells.
#pragma once

#include "gibbsight/indexing/request.hpp"

namespace gibbsight::indexing {

/// Cells of the lattices that the atoms may sit on where sites may be empty, likeliest first; none
/// unless the lattice has one site a cell and `vacancy` is one of its species.
std::vector<Matrix2> find_scattered_cells(const Request& request);

/// Whether so few of the sites hold atoms that a walk from neighbour to neighbour would not do.
bool is_scattered(const Matrix2& cell, const Request& request);

/// Every site of the field that the atoms tell the place of, indexed from the best surroundings
/// outward. An atom gets the site nearest to it in the lattice as the placed atoms round it have
/// it, once these are enough to be sure of the site.
Piece index_scattered_layer(const Matrix2& cell, const Request& request);

}  // namespace gibbsight::indexing
