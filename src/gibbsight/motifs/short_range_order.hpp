// Order of pairs beyond what a motif counts.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/motifs/motif.hpp"

namespace gibbsight::motifs {

/// Warren-Cowley parameters of the first shells around the centres of a motif,
///   alpha = 1 - (share of the shell's pairs that are unlike, s and t) / (2 c_s c_t)
/// with the fractions c of the seen sites: 0 in a random mixture, negative where s and t are
/// neighbours more often (Cowley 1950, doi:10.1103/PhysRev.77.669).
class ShortRangeOrder {
 public:
  ShortRangeOrder(const Motif& motif, const lattice::Window& window, int shells);

  /// "short_range_order1", with more than two species "short_range_order1:Se-Te": shell by shell.
  const std::vector<std::string>& names() const { return names_; }
  /// One number a name, of the raw species of an occupancy over that window. 0 where a species or
  /// every pair is missing.
  Eigen::VectorXd measure(std::span<const std::int8_t> species) const;

 private:
  /// Indices of the two sites of every pair.
  using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

  int species_count_;
  std::vector<std::uint32_t> sites_;  ///< those whose species are counted
  std::vector<Pairs> shells_;
  std::vector<std::string> names_;
};

}  // namespace gibbsight::motifs
