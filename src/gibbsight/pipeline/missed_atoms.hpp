// Atoms that were too dim to find, measured where the lattice says they are.
#pragma once

#include <optional>
#include <vector>

#include "gibbsight/atoms/find.hpp"
#include "gibbsight/image/image.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::pipeline {

/// Places of sites of a sublattice, or of all, that were looked at and hold no atom.
std::vector<indexing::Vector2> empty_places(const indexing::Sites& sites,
                                            std::optional<int> sublattice = std::nullopt);

/// Where no species is a vacancy every site inside the crystal holds an atom, and one that was not
/// found is a dim one: left out, it would make its kind look rare. Measures such atoms where their
/// neighbours say they are, with all others. Where the crystal may end beside a site, what stands
/// out of the noise there is an atom, and else none.
atoms::AtomList with_missed_atoms(const image::Image& image, const atoms::AtomList& list,
                                  const indexing::Sites& sites, const atoms::FindOptions& options,
                                  const core::Execution& execution);

}  // namespace gibbsight::pipeline
