// The candidate whose interactions follow a real distortion.
#pragma once

#include "gibbsight/indexing/sites.hpp"
#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::pipeline {

/// Where a distortion has left a lattice with a lower symmetry, and the user has named none: the
/// candidates keep the lattice's own, as pair1/lattice, and pair1 with what is left, which splits
/// it by direction, stands beside them.
void add_split_candidate(Configuration& configuration, const indexing::Sites& sites);

}  // namespace gibbsight::pipeline
