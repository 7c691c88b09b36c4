// A generative model without an energy: adatoms that stick one after the other and never move.
#pragma once

#include "gibbsight/core/random.hpp"
#include "gibbsight/lattice/occupancy.hpp"

namespace adsorption {

/// Cooperative sequential adsorption (Evans 1993, doi:10.1103/RevModPhys.65.1281): an atom lands on
/// a random empty site of a square lattice and sticks with probability k^n beside n adatoms, in
/// [0, 1]; k = 0 lets no two be neighbours, k = 1 is random. Atoms land until the given share of
/// sites is covered, or none can stick any more. Periodic, side x side sites; species 1 is an atom.
gibbsight::lattice::Occupancy deposit(double k, double coverage, int side,
                                      gibbsight::core::Generator& random);

}  // namespace adsorption
