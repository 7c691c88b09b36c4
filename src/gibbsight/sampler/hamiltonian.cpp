#include "gibbsight/sampler/hamiltonian.hpp"

#include <algorithm>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::sampler {
namespace {

using lattice::Lattice;
using lattice::Window;

/// The sites at the other corners of a cluster around `site`, appended to `sites`.
void append_corners(const model::Cluster& cluster, std::uint32_t site, std::size_t basis_count,
                    const Window& box, std::vector<std::uint32_t>& sites) {
  const auto wrap = [](int x, int n) {  // hardly ever more than once: a remainder takes longer
    while (x < 0) x += n;
    while (x >= n) x -= n;
    return x;
  };
  const int cell = static_cast<int>(site / basis_count);
  const int own_row = cell / box.columns;
  const int own_column = cell - own_row * box.columns;
  for (const lattice::Site& other : cluster.others) {
    const int column = wrap(own_column + other.a, box.columns);
    const int row = wrap(own_row + other.b, box.rows);
    const std::size_t there = (static_cast<std::size_t>(row) * box.columns + column) * basis_count +
                              static_cast<std::size_t>(other.sublattice);
    // Where the two others are one site, that site finds itself among its own corners.
    if (there == site) {
      throw core::ConfigurationError(
          {.what = "the simulated box is too small: a site is its own neighbour",
           .where = "simulated box",
           .value = std::to_string(box.columns) + " x " + std::to_string(box.rows),
           .expected = "more cells than the interactions reach"});
    }
    sites.push_back(static_cast<std::uint32_t>(there));
  }
}

/// The place of a cluster in a table, at the end if it is new.
std::size_t place_of(const model::Cluster& cluster, Hamiltonian::ClusterTable& table,
                     std::size_t stride) {
  const auto known = std::find(table.clusters.begin(), table.clusters.end(), cluster);
  const auto place = static_cast<std::size_t>(known - table.clusters.begin());
  if (known == table.clusters.end()) {
    table.clusters.push_back(cluster);
    table.energies.resize((place + 1) * stride, 0.0);
    table.terms.resize((place + 1) * stride, -1);
  }
  return place;
}

}  // namespace

int shared_species_count(const Lattice& lattice) {
  const std::vector<std::string>* list = nullptr;
  for (const auto& site : lattice.basis) {
    if (site.is_spectator()) continue;
    if (list != nullptr && *list != site.species) {
      throw core::ConfigurationError(
          {.what = "the lattice model needs one species list",
           .where = "lattice.species",
           .value = core::join(*list, ",") + " and " + core::join(site.species, ","),
           .expected = "the other basis sites as spectators"});
    }
    list = &site.species;
  }
  return list == nullptr ? 0 : static_cast<int>(list->size());
}

Hamiltonian::Hamiltonian(const model::Interactions& interactions, const Eigen::VectorXd& parameters,
                         const Eigen::VectorXd& chemical_potentials, const Window& box)
    : species_count_(shared_species_count(interactions.lattice)),
      term_count_(interactions.terms.size()),
      chemical_potentials_(chemical_potentials) {
  if (parameters.size() != static_cast<Eigen::Index>(term_count_) ||
      chemical_potentials.size() != species_count_) {
    throw core::InternalError({.what = "wrong number of parameters",
                               .where = interactions.name,
                               .value = std::to_string(parameters.size()),
                               .expected = std::to_string(term_count_)});
  }
  tables_.resize(interactions.lattice.basis.size());
  const std::size_t q = species_count_;
  for (std::size_t sublattice = 0; sublattice < tables_.size(); ++sublattice) {
    SiteTable& table = tables_[sublattice];
    table.active = !interactions.lattice.basis[sublattice].is_spectator();
    table.stride = q * q;
    table.triplets.stride = q * q * q;
  }
  for (std::size_t t = 0; t < term_count_; ++t) {
    add_term(interactions.terms[t], static_cast<int>(t), parameters[static_cast<Eigen::Index>(t)]);
  }
  place_on(box);
}

Hamiltonian Hamiltonian::on(const Window& box) const {
  Hamiltonian other = *this;
  other.place_on(box);
  return other;
}

void Hamiltonian::place_on(const Window& box) {
  box_ = box;
  active_sites_.clear();
  const std::size_t sites = static_cast<std::size_t>(box.columns) * box.rows * tables_.size();
  table_of_.resize(sites);
  for (std::size_t site = 0; site < sites; ++site) {
    const std::size_t sublattice = site % tables_.size();
    table_of_[site] = static_cast<std::uint8_t>(sublattice);
    if (tables_[sublattice].active) active_sites_.push_back(static_cast<std::uint32_t>(site));
  }
  link(
      [](const SiteTable& table) -> auto& { return table.clusters; }, first_neighbour_,
      neighbours_);
  link(
      [](const SiteTable& table) -> auto& { return table.triplets.clusters; },
      first_triplet_corner_, triplet_corners_);
}

