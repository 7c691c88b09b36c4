// Many independent occupancies of one periodic box.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gibbsight/lattice/occupancy.hpp"

namespace gibbsight::lattice {

/// Replicas of a box side by side, each laid out like Occupancy::species; spectator sites unseen.
struct ReplicaBlock {
  Lattice lattice;
  Window box;
  std::size_t replica_count = 0;
  std::vector<std::int8_t> species;  ///< replica_count x sites_per_box

  std::size_t sites_per_box() const {
    return static_cast<std::size_t>(box.columns) * box.rows * lattice.basis.size();
  }
  std::span<std::int8_t> replica(std::size_t r) {
    return std::span(species).subspan(r * sites_per_box(), sites_per_box());
  }
  std::span<const std::int8_t> replica(std::size_t r) const {
    return std::span(species).subspan(r * sites_per_box(), sites_per_box());
  }
};

}  // namespace gibbsight::lattice
