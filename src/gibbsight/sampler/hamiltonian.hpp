// Interactions with their parameters, compiled to tables over the sites of one periodic box.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/model/interactions.hpp"

namespace gibbsight::sampler {

/// H = sum over terms theta_t T_t - sum over species mu_s N_s, in k_B T. The sites that can hold
/// species must share one list.
class Hamiltonian {
 public:
  /// The bonds of one sublattice.
  struct SiteTable {
    std::size_t bond_count = 0;
    std::size_t stride = 0;        ///< species_count squared
    std::vector<double> energies;  ///< bond x species here x species there
    std::vector<int> terms;        ///< the same shape; the term that counts the pair, or -1
    std::vector<model::Bond> bonds;
  };

  /// `chemical_potentials` has one entry a species; that of species 0 is usually 0.
  /// Throws ConfigurationError when the box is so small that a site would be its own neighbour.
  Hamiltonian(const model::Interactions& interactions, const Eigen::VectorXd& parameters,
              const Eigen::VectorXd& chemical_potentials, const lattice::Window& box);

  int species_count() const { return species_count_; }
  std::size_t term_count() const { return term_count_; }
  /// Terms, then the chemical potentials of species 1, 2, ...
  std::size_t parameter_count() const { return term_count_ + species_count_ - 1; }
  /// Sites that can change, as indices into the box.
  std::span<const std::uint32_t> active_sites() const { return active_sites_; }

  std::size_t site_count() const { return table_of_.size(); }
  /// The sublattice of a site, and its bonds.
  std::size_t table_of(std::uint32_t site) const { return table_of_[site]; }
  const SiteTable& table(std::size_t sublattice) const { return tables_[sublattice]; }
  /// The sites at the other ends of a site's bonds, in the order of its table.
  std::span<const std::uint32_t> neighbours_of(std::uint32_t site) const {
    return std::span(neighbours_)
        .subspan(first_neighbour_[site], tables_[table_of_[site]].bond_count);
  }

  /// What H gains when `site` takes species `s`, its bonds to `partner` left out: where two sites
  /// exchange, the bond between them stays as it is. A site that stands alone is its own partner.
  double energy_change(std::span<const std::int8_t> box, std::uint32_t site, int s,
                       std::uint32_t partner) const {
    const SiteTable& table = tables_[table_of_[site]];
    const int here = box[site];
    if (table.bond_count == 0) return chemical_potentials_[here] - chemical_potentials_[s];
    const std::uint32_t* neighbour = neighbours_.data() + first_neighbour_[site];
    const double* before = table.energies.data() + static_cast<std::size_t>(here) * species_count_;
    const double* after = table.energies.data() + static_cast<std::size_t>(s) * species_count_;
    double sum = chemical_potentials_[here] - chemical_potentials_[s];
    for (std::size_t k = 0; k < table.bond_count; ++k) {
      const std::size_t pair = k * table.stride + static_cast<std::size_t>(box[neighbour[k]]);
      if (neighbour[k] != partner) sum += after[pair] - before[pair];
    }
    return sum;
  }

  /// Derivatives of H by its parameters: T_t for every term, then -N_s for species 1, 2, ...
  void derivatives(std::span<const std::int8_t> box, std::span<double> result) const;
  /// H of the whole box.
  double energy(std::span<const std::int8_t> box) const;

 private:
  /// Calls visit(table, place in the table) for every bond, from both of its ends.
  template <class Visit>
  void visit_pairs(std::span<const std::int8_t> box, Visit&& visit) const;
  void add_bonds(const model::Interactions& interactions, const Eigen::VectorXd& parameters);
  void link_neighbours(const lattice::Window& box);

  int species_count_ = 0;
  std::size_t term_count_ = 0;
  Eigen::VectorXd chemical_potentials_;
  std::vector<SiteTable> tables_;  // one a sublattice
  std::vector<std::uint32_t> active_sites_;
  std::vector<std::uint8_t> table_of_;          // by site
  std::vector<std::uint32_t> first_neighbour_;  // by site
  std::vector<std::uint32_t> neighbours_;
};

}  // namespace gibbsight::sampler
