// Whether a composition is the same all over a window.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/motifs/motif.hpp"

namespace gibbsight::motifs {

/// Scatter of the composition between 4 x 4 parts of a window, of the sites around which a motif is
/// counted: the sum over parts of n sum over species s of (x_s - c_s)^2 / c_s, for n seen sites of
/// fractions x in a part and fractions c of the whole, over what it is expected to be in a random
/// mixture. 1 there, more where species segregate over the width of a part or more.
class Unevenness {
 public:
  Unevenness(const Motif& motif, const lattice::Window& window);

  /// Of the raw species of an occupancy over that window; 0 of a single species.
  double measure(std::span<const std::int8_t> species) const;

 private:
  int species_count_;
  std::vector<std::vector<std::uint32_t>> parts_;  ///< the sites of each
};

}  // namespace gibbsight::motifs
