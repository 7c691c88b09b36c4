#include "gibbsight/model/interactions.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::model {
namespace {

using lattice::make_lattice;
using Names = std::vector<std::string>;

TEST(Interactions, NamesOfTheLatticesOwnSymmetry) {
  const auto square = make_lattice("square", {"Te", "Se"});
  EXPECT_EQ(make_interactions(square, "pair1+pair2").parameter_names(), (Names{"pair1", "pair2"}));
  EXPECT_TRUE(make_interactions(square, "random").terms.empty());
}

TEST(Interactions, LowerSymmetrySplitsAShell) {
  const auto square = make_lattice("square", {"Te", "Se"});
  EXPECT_EQ(make_interactions(square, "pair1", "pmm").parameter_names(),
            (Names{"pair1[1,0]", "pair1[0,1]"}));
  const auto triangular = make_lattice("triangular", {"A", "B"});
  EXPECT_EQ(make_interactions(triangular, "pair1", "p2").parameter_names(),
            (Names{"pair1[1,0]", "pair1[0,1]", "pair1[-1,1]"}));
}

TEST(Interactions, ThreeSpeciesHaveThreeUnlikePairs) {
  EXPECT_EQ(make_interactions(make_lattice("square", {"Te", "Se", "S"}), "pair1").parameter_names(),
            (Names{"pair1:Se-Te", "pair1:S-Te", "pair1:S-Se"}));
}

TEST(Interactions, EveryBondHasItsReverse) {
  for (const char* name : {"square", "triangular", "honeycomb", "kagome"}) {
    const auto interactions = make_interactions(make_lattice(name, {"A", "B"}), "pair1+pair2");
    for (const Term& term : interactions.terms)
      for (const Bond& bond : term.bonds) {
        const Bond back{bond.offset.sublattice, {-bond.offset.a, -bond.offset.b, bond.from}};
        EXPECT_TRUE(std::any_of(term.bonds.begin(), term.bonds.end(), [&](const Bond& other) {
          return other.from == back.from && other.offset == back.offset;
        })) << name;
      }
  }
}

TEST(Interactions, HoneycombShellsAreThoseOfTheWholeLattice) {
  const auto interactions = make_interactions(make_lattice("honeycomb", {"A", "B"}), "pair1+pair2");
  EXPECT_EQ(interactions.terms[0].bonds.size(), 6U) << "three neighbours of each of two sites";
  EXPECT_EQ(interactions.terms[1].bonds.size(), 12U);
}

// A chessboard of 6x4 sites has 48 unlike nearest and no unlike second neighbours.
TEST(UnlikePairs, OfAChessboard) {
  const auto square = make_lattice("square", {"A", "B"});
  auto box = lattice::Occupancy::unseen(square, {0, 0, 6, 4});
  for (int b = 0; b < 4; ++b)
    for (int a = 0; a < 6; ++a) box.at(a, b, 0) = static_cast<std::int8_t>((a + b) % 2);
  const auto pairs = unlike_pairs(make_interactions(square, "pair1+pair2"), box);
  EXPECT_EQ(pairs[0], 48);
  EXPECT_EQ(pairs[1], 0);
}

TEST(Interactions, NonsenseIsRefused) {
  const auto square = make_lattice("square", {"A", "B"});
  for (const char* name :
       {"", "pair", "pair0", "pair1+pair1", "pairs1", "pair1+", "triplet1", "pair10"}) {
    EXPECT_THROW(make_interactions(square, name), core::ConfigurationError) << name;
  }
  lattice::LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:A", "B", "X:C", "D"};
  EXPECT_THROW(make_interactions(lattice::make_lattice(options), "pair1"),
               core::ConfigurationError);
}

}  // namespace
}  // namespace gibbsight::model
