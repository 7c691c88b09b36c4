// Pairs and triangles of sites, numbered by size and sorted by symmetry.
#pragma once

#include <string_view>
#include <vector>

#include "gibbsight/lattice/symmetry.hpp"

namespace gibbsight::model {

/// Two or three different sites, seen from one of them: a site of sublattice `from` and the offsets
/// to the others.
struct Cluster {
  int from = 0;
  std::vector<lattice::Site> others;

  std::size_t corner_count() const { return others.size() + 1; }
};

/// The same sites seen from the same corner, the others in any order.
bool operator==(const Cluster& left, const Cluster& right);

/// The same sites seen from the corner others[k].
Cluster seen_from_other(const Cluster& cluster, std::size_t k);

/// Clusters that the group, or looking from another corner, makes equal. Each one is in it as often
/// as it has corners, seen from every one; the first in it names the orbit.
using Orbit = std::vector<Cluster>;

/// Orbits of the clusters of one size among the sites that can hold species, spectators left out.
/// Sizes count from 1: by the longest side, then by the sum of the sides, so that pairs count by
/// their length. Sides along one line make a triangle too.
std::vector<Orbit> cluster_orbits(const lattice::Lattice& lattice, std::size_t corner_count,
                                  int size_number, std::string_view group);

}  // namespace gibbsight::model
