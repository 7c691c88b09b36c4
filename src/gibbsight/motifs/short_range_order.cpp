#include "gibbsight/motifs/short_range_order.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gibbsight::motifs {

using Eigen::MatrixXd;
using Eigen::VectorXd;

ShortRangeOrder::ShortRangeOrder(const Motif& motif, const lattice::Window& window, int shells)
    : species_count_(motif.radices[0]), shells_(static_cast<std::size_t>(shells)) {
  const auto outline = lattice::Occupancy::unseen(motif.lattice, window);
  const auto is_centre = [&](const lattice::Site& site) {
    return std::any_of(motif.centres.begin(), motif.centres.end(),
                       [&](const Centre& c) { return c.sublattice == site.sublattice; });
  };
  for (const Centre& centre : motif.centres) {
    const auto around = shells_around(motif.lattice, centre.sublattice, shells);
    for (int b = window.b0; b < window.b0 + window.rows; ++b)
      for (int a = window.a0; a < window.a0 + window.columns; ++a) {
        const auto here = static_cast<std::uint32_t>(outline.index(a, b, centre.sublattice));
        sites_.push_back(here);
        for (std::size_t shell = 0; shell < around.size(); ++shell)
          for (const lattice::Site& to : around[shell]) {
            if (!window.contains(a + to.a, b + to.b) || !is_centre(to)) continue;
            const std::size_t there = outline.index(a + to.a, b + to.b, to.sublattice);
            shells_[shell].emplace_back(here, static_cast<std::uint32_t>(there));
          }
      }
  }
  const auto& species = motif.species();
  for (int shell = 1; shell <= shells; ++shell)
    for (std::size_t s = 0; s < species.size(); ++s)
      for (std::size_t t = s + 1; t < species.size(); ++t) {
        const auto [first, second] = std::minmax(species[s], species[t]);
        names_.push_back(fmt::format("short_range_order{}", shell));
        if (species.size() > 2) names_.back() += fmt::format(":{}-{}", first, second);
      }
}

VectorXd ShortRangeOrder::measure(std::span<const std::int8_t> species) const {
  VectorXd fractions = VectorXd::Zero(species_count_);
  for (const std::uint32_t site : sites_) {
    if (species[site] != lattice::kUnseen) fractions[species[site]] += 1;
  }
  if (fractions.sum() > 0) fractions /= fractions.sum();
  VectorXd result = VectorXd::Zero(static_cast<Eigen::Index>(names_.size()));
  Eigen::Index next = 0;
  for (const Pairs& pairs : shells_) {
    MatrixXd counts = MatrixXd::Zero(species_count_, species_count_);
    for (const auto& [here, there] : pairs) {
      if (species[here] == lattice::kUnseen || species[there] == lattice::kUnseen) continue;
      counts(species[here], species[there]) += 1;
    }
    const double total = counts.sum();
    for (int s = 0; s < species_count_; ++s)
      for (int t = s + 1; t < species_count_; ++t, ++next) {
        const double random = 2 * fractions[s] * fractions[t] * total;
        if (random > 0) result[next] = 1 - (counts(s, t) + counts(t, s)) / random;
      }
  }
  return result;
}

}  // namespace gibbsight::motifs
