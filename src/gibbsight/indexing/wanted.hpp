// Which sites of a basis must be visible.
#pragma once

#include <vector>

#include "gibbsight/lattice/lattice.hpp"

namespace gibbsight::indexing {

/// 1 for the basis sites that must be visible: those with species, or all if none has any.
std::vector<char> wanted_sites(const lattice::Lattice& lattice);

/// How many those are.
int wanted_count(const lattice::Lattice& lattice);

/// Whether a site of this sublattice may hold no atom: `vacancy` is one of its species.
bool can_be_empty(const lattice::Sublattice& site);

/// Whether any sites may.
bool has_vacancies(const lattice::Lattice& lattice);

/// Distance of the nearest two of them, in units of the length of a.
double nearest_wanted_distance(const lattice::Lattice& lattice);

}  // namespace gibbsight::indexing
