#include "gibbsight/lattice/symmetry.hpp"

#include <gtest/gtest.h>

#include <set>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::lattice {
namespace {

const std::vector<std::string> kSpecies{"A", "B"};

TEST(PlaneGroup, HasTheRightNumberOfOperations) {
  const Lattice square = make_lattice("square", kSpecies);
  const Lattice triangular = make_lattice("triangular", kSpecies);
  EXPECT_EQ(plane_group(square, "lattice").size(), 8U);
  EXPECT_EQ(plane_group(square, "p4m").size(), 8U);
  EXPECT_EQ(plane_group(square, "p4").size(), 4U);
  EXPECT_EQ(plane_group(square, "pmm").size(), 4U);
  EXPECT_EQ(plane_group(square, "cmm").size(), 4U);
  EXPECT_EQ(plane_group(square, "p2").size(), 2U);
  EXPECT_EQ(plane_group(square, "p1").size(), 1U);
  EXPECT_EQ(plane_group(triangular, "lattice").size(), 12U);
  EXPECT_EQ(plane_group(triangular, "p6").size(), 6U);
  EXPECT_EQ(plane_group(triangular, "p3m1").size(), 6U);
  EXPECT_EQ(plane_group(triangular, "p31m").size(), 6U);
}

TEST(PlaneGroup, MirrorsOfPmmAndCmmDiffer) {
  const Lattice square = make_lattice("square", kSpecies);
  const auto images = [&](std::string_view group) {
    std::set<Site> result;
    for (const Operation& op : plane_group(square, group))
      result.insert(apply(op, {2, 1, 0}, square));
    return result;
  };
  EXPECT_EQ(images("pmm"), (std::set<Site>{{2, 1, 0}, {-2, 1, 0}, {2, -1, 0}, {-2, -1, 0}}));
  EXPECT_EQ(images("cmm"), (std::set<Site>{{2, 1, 0}, {1, 2, 0}, {-1, -2, 0}, {-2, -1, 0}}));
}

TEST(PlaneGroup, HoneycombExchangesItsSublattices) {
  const Lattice same = make_lattice("honeycomb", kSpecies);
  EXPECT_EQ(plane_group(same, "lattice").size(), 12U);
  LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:A", "B", "X:C", "D"};
  EXPECT_EQ(plane_group(make_lattice(options), "lattice").size(), 6U)
      << "operations that would mix the species lists are gone";
}

TEST(PlaneGroup, KagomeHasTwelve) {
  EXPECT_EQ(plane_group(make_lattice("kagome", kSpecies), "lattice").size(), 12U);
}

TEST(PlaneGroup, MissingGroupIsRefused) {
  EXPECT_THROW(plane_group(make_lattice("square", kSpecies), "p6m"), core::ConfigurationError);
  EXPECT_THROW(plane_group(make_lattice("square", kSpecies), "nonsense"), core::ConfigurationError);
}

TEST(Shells, AreOrderedFromATowardsB) {
  const auto square = shells_around(make_lattice("square", kSpecies), 0, 2);
  EXPECT_EQ(square[0], (std::vector<Site>{{1, 0, 0}, {0, 1, 0}, {-1, 0, 0}, {0, -1, 0}}));
  EXPECT_EQ(square[1], (std::vector<Site>{{1, 1, 0}, {-1, 1, 0}, {-1, -1, 0}, {1, -1, 0}}));
  const auto triangular = shells_around(make_lattice("triangular", kSpecies), 0, 1);
  EXPECT_EQ(
      triangular[0],
      (std::vector<Site>{{1, 0, 0}, {0, 1, 0}, {-1, 1, 0}, {-1, 0, 0}, {0, -1, 0}, {1, -1, 0}}));
}

TEST(Shells, HoneycombHasThreeSixThree) {
  const auto shells = shells_around(make_lattice("honeycomb", kSpecies), 0, 3);
  EXPECT_EQ(shells[0].size(), 3U);
  EXPECT_EQ(shells[1].size(), 6U);
  EXPECT_EQ(shells[2].size(), 3U);
}

}  // namespace
}  // namespace gibbsight::lattice