/// Terms that speak of the same cluster are merged into one table of energies.
void Hamiltonian::add_term(const model::Term& term, int number, double parameter) {
  const std::size_t q = species_count_;
  for (const model::Cluster& cluster : term.clusters) {
    SiteTable& site = tables_[cluster.from];
    ClusterTable& table = cluster.corner_count() == 3 ? site.triplets : site;
    const std::size_t first = place_of(cluster, table, table.stride) * table.stride;
    std::vector<int> species = term.species;  // ascending, where the permutations begin
    do {
      std::size_t entry = 0;
      for (const int s : species) entry = entry * q + static_cast<std::size_t>(s);
      table.energies[first + entry] += parameter;
      table.terms[first + entry] = number;
    } while (std::next_permutation(species.begin(), species.end()));
    site.bond_count = site.clusters.size();
  }
}

std::size_t Hamiltonian::most_bonds() const {
  std::size_t most = 0;
  for (const SiteTable& table : tables_) most = std::max(most, table.bond_count);
  return most;
}

template <class ClustersOf>
void Hamiltonian::link(const ClustersOf& clusters_of, std::vector<std::uint32_t>& first,
                       std::vector<std::uint32_t>& corners) const {
  first.assign(site_count(), 0);
  corners.clear();
  std::size_t count = 0;
  for (const std::uint32_t site : active_sites_)
    for (const model::Cluster& cluster : clusters_of(tables_[table_of_[site]]))
      count += cluster.others.size();
  corners.reserve(count);  // a gigabyte, for the largest boxes
  for (const std::uint32_t site : active_sites_) {
    first[site] = static_cast<std::uint32_t>(corners.size());
    for (const model::Cluster& cluster : clusters_of(tables_[table_of_[site]])) {
      append_corners(cluster, site, tables_.size(), box_, corners);
    }
  }
}

template <class Visit>
void Hamiltonian::visit_pairs(std::span<const std::int8_t> box, Visit&& visit) const {
  for (const std::uint32_t site : active_sites_) {
    const SiteTable& table = tables_[table_of_[site]];
    const std::uint32_t* neighbour = neighbours_.data() + first_neighbour_[site];
    std::size_t row = static_cast<std::size_t>(box[site]) * species_count_;
    for (std::size_t k = 0; k < table.bond_count; ++k, row += table.stride) {
      visit(table, row + static_cast<std::size_t>(box[neighbour[k]]));
    }
  }
}

template <class Visit>
void Hamiltonian::visit_triplets(std::span<const std::int8_t> box, Visit&& visit) const {
  const std::size_t q = species_count_;
  for (const std::uint32_t site : active_sites_) {
    const ClusterTable& table = tables_[table_of_[site]].triplets;
    const auto corners = triplet_corners_of(site);
    for (std::size_t k = 0; k < table.clusters.size(); ++k) {
      const std::size_t species =
          (static_cast<std::size_t>(box[site]) * q + box[corners[2 * k]]) * q +
          box[corners[2 * k + 1]];
      visit(table, k * table.stride + species);
    }
  }
}

/// The part of energy_change that triplets have.
double Hamiltonian::triplet_change(std::span<const std::int8_t> box, std::uint32_t site, int s,
                                   std::uint32_t partner) const {
  const std::size_t q = species_count_;
  const ClusterTable& table = tables_[table_of_[site]].triplets;
  const std::uint32_t* corner = triplet_corners_.data() + first_triplet_corner_[site];
  const double* before = table.energies.data() + static_cast<std::size_t>(box[site]) * q * q;
  const double* after = table.energies.data() + static_cast<std::size_t>(s) * q * q;
  double sum = 0;
  for (std::size_t k = 0; k < table.clusters.size(); ++k, corner += 2) {
    const std::size_t others =
        k * table.stride + static_cast<std::size_t>(box[corner[0]]) * q + box[corner[1]];
    if (corner[0] != partner && corner[1] != partner) sum += after[others] - before[others];
  }
  return sum;
}

void Hamiltonian::derivatives(std::span<const std::int8_t> box, std::span<double> result) const {
  std::fill(result.begin(), result.end(), 0.0);
  visit_pairs(box, [&](const SiteTable& table, std::size_t pair) {
    if (table.terms[pair] >= 0) result[table.terms[pair]] += 0.5;  // seen from both ends
  });
  if (has_triplets()) {
    std::vector<double> seen(term_count_, 0.0);
    visit_triplets(box, [&](const ClusterTable& table, std::size_t triplet) {
      if (table.terms[triplet] >= 0) seen[table.terms[triplet]] += 1;
    });
    // Whole numbers until here, so that a third of them is one too.
    for (std::size_t t = 0; t < term_count_; ++t) result[t] += seen[t] / 3;
  }
  for (const std::uint32_t site : active_sites_) {
    if (box[site] > 0) result[term_count_ + box[site] - 1] -= 1;
  }
}

double Hamiltonian::energy(std::span<const std::int8_t> box) const {
  double sum = 0;
  visit_pairs(box, [&](const SiteTable& table, std::size_t pair) {
    sum += table.energies[pair] / 2;  // seen from both ends
  });
  visit_triplets(box, [&](const ClusterTable& table, std::size_t triplet) {
    sum += table.energies[triplet] / 3;  // seen from all corners
  });
  for (const std::uint32_t site : active_sites_) sum -= chemical_potentials_[box[site]];
  return sum;
}

}  // namespace gibbsight::sampler
