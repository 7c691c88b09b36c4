// Which symmetry of its lattice a real distortion leaves.
#pragma once

#include <string>

#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

/// The plane group that is left where neighbours along some directions have two distances instead
/// of one, as where rows pair up; empty where every direction has one. Distances that differ from
/// direction to direction do not count: drift does that too.
std::string kept_symmetry(const Sites& sites);

}  // namespace gibbsight::indexing
