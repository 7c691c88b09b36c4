#include "gibbsight/model/interactions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::model {
namespace {

using lattice::Lattice;
using lattice::Site;

constexpr int kMostShells = 9;

[[noreturn]] void refuse_name(std::string_view name) {
  throw core::ConfigurationError({.what = "unknown model",
                                  .where = "fit.models",
                                  .value = std::string(name),
                                  .expected = "random, or a sum of pair1 to pair9 such as "
                                              "pair1+pair2"});
}

/// The shell numbers in "pair1+pair2".
std::vector<int> parse_shells(std::string_view name) {
  std::vector<int> shells;
  for (const std::string& part : core::split(name, '+')) {
    int shell = 0;
    if (!part.starts_with("pair") || !core::from_text(part.substr(4), shell) || shell < 1 ||
        shell > kMostShells || std::find(shells.begin(), shells.end(), shell) != shells.end()) {
      refuse_name(name);
    }
    shells.push_back(shell);
  }
  return shells;
}

/// Every bond whose length is that of the given shell, over all sites that hold species.
std::vector<Bond> bonds_of_shell(const Lattice& lattice, int shell) {
  std::vector<std::pair<double, Bond>> all;
  for (int from = 0; from < lattice.basis_count(); ++from) {
    if (lattice.basis[from].is_spectator()) continue;
    for (const auto& sites : shells_around(lattice, from, shell)) {
      for (const Site& site : sites) {
        all.push_back({distance(lattice, {0, 0, from}, site), {from, site}});
      }
    }
  }
  std::vector<double> lengths;
  lengths.reserve(all.size());
  for (const auto& entry : all) lengths.push_back(entry.first);
  std::sort(lengths.begin(), lengths.end());
  lengths.erase(std::unique(lengths.begin(), lengths.end(),
                            [](double l, double r) { return r - l < lattice::kTolerance; }),
                lengths.end());
  std::vector<Bond> bonds;
  for (const auto& [length, bond] : all) {
    if (std::abs(length - lengths[shell - 1]) < lattice::kTolerance) bonds.push_back(bond);
  }
  return bonds;
}

bool same_bond(const Bond& l, const Bond& r) { return l.from == r.from && l.offset == r.offset; }

/// The bond seen from its other end.
Bond reversed(const Bond& bond) {
  return {bond.offset.sublattice, {-bond.offset.a, -bond.offset.b, bond.from}};
}

Bond image_of(const Bond& bond, const lattice::Operation& operation, const Lattice& lattice) {
  const Site origin = apply(operation, {0, 0, bond.from}, lattice);
  const Site end = apply(operation, bond.offset, lattice);
  return {origin.sublattice, {end.a - origin.a, end.b - origin.b, end.sublattice}};
}

/// Splits the bonds of a shell into those that the group, or looking from the other end, makes
/// equal.
std::vector<std::vector<Bond>> bond_orbits(const std::vector<Bond>& bonds,
                                           const std::vector<lattice::Operation>& group,
                                           const Lattice& lattice) {
  std::vector<std::vector<Bond>> orbits;
  const auto contains = [](const std::vector<Bond>& orbit, const Bond& bond) {
    return std::any_of(orbit.begin(), orbit.end(),
                       [&](const Bond& other) { return same_bond(other, bond); });
  };
  for (const Bond& bond : bonds) {
    if (std::any_of(orbits.begin(), orbits.end(),
                    [&](const auto& orbit) { return contains(orbit, bond); })) {
      continue;
    }
    std::vector<Bond> orbit{bond};  // names the orbit, so it stays in front
    for (const lattice::Operation& operation : group) {
      const Bond image = image_of(bond, operation, lattice);
      for (const Bond& candidate : {image, reversed(image)}) {
        if (!contains(orbit, candidate)) orbit.push_back(candidate);
      }
    }
    orbits.push_back(orbit);
  }
  return orbits;
}

void check_same_species(const Lattice& lattice, const std::vector<Bond>& bonds, int shell) {
  for (const Bond& bond : bonds) {
    const auto& from = lattice.basis[bond.from];
    const auto& to = lattice.basis[bond.offset.sublattice];
    if (from.species == to.species) continue;
    throw core::ConfigurationError(
        {.what = "an unlike-pair energy needs sites that can hold the same species",
         .where = "fit.models",
         .value = fmt::format("pair{} between sites {} ({}) and {} ({})", shell, from.name,
                              core::join(from.species, ","), to.name, core::join(to.species, ",")),
         .expected = "one species list, the other site a spectator"});
  }
}

void append_terms(Interactions& interactions, int shell,
                  const std::vector<lattice::Operation>& group) {
  const Lattice& lattice = interactions.lattice;
  const std::vector<Bond> bonds = bonds_of_shell(lattice, shell);
  check_same_species(lattice, bonds, shell);
  const auto orbits = bond_orbits(bonds, group, lattice);
  for (const auto& orbit : orbits) {
    std::string name = fmt::format("pair{}", shell);
    if (orbits.size() > 1) {
      const Bond& bond = orbit.front();
      name += fmt::format("[{},{}", bond.offset.a, bond.offset.b);
      if (lattice.basis_count() > 1) {
        name += fmt::format(",{}-{}", lattice.basis[bond.from].name,
                            lattice.basis[bond.offset.sublattice].name);
      }
      name += "]";
    }
    const auto& species = lattice.basis[orbit.front().from].species;
    const int count = static_cast<int>(species.size());
    for (int first = 0; first < count; ++first)
      for (int second = first + 1; second < count; ++second) {
        const auto [low, high] = std::minmax(species[first], species[second]);
        const std::string suffix = count == 2 ? "" : fmt::format(":{}-{}", low, high);
        interactions.terms.push_back({name + suffix, orbit, first, second});
      }
  }
}

}  // namespace

std::vector<std::string> Interactions::parameter_names() const {
  std::vector<std::string> names;
  for (const Term& term : terms) names.push_back(term.name);
  return names;
}

Interactions make_interactions(const Lattice& lattice, std::string_view name,
                               std::string_view group) {
  Interactions interactions{std::string(name), lattice, {}};
  if (name == "random") return interactions;
  const auto operations = plane_group(lattice, group);
  for (const int shell : parse_shells(name)) append_terms(interactions, shell, operations);
  return interactions;
}

Eigen::VectorXd unlike_pairs(const Interactions& interactions, const lattice::Occupancy& box) {
  const auto& w = box.window;
  const auto at = [&](int a, int b, int sublattice) {
    const auto wrap = [](int x, int n) { return ((x % n) + n) % n; };
    return box.at(w.a0 + wrap(a - w.a0, w.columns), w.b0 + wrap(b - w.b0, w.rows), sublattice);
  };
  Eigen::VectorXd twice =
      Eigen::VectorXd::Zero(static_cast<Eigen::Index>(interactions.terms.size()));
  for (std::size_t t = 0; t < interactions.terms.size(); ++t) {
    const Term& term = interactions.terms[t];
    for (int b = w.b0; b < w.b0 + w.rows; ++b)
      for (int a = w.a0; a < w.a0 + w.columns; ++a)
        for (const Bond& bond : term.bonds) {
          const int here = at(a, b, bond.from);
          const int there = at(a + bond.offset.a, b + bond.offset.b, bond.offset.sublattice);
          if ((here == term.first && there == term.second) ||
              (here == term.second && there == term.first)) {
            twice[static_cast<Eigen::Index>(t)] += 1;
          }
        }
  }
  return twice / 2;  // every pair was seen from both ends
}

}  // namespace gibbsight::model
