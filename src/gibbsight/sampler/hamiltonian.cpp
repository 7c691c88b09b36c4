#include "gibbsight/sampler/hamiltonian.hpp"

#include <algorithm>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::sampler {
namespace {

using lattice::Lattice;
using lattice::Window;

/// The number of species that every site with species shares.
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

std::uint32_t periodic_index(const Window& box, std::size_t basis_count, int a, int b, int s) {
  const auto wrap = [](int x, int n) { return ((x % n) + n) % n; };
  const std::size_t cell =
      static_cast<std::size_t>(wrap(b, box.rows)) * box.columns + wrap(a, box.columns);
  return static_cast<std::uint32_t>(cell * basis_count + s);
}

}  // namespace

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
  add_bonds(interactions, parameters);
  const std::size_t basis_count = interactions.lattice.basis.size();
  const std::size_t sites = static_cast<std::size_t>(box.columns) * box.rows * basis_count;
  table_of_.resize(sites);
  first_neighbour_.resize(sites);
  for (std::size_t site = 0; site < sites; ++site) {
    const std::size_t sublattice = site % basis_count;
    table_of_[site] = static_cast<std::uint8_t>(sublattice);
    if (!interactions.lattice.basis[sublattice].is_spectator()) {
      active_sites_.push_back(static_cast<std::uint32_t>(site));
    }
  }
  link_neighbours(box);
}

/// Merges the terms that speak of the same bond into one table of energies.
void Hamiltonian::add_bonds(const model::Interactions& interactions,
                            const Eigen::VectorXd& parameters) {
  const std::size_t q = species_count_;
  for (std::size_t t = 0; t < term_count_; ++t) {
    const model::Term& term = interactions.terms[t];
    for (const model::Bond& bond : term.bonds) {
      SiteTable& table = tables_[bond.from];
      const auto known =
          std::find_if(table.bonds.begin(), table.bonds.end(),
                       [&](const model::Bond& other) { return other.offset == bond.offset; });
      const auto k = static_cast<std::size_t>(known - table.bonds.begin());
      if (known == table.bonds.end()) {
        table.bonds.push_back(bond);
        table.energies.resize((k + 1) * q * q, 0.0);
        table.terms.resize((k + 1) * q * q, -1);
      }
      for (const std::size_t pair : {term.first * q + term.second, term.second * q + term.first}) {
        table.energies[k * q * q + pair] += parameters[static_cast<Eigen::Index>(t)];
        table.terms[k * q * q + pair] = static_cast<int>(t);
      }
    }
  }
  for (SiteTable& table : tables_) {
    table.bond_count = table.bonds.size();
    table.stride = q * q;
  }
}

void Hamiltonian::link_neighbours(const Window& box) {
  const std::size_t basis_count = tables_.size();
  for (const std::uint32_t site : active_sites_) {
    first_neighbour_[site] = static_cast<std::uint32_t>(neighbours_.size());
    const int cell = static_cast<int>(site / basis_count);
    for (const model::Bond& bond : tables_[table_of_[site]].bonds) {
      const std::uint32_t there =
          periodic_index(box, basis_count, cell % box.columns + bond.offset.a,
                         cell / box.columns + bond.offset.b, bond.offset.sublattice);
      if (there == site) {
        throw core::ConfigurationError(
            {.what = "the simulated box is too small: a site is its own neighbour",
             .where = "simulated box",
             .value = std::to_string(box.columns) + " x " + std::to_string(box.rows),
             .expected = "more cells than the interactions reach"});
      }
      neighbours_.push_back(there);
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

void Hamiltonian::derivatives(std::span<const std::int8_t> box, std::span<double> result) const {
  std::fill(result.begin(), result.end(), 0.0);
  visit_pairs(box, [&](const SiteTable& table, std::size_t pair) {
    if (table.terms[pair] >= 0) result[table.terms[pair]] += 0.5;  // seen from both ends
  });
  for (const std::uint32_t site : active_sites_) {
    if (box[site] > 0) result[term_count_ + box[site] - 1] -= 1;
  }
}

double Hamiltonian::energy(std::span<const std::int8_t> box) const {
  double sum = 0;
  visit_pairs(box, [&](const SiteTable& table, std::size_t pair) {
    sum += table.energies[pair] / 2;  // seen from both ends
  });
  for (const std::uint32_t site : active_sites_) sum -= chemical_potentials_[box[site]];
  return sum;
}

}  // namespace gibbsight::sampler
