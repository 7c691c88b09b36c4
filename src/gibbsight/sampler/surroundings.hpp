// What the energy of a site depends on, in groups small enough for the kernels to count.
#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <vector>

#include "gibbsight/sampler/hamiltonian.hpp"

namespace gibbsight::sampler {

/// Corners of a site's clusters that act alike: neighbours, or pairs of them where a triplet's
/// energy is not the sum of its sides'.
struct Group {
  /// Species here x species there; there is 1 for a pair where both of two species are 1, else 0.
  std::vector<double> energies;
  bool pairs = false;
  /// Places in corners_of; a neighbour has one of them twice.
  std::vector<std::array<std::size_t, 2>> members;

  int size() const { return static_cast<int>(members.size()); }
};

/// Groups of a sublattice, pairs last. With two species the energy of a triplet is a constant, a
/// part linear in each corner and one in their product. Nothing for triplets of more species.
std::optional<std::vector<Group>> group_surroundings(const Hamiltonian::SiteTable& table,
                                                     int species_count);

/// The other corners of a site's bonds and then of its triplets.
std::vector<std::uint32_t> corners_of(const Hamiltonian& hamiltonian, std::uint32_t site);

/// Heat bath: for every code of LocalRule the probabilities of species >= 1, >= 2, ... one table
/// after the other. Codes that no surroundings have keep 0. `potentials` has one entry a species.
std::vector<double> heat_bath(const std::vector<Group>& groups, int code_bits,
                              const Eigen::VectorXd& potentials, double inverse_temperature);

/// For every code of ExchangeJob what an exchange changes the energy by, times the inverse
/// temperature.
std::vector<double> exchange_changes(const std::vector<Group>& groups, int code_bits,
                                     double inverse_temperature);

}  // namespace gibbsight::sampler
