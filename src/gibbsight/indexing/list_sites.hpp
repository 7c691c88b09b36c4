// Every site of a full layer, whether it holds an atom or not.
#pragma once

#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/indexing/frame.hpp"
#include "gibbsight/indexing/request.hpp"

namespace gibbsight::indexing {

/// The columns on one site of the basis.
struct Sublattice {
  int index = 0;
  Vector2 position{0, 0};  ///< in the cell, as measured
  Grid grid;
};

/// The sites in the indexed region. Where all sites of a sublattice hold an atom, those are listed
/// too round which hardly any was found: the sublattice with the most atoms says where they are.
std::vector<Site> list_sites(const Terrain& terrain, const std::vector<Sublattice>& sublattices,
                             const Request& request, const core::Execution& execution);

}  // namespace gibbsight::indexing
