// Puts atoms on the sites of an ideal lattice.
#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/execution.hpp"
#include "gibbsight/core/options.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

struct IndexOptions {
  double reach = 0.35;
  double stretch = 0.2;
  double margin = 0.75;

  static constexpr auto describe() {
    using core::field;
    using S = IndexOptions;
    return std::tuple{
        field(&S::reach, "reach",
              {.help = "largest distance of an atom from the position that its neighbours predict, "
                       "in distances of neighbouring sites",
               .range = {0.05, 0.5}}),
        field(&S::stretch, "stretch",
              {.help = "largest distortion of the measured cell: ratio of its principal stretches "
                       "minus one",
               .range = {0, 0.3}}),
        field(&S::margin, "margin",
              {.help = "distance from the border of the image below which an empty site counts as "
                       "unseen, in lengths of a",
               .range = {0, 10}}),
    };
  }
};

/// Finds the cell in the displacements between atoms, walks outward from a good region with the
/// cell corrected locally, tells the kinds of visible columns apart by their place in the cell, and
/// indexes the kinds that the basis asks for. `choice` says which kind the first basis site is
/// (`sublattice`) and how a lies in the image (`a_direction`). Where sites may be empty, a layer
/// that leaves most of them so is indexed from its occupied sites. Every domain gets indices of its
/// own, at least four cells from those of any other; the smallest a and b of any site are 0. Throws
/// DataError, naming the cell found, where the atoms do not form the lattice, where perfect order
/// leaves it unknown, or where islands of a layer cannot be put on one lattice.
Sites index_atoms(const atoms::AtomList& atoms, const lattice::Lattice& lattice,
                  const lattice::LatticeOptions& choice, const IndexOptions& options,
                  const core::Execution& execution);

}  // namespace gibbsight::indexing
