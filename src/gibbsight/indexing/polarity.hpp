// Inversion domains: the lattice goes on across their boundary, but its two sublattices exchange.
#pragma once

#include <vector>

#include "gibbsight/indexing/request.hpp"

namespace gibbsight::indexing {

/// Atoms of the smaller part of a piece where, of the two sites of the basis, the one is brighter
/// that is darker in the larger part: whole neighbourhoods, not single cells. None where the sites
/// have the same species, whose order may well exchange them.
std::vector<int> atoms_of_other_polarity(const Piece& piece, const Request& request);

}  // namespace gibbsight::indexing
