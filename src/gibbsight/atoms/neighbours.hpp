// How a set of points lies in the plane.
#pragma once

#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// Median distance to the nearest neighbour, px; 0 below two atoms.
double typical_spacing(const std::vector<Atom>& atoms);

/// How alike neighbouring atoms see their surroundings: the mean over the atoms of the following.
/// An atom has steps to its eight nearest neighbours; the share of them that lead from a neighbour
/// to an atom too, within a fifth of the spacing; the largest share over those neighbours. It is 1
/// in a perfect lattice with any basis of a few atoms, and about 0.2 where atoms lie at random.
/// Steps out of the image do not count. `list.spacing` must be set. Below `least`, where it says no
/// more than that, it may be anything from the order to there: a glance tells that.
double order(const AtomList& list, const core::Execution& execution, double least = 0);

}  // namespace gibbsight::atoms
