#include "gibbsight/model/clusters.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gibbsight::model {
namespace {

using lattice::make_lattice;

std::vector<std::size_t> orbit_sizes(const lattice::Lattice& lattice, int number,
                                     const char* group = "lattice") {
  std::vector<std::size_t> sizes;
  for (const Orbit& orbit : cluster_orbits(lattice, 3, number, group))
    sizes.push_back(orbit.size());
  return sizes;
}

using Sizes = std::vector<std::size_t>;

// Counted by hand: triangles around a site times three corners, added up over the basis.
TEST(Clusters, TripletsOfTheNamedLattices) {
  const std::vector<std::string> species{"A", "B"};
  const auto square = make_lattice("square", species);
  EXPECT_EQ(orbit_sizes(square, 1), (Sizes{12})) << "1 1 sqrt2: a cell holds four right angles";
  EXPECT_EQ(orbit_sizes(square, 2), (Sizes{6})) << "1 1 2: two straight lines a site";
  EXPECT_EQ(orbit_sizes(square, 3), (Sizes{12})) << "sqrt2 sqrt2 2";
  EXPECT_EQ(orbit_sizes(square, 4), (Sizes{24})) << "1 sqrt2 sqrt5, before 1 2 sqrt5";
  EXPECT_EQ(orbit_sizes(square, 5), (Sizes{24})) << "1 2 sqrt5";
  const auto triangular = make_lattice("triangular", species);
  EXPECT_EQ(orbit_sizes(triangular, 1), (Sizes{6}));
  EXPECT_EQ(orbit_sizes(triangular, 2), (Sizes{18})) << "1 1 sqrt3: six obtuse angles a site";
  EXPECT_EQ(orbit_sizes(triangular, 3), (Sizes{6})) << "sqrt3 sqrt3 sqrt3, longest side first";
  EXPECT_EQ(orbit_sizes(triangular, 4), (Sizes{9})) << "1 1 2";
  const auto honeycomb = make_lattice("honeycomb", species);
  EXPECT_EQ(orbit_sizes(honeycomb, 1), (Sizes{18})) << "a bent chain with the bend on either site";
  const auto kagome = make_lattice("kagome", species);
  EXPECT_EQ(orbit_sizes(kagome, 1), (Sizes{6})) << "two triangles a cell";
}

TEST(Clusters, LowerSymmetrySplitsTriplets) {
  const auto square = make_lattice("square", {"A", "B"});
  EXPECT_EQ(orbit_sizes(square, 1, "p1"), (Sizes{3, 3, 3, 3}));
  EXPECT_EQ(orbit_sizes(square, 1, "p2"), (Sizes{6, 6}));
  EXPECT_EQ(orbit_sizes(square, 1, "p4"), (Sizes{12}));
  EXPECT_EQ(orbit_sizes(square, 2, "pmm"), (Sizes{3, 3}));
  const auto triangular = make_lattice("triangular", {"A", "B"});
  EXPECT_EQ(orbit_sizes(triangular, 1, "p3"), (Sizes{3, 3})) << "up and down";
  EXPECT_EQ(orbit_sizes(triangular, 1, "p3m1"), (Sizes{3, 3}));
  EXPECT_EQ(orbit_sizes(triangular, 1, "p31m"), (Sizes{6})) << "mirrors along a swap them";
  EXPECT_EQ(orbit_sizes(triangular, 1, "p2"), (Sizes{6}));
}

// On a rectangle of 1 by 10 the sizes run along a for long; what one line divides in two has one
// size.
TEST(Clusters, OfALongCell) {
  lattice::LatticeOptions options;
  options.name = "rectangular";
  options.species = {"A", "B"};
  options.cell = {1, 0, 0, 10};
  const auto lattice = lattice::make_lattice(options);
  EXPECT_EQ(orbit_sizes(lattice, 1), (Sizes{3})) << "1 1 2";
  EXPECT_EQ(orbit_sizes(lattice, 2), (Sizes{6})) << "1 2 3 and its mirror image";
  EXPECT_EQ(orbit_sizes(lattice, 3), (Sizes{6, 3})) << "1 3 4, and 2 2 4 of the same size";
  EXPECT_EQ(orbit_sizes(lattice, 9).size(), 5U) << "10 divided in two";
}

TEST(Clusters, SpectatorsAreNoCorners) {
  lattice::LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:Mo", "W"};
  const auto lattice = lattice::make_lattice(options);
  EXPECT_EQ(orbit_sizes(lattice, 1), (Sizes{3, 3})) << "one holds a spectator, the other does not";
  for (const Orbit& orbit : cluster_orbits(lattice, 3, 1, "lattice"))
    for (const Cluster& cluster : orbit) {
      EXPECT_EQ(cluster.from, 0);
      for (const auto& other : cluster.others) EXPECT_EQ(other.sublattice, 0);
    }
}

TEST(Clusters, EveryClusterIsSeenFromEveryCorner) {
  for (const char* name : {"square", "triangular", "honeycomb", "kagome"})
    for (const std::size_t corners : {2, 3})
      for (const int number : {1, 2, 3}) {
        const auto lattice = make_lattice(name, {"A", "B"});
        for (const Orbit& orbit : cluster_orbits(lattice, corners, number, "p1")) {
          EXPECT_EQ(orbit.size(), corners) << name;
          for (const Cluster& cluster : orbit)
            for (std::size_t k = 0; k < cluster.others.size(); ++k) {
              const Cluster other = seen_from_other(cluster, k);
              EXPECT_NE(std::find(orbit.begin(), orbit.end(), other), orbit.end()) << name;
            }
        }
      }
}

}  // namespace
}  // namespace gibbsight::model
