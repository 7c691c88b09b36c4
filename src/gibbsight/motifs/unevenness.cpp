#include "gibbsight/motifs/unevenness.hpp"

#include <Eigen/Core>
#include <algorithm>

namespace gibbsight::motifs {

using Eigen::MatrixXd;
using Eigen::VectorXd;

Unevenness::Unevenness(const Motif& motif, const lattice::Window& window)
    : species_count_(motif.radices[0]) {
  constexpr int kAcross = 4;
  parts_.resize(std::size_t{kAcross} * kAcross);
  const auto outline = lattice::Occupancy::unseen(motif.lattice, window);
  for (int row = 0; row < window.rows; ++row)
    for (int column = 0; column < window.columns; ++column) {
      const int part = row * kAcross / window.rows * kAcross + column * kAcross / window.columns;
      for (const Centre& centre : motif.centres) {
        const auto site = outline.index(window.a0 + column, window.b0 + row, centre.sublattice);
        parts_[static_cast<std::size_t>(part)].push_back(static_cast<std::uint32_t>(site));
      }
    }
}

double Unevenness::measure(std::span<const std::int8_t> species) const {
  MatrixXd counts = MatrixXd::Zero(species_count_, static_cast<Eigen::Index>(parts_.size()));
  for (std::size_t part = 0; part < parts_.size(); ++part)
    for (const std::uint32_t site : parts_[part]) {
      if (species[site] == lattice::kUnseen) continue;
      counts(species[site], static_cast<Eigen::Index>(part)) += 1;
    }
  const VectorXd whole = counts.rowwise().sum() / std::max(1.0, counts.sum());
  double scatter = 0;
  double parts = 0;
  for (const auto part : counts.colwise()) {
    if (part.sum() == 0) continue;
    parts += 1;
    for (Eigen::Index s = 0; s < whole.size(); ++s) {
      const double expected = part.sum() * whole[s];
      if (expected > 0) scatter += (part[s] - expected) * (part[s] - expected) / expected;
    }
  }
  const double present = static_cast<double>((whole.array() > 0).count());
  const double freedom = (parts - 1) * (present - 1);
  return freedom > 0 ? scatter / freedom : 0;
}

}  // namespace gibbsight::motifs
