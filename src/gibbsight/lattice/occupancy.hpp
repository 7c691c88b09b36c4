// Which species sits on which site of which lattice, and which sites were not seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gibbsight/lattice/lattice.hpp"

namespace gibbsight::lattice {

/// A site that was not seen. Its own value, never a species.
inline constexpr std::int8_t kUnseen = -1;

/// A rectangle of cells, a in [a0, a0 + columns), b in [b0, b0 + rows).
struct Window {
  int a0 = 0;
  int b0 = 0;
  int columns = 0;  ///< cells along a
  int rows = 0;     ///< cells along b

  bool contains(int a, int b) const {
    return a >= a0 && b >= b0 && a < a0 + columns && b < b0 + rows;
  }
  bool operator==(const Window&) const = default;
};

/// One observation, measured or simulated. `species` holds, for every cell of the window (b
/// slowest, then a, then the site of the basis), the index into that site's species list, or
/// kUnseen.
struct Occupancy {
  Lattice lattice;
  Window window;
  std::vector<std::int8_t> species;

  /// An occupancy of the given extent with every site unseen.
  static Occupancy unseen(const Lattice& lattice, const Window& window);

  std::size_t index(int a, int b, int sublattice) const {
    const auto row = static_cast<std::size_t>(b - window.b0);
    const auto column = static_cast<std::size_t>(a - window.a0);
    return (row * static_cast<std::size_t>(window.columns) + column) * lattice.basis.size() +
           static_cast<std::size_t>(sublattice);
  }
  std::int8_t at(int a, int b, int sublattice) const { return species[index(a, b, sublattice)]; }
  std::int8_t& at(int a, int b, int sublattice) { return species[index(a, b, sublattice)]; }

  /// How many sites of each species of a sublattice were seen.
  std::vector<std::size_t> species_counts(int sublattice) const;
  /// Shares of the species among the seen sites of a sublattice; zeros where none was seen.
  Eigen::VectorXd fractions(int sublattice) const;
  std::size_t seen_count() const;
};

}  // namespace gibbsight::lattice
