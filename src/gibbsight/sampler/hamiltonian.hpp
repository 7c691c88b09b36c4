// Interactions with their parameters, compiled to tables over the sites of one periodic box.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/model/interactions.hpp"

namespace gibbsight::sampler {

/// The number of species of every site that can hold any. Throws ConfigurationError where their
/// lists differ.
int shared_species_count(const lattice::Lattice& lattice);

/// H = sum over terms theta_t T_t - sum over species mu_s N_s, in k_B T. The sites that can hold
/// species must share one list.
class Hamiltonian {
 public:
  /// Clusters of one kind around the sites of one sublattice.
  struct ClusterTable {
    std::vector<model::Cluster> clusters;
    std::size_t stride = 0;        ///< species_count to the power of the number of corners
    std::vector<double> energies;  ///< cluster x species here x species at every other corner
    std::vector<int> terms;        ///< the same shape; the term that counts the cluster, or -1
  };
  /// The bonds of one sublattice, and its triplets.
  struct SiteTable : ClusterTable {
    bool active = false;  ///< its sites can change
    std::size_t bond_count = 0;
    ClusterTable triplets;
  };

  /// `chemical_potentials` has one entry a species; that of species 0 is usually 0.
  /// Throws ConfigurationError when the box is so small that a site would be its own neighbour, or
  /// two corners of a triplet one site.
  Hamiltonian(const model::Interactions& interactions, const Eigen::VectorXd& parameters,
              const Eigen::VectorXd& chemical_potentials, const lattice::Window& box);
  /// The same model on another box; throws as above.
  Hamiltonian on(const lattice::Window& box) const;

  const lattice::Window& box() const { return box_; }
  int species_count() const { return species_count_; }
  std::size_t term_count() const { return term_count_; }
  /// Terms, then the chemical potentials of species 1, 2, ...
  std::size_t parameter_count() const { return term_count_ + species_count_ - 1; }
  /// Sites that can change, as indices into the box.
  std::span<const std::uint32_t> active_sites() const { return active_sites_; }

  std::size_t site_count() const { return table_of_.size(); }
  std::size_t sublattice_count() const { return tables_.size(); }
  /// The sublattice of a site, and its bonds and triplets.
  std::size_t table_of(std::uint32_t site) const { return table_of_[site]; }
  const SiteTable& table(std::size_t sublattice) const { return tables_[sublattice]; }
  /// The sites at the other ends of a site's bonds, in the order of its table.
  std::span<const std::uint32_t> neighbours_of(std::uint32_t site) const {
    return std::span(neighbours_)
        .subspan(first_neighbour_[site], tables_[table_of_[site]].bond_count);
  }

  /// Bonds of the site that has most.
  std::size_t most_bonds() const;

  bool has_triplets() const { return !triplet_corners_.empty(); }
  /// The other two corners of each of a site's triplets, in the order of its table.
  std::span<const std::uint32_t> triplet_corners_of(std::uint32_t site) const {
    return std::span(triplet_corners_)
        .subspan(first_triplet_corner_[site],
                 2 * tables_[table_of_[site]].triplets.clusters.size());
  }

  /// What H gains when `site` takes species `s`, bonds and triplets with `partner` left out: where
  /// two sites exchange, what holds both of them holds the same species after as before. A site
  /// that stands alone is its own partner.
  double energy_change(std::span<const std::int8_t> box, std::uint32_t site, int s,
                       std::uint32_t partner) const {
    const SiteTable& table = tables_[table_of_[site]];
    const int here = box[site];
    double sum = chemical_potentials_[here] - chemical_potentials_[s];
    if (table.bond_count > 0) {
      const std::uint32_t* neighbour = neighbours_.data() + first_neighbour_[site];
      const double* energies = table.energies.data();
      const double* before = energies + static_cast<std::size_t>(here) * species_count_;
      const double* after = energies + static_cast<std::size_t>(s) * species_count_;
      for (std::size_t k = 0; k < table.bond_count; ++k) {
        const std::size_t pair = k * table.stride + static_cast<std::size_t>(box[neighbour[k]]);
        if (neighbour[k] != partner) sum += after[pair] - before[pair];
      }
    }
    if (!table.triplets.clusters.empty()) sum += triplet_change(box, site, s, partner);
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
  /// The same for every triplet, from all of its corners.
  template <class Visit>
  void visit_triplets(std::span<const std::int8_t> box, Visit&& visit) const;
  double triplet_change(std::span<const std::int8_t> box, std::uint32_t site, int s,
                        std::uint32_t partner) const;
  void add_term(const model::Term& term, int number, double parameter);
  void place_on(const lattice::Window& box);
  /// Lists the other corners of a kind of cluster, and where in the list those of each site begin.
  template <class ClustersOf>
  void link(const ClustersOf& clusters_of, std::vector<std::uint32_t>& first,
            std::vector<std::uint32_t>& corners) const;

  lattice::Window box_;
  int species_count_ = 0;
  std::size_t term_count_ = 0;
  Eigen::VectorXd chemical_potentials_;
  std::vector<SiteTable> tables_;  // one a sublattice
  std::vector<std::uint32_t> active_sites_;
  std::vector<std::uint8_t> table_of_;          // by site
  std::vector<std::uint32_t> first_neighbour_;  // by site
  std::vector<std::uint32_t> neighbours_;
  std::vector<std::uint32_t> first_triplet_corner_;  // by site
  std::vector<std::uint32_t> triplet_corners_;
};

}  // namespace gibbsight::sampler
