// The plane group of a lattice, found by trying every operation, and how it acts on sites.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string_view>
#include <vector>

#include "gibbsight/lattice/lattice.hpp"

namespace gibbsight::lattice {

/// A site by its integer coordinates: cell (a, b) and site of the basis. Differences of sites are
/// written the same way: the offset from a site of one sublattice to one of `sublattice`.
struct Site {
  int a = 0;
  int b = 0;
  int sublattice = 0;
  auto operator<=>(const Site&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// x -> rotation * x + translation on fractional coordinates.
struct Operation {
  Eigen::Matrix2i rotation = Eigen::Matrix2i::Identity();
  Vector2 translation{0, 0};
};

/// Every operation of the named plane group that leaves the lattice, and the species lists of its
/// sites, unchanged; "lattice" means all of them. Known names: p1 p2 p3 p4 p6 pmm cmm p3m1 p31m p4m
/// p6m. pmm keeps the mirrors along a and across it, cmm those along a + b and across it on a
/// square or rhombic cell. Spectator sites count as sites without species.
/// Throws ConfigurationError, with `where` in it, when the lattice does not have the group.
std::vector<Operation> plane_group(const Lattice& lattice, std::string_view name,
                                   std::string_view where = "model.symmetry");

/// Names that `plane_group` knows, for help and errors, space-separated.
inline constexpr std::string_view kPlaneGroups = "lattice p1 p2 p3 p4 p6 pmm cmm p3m1 p31m p4m p6m";

/// Whether every operation of the plane group `smaller` is one of `larger`. Throws as plane_group
/// does.
bool has_subgroup(const Lattice& lattice, std::string_view larger, std::string_view smaller,
                  std::string_view where);

/// Where an operation takes a site.
Site apply(const Operation& operation, const Site& site, const Lattice& lattice);

/// Sites around a site of sublattice `centre` that can hold species, grouped by distance: shell k
/// (from 0) is entry k, its sites in order of angle turning from +a towards b. Offsets are relative
/// to the cell of the centre.
std::vector<std::vector<Site>> shells_around(const Lattice& lattice, int centre, int shell_count);

/// Distance of two sites in units of the length of a.
double distance(const Lattice& lattice, const Site& from, const Site& to);

}  // namespace gibbsight::lattice
