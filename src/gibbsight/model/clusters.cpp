#include "gibbsight/model/clusters.hpp"

#include <algorithm>
#include <limits>

namespace gibbsight::model {
namespace {

using lattice::Lattice;
using lattice::Site;

struct Size {
  double longest_side = 0;
  double sum_of_sides = 0;
};

bool same(double left, double right) { return std::abs(left - right) < lattice::kTolerance; }

bool operator==(const Size& left, const Size& right) {
  return same(left.longest_side, right.longest_side) && same(left.sum_of_sides, right.sum_of_sides);
}

bool operator<(const Size& left, const Size& right) {
  return same(left.longest_side, right.longest_side) ? left.sum_of_sides < right.sum_of_sides
                                                     : left.longest_side < right.longest_side;
}

/// The offset from one site to another, both given from the same cell.
Site between(const Site& from, const Site& to) {
  return {to.a - from.a, to.b - from.b, to.sublattice};
}

Size size_of(const Cluster& cluster, const Lattice& lattice) {
  std::vector<Site> corners{{0, 0, cluster.from}};
  corners.insert(corners.end(), cluster.others.begin(), cluster.others.end());
  Size size;
  for (std::size_t i = 0; i < corners.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double side = distance(lattice, corners[i], corners[j]);
      size.longest_side = std::max(size.longest_side, side);
      size.sum_of_sides += side;
    }
  return size;
}

struct SizedCluster {
  Size size;
  Cluster cluster;
};

/// All clusters with a longest side that no site's shells stop short of.
std::vector<SizedCluster> clusters_within(const Lattice& lattice, std::size_t corner_count,
                                          int shell_count) {
  std::vector<SizedCluster> clusters;
  double reach = std::numeric_limits<double>::infinity();
  for (int from = 0; from < lattice.basis_count(); ++from) {
    if (lattice.basis[from].is_spectator()) continue;
    std::vector<Site> around;
    for (const auto& shell : shells_around(lattice, from, shell_count)) {
      around.insert(around.end(), shell.begin(), shell.end());
    }
    reach = std::min(reach, distance(lattice, {0, 0, from}, around.back()));
    const auto add = [&](Cluster cluster) {
      clusters.push_back({size_of(cluster, lattice), std::move(cluster)});
    };
    for (std::size_t i = 0; i < around.size(); ++i) {
      if (corner_count == 2) add({from, {around[i]}});
      if (corner_count != 3) continue;
      for (std::size_t j = i + 1; j < around.size(); ++j) add({from, {around[i], around[j]}});
    }
  }
  std::erase_if(clusters, [&](const SizedCluster& found) {
    return found.size.longest_side > reach + lattice::kTolerance;
  });
  return clusters;
}

/// The different sizes in ascending order.
std::vector<Size> sizes_of(const std::vector<SizedCluster>& clusters) {
  std::vector<Size> sizes;
  for (const SizedCluster& found : clusters) {
    if (std::find(sizes.begin(), sizes.end(), found.size) == sizes.end()) {
      sizes.push_back(found.size);
    }
  }
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

std::vector<Cluster> clusters_of_size(const Lattice& lattice, std::size_t corner_count,
                                      int size_number) {
  const auto wanted = static_cast<std::size_t>(size_number);
  // Not every distance is the longest side of a triangle, so more shells may be needed than sizes.
  for (int shell_count = size_number;; ++shell_count) {
    const auto all = clusters_within(lattice, corner_count, shell_count);
    const std::vector<Size> sizes = sizes_of(all);
    if (sizes.size() < wanted) continue;
    std::vector<Cluster> result;
    for (const SizedCluster& found : all) {
      if (found.size == sizes[wanted - 1]) result.push_back(found.cluster);
    }
    return result;
  }
}

Cluster image_of(const Cluster& cluster, const lattice::Operation& operation,
                 const Lattice& lattice) {
  const Site origin = apply(operation, {0, 0, cluster.from}, lattice);
  Cluster image{origin.sublattice, {}};
  for (const Site& other : cluster.others) {
    image.others.push_back(between(origin, apply(operation, other, lattice)));
  }
  return image;
}

bool contains(const Orbit& orbit, const Cluster& cluster) {
  return std::find(orbit.begin(), orbit.end(), cluster) != orbit.end();
}

Orbit orbit_of(const Cluster& cluster, const std::vector<lattice::Operation>& group,
               const Lattice& lattice) {
  Orbit orbit{cluster};  // names the orbit, so it stays in front
  const auto add = [&](const Cluster& found) {
    if (!contains(orbit, found)) orbit.push_back(found);
  };
  for (const lattice::Operation& operation : group) {
    const Cluster image = image_of(cluster, operation, lattice);
    add(image);
    for (std::size_t k = 0; k < image.others.size(); ++k) add(seen_from_other(image, k));
  }
  return orbit;
}

}  // namespace

bool operator==(const Cluster& left, const Cluster& right) {
  return left.from == right.from && std::is_permutation(left.others.begin(), left.others.end(),
                                                        right.others.begin(), right.others.end());
}

Cluster seen_from_other(const Cluster& cluster, std::size_t k) {
  const Site& corner = cluster.others[k];
  Cluster result{corner.sublattice, cluster.others};
  for (Site& other : result.others) other = between(corner, other);
  result.others[k] = between(corner, {0, 0, cluster.from});
  return result;
}

std::vector<Orbit> cluster_orbits(const Lattice& lattice, std::size_t corner_count, int size_number,
                                  std::string_view group) {
  const auto operations = plane_group(lattice, group);
  std::vector<Orbit> orbits;
  for (const Cluster& cluster : clusters_of_size(lattice, corner_count, size_number)) {
    const bool known = std::any_of(orbits.begin(), orbits.end(),
                                   [&](const Orbit& orbit) { return contains(orbit, cluster); });
    if (!known) orbits.push_back(orbit_of(cluster, operations, lattice));
  }
  return orbits;
}

}  // namespace gibbsight::model
