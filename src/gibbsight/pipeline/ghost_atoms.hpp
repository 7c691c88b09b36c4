// The second image of a double tip where it is seen as atoms of its own.
#pragma once

#include <optional>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/pipeline/find_ghost.hpp"

namespace gibbsight::pipeline {

/// A second image in a layer that leaves most sites empty, where its atoms were found among the
/// others. Atoms i and j that are one offset u apart are as high as each other in the mean,
/// whatever correlates their places, unless j shows i once more: then
///
///   D(u) = mean of I_i - I_j over the pairs with r_j - r_i = u
///
/// is positive there, and nowhere else as clearly; less of it will do at an offset that is
/// `expected`, px. None where the images are nearly as high as each other, for then nothing tells
/// them from a layer with such pairs.
std::optional<Ghost> find_ghost_atoms(const std::vector<atoms::Atom>& atoms,
                                      const std::optional<indexing::Vector2>& expected = {});

}  // namespace gibbsight::pipeline
