#include "gibbsight/lattice/occupancy.hpp"

#include <algorithm>

namespace gibbsight::lattice {

Occupancy Occupancy::unseen(const Lattice& lattice, const Window& window) {
  const auto cells =
      static_cast<std::size_t>(window.columns) * static_cast<std::size_t>(window.rows);
  return {lattice, window, std::vector<std::int8_t>(cells * lattice.basis.size(), kUnseen)};
}

std::vector<std::size_t> Occupancy::species_counts(int sublattice) const {
  const auto basis_site = static_cast<std::size_t>(sublattice);
  std::vector<std::size_t> counts(lattice.basis[basis_site].species.size(), 0);
  for (std::size_t i = basis_site; i < species.size(); i += lattice.basis.size()) {
    if (species[i] != kUnseen) ++counts[static_cast<std::size_t>(species[i])];
  }
  return counts;
}

Eigen::VectorXd Occupancy::fractions(int sublattice) const {
  const auto counts = species_counts(sublattice);
  Eigen::VectorXd shares(static_cast<Eigen::Index>(counts.size()));
  std::copy(counts.begin(), counts.end(), shares.begin());
  return shares / std::max(1.0, shares.sum());
}

std::size_t Occupancy::seen_count() const {
  return static_cast<std::size_t>(
      std::count_if(species.begin(), species.end(), [](auto s) { return s != kUnseen; }));
}

}  // namespace gibbsight::lattice
