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

// A candidate of higher symmetry than the histogram's: is the shell split at all?
TEST(Interactions, AModelMayHaveASymmetryOfItsOwn) {
  const auto square = make_lattice("square", {"Te", "Se"});
  const auto isotropic = make_interactions(square, "pair1+pair2/lattice", "pmm");
  EXPECT_EQ(isotropic.parameter_names(), (Names{"pair1", "pair2"}));
  EXPECT_EQ(isotropic.name, "pair1+pair2/lattice");
  EXPECT_EQ(make_interactions(square, "pair1/p4", "p2").parameter_names(), (Names{"pair1"}));
  EXPECT_EQ(make_interactions(square, "pair1/cmm", "p2").parameter_names(), (Names{"pair1"}));
  for (const char* name :
       {"pair1/", "pair1/p2", "pair1/pmm", "pair1/p6m", "pair1/p4/p2", "/p4m", "random/p4m"}) {
    EXPECT_THROW(make_interactions(square, name, "p4"), core::ConfigurationError) << name;
  }
}

TEST(Interactions, ThreeSpeciesHaveThreeUnlikePairs) {
  EXPECT_EQ(make_interactions(make_lattice("square", {"Te", "Se", "S"}), "pair1").parameter_names(),
            (Names{"pair1:Se-Te", "pair1:S-Te", "pair1:S-Se"}));
}

TEST(Interactions, HoneycombShellsAreThoseOfTheWholeLattice) {
  const auto interactions = make_interactions(make_lattice("honeycomb", {"A", "B"}), "pair1+pair2");
  EXPECT_EQ(interactions.terms[0].clusters.size(), 6U) << "three neighbours of each of two sites";
  EXPECT_EQ(interactions.terms[1].clusters.size(), 12U);
}

// The names say what is counted; the species stand in alphabetical order, like those of pairs.
TEST(Interactions, NamesOfTriplets) {
  const auto names = [](const char* lattice, const std::vector<std::string>& species,
                        const char* group) {
    return make_interactions(make_lattice(lattice, species), "triplet1", group).parameter_names();
  };
  EXPECT_EQ(names("square", {"A", "B"}, "lattice"), (Names{"triplet1:A-A-B"}));
  EXPECT_EQ(names("square", {"Se", "Te"}, "lattice"), (Names{"triplet1:Se-Se-Te"}));
  EXPECT_EQ(names("square", {"Te", "Se"}, "lattice"), (Names{"triplet1:Se-Se-Te"}));
  EXPECT_EQ(names("square", {"A", "C", "B"}, "lattice"),
            (Names{"triplet1:A-A-C", "triplet1:A-A-B", "triplet1:B-B-C", "triplet1:A-B-C"}));
  EXPECT_EQ(names("triangular", {"A", "B"}, "lattice"), (Names{"triplet1:A-A-B"}));
  EXPECT_EQ(names("triangular", {"A", "B"}, "p3"),
            (Names{"triplet1[1,0;0,1]:A-A-B", "triplet1[1,0;1,-1]:A-A-B"}));
  EXPECT_EQ(names("honeycomb", {"A", "B"}, "p3"),
            (Names{"triplet1[0,0;-1,0,A-B-B]:A-A-B", "triplet1[0,0;1,0,A-B-A]:A-A-B"}));
}

// T of A-A-B is the same whichever of the species is listed first.
TEST(Interactions, TripletsDoNotDependOnTheOrderOfSpecies) {
  const auto term = [](const std::vector<std::string>& species) {
    return make_interactions(make_lattice("square", species), "triplet1").terms[0];
  };
  EXPECT_EQ(term({"Se", "Te"}).species, (std::vector<int>{0, 0, 1}));
  EXPECT_EQ(term({"Te", "Se"}).species, (std::vector<int>{0, 1, 1}));
}

TEST(Interactions, CountOfIndependentTerms) {
  for (const auto& [species, terms] : std::vector<std::pair<Names, std::size_t>>{
           {{"A", "B"}, 1}, {{"A", "B", "C"}, 4}, {{"A", "B", "C", "D"}, 10}}) {
    EXPECT_EQ(make_interactions(make_lattice("square", species), "triplet1").terms.size(), terms);
  }
}

TEST(FindParameter, TakesShortNamesWhereOneIsLeft) {
  const auto triangular = make_lattice("triangular", {"A", "B"});
  const Names two = make_interactions(triangular, "pair1+triplet1").parameter_names();
  EXPECT_EQ(find_parameter(two, "pair1"), 0U);
  EXPECT_EQ(find_parameter(two, "triplet1"), 1U);
  EXPECT_EQ(find_parameter(two, "triplet1:A-A-B"), 1U);
  EXPECT_FALSE(find_parameter(two, "triplet1:A-B-B"));
  EXPECT_FALSE(find_parameter(two, "triplet"));
  const Names split = make_interactions(triangular, "triplet1", "p3").parameter_names();
  EXPECT_EQ(find_parameter(split, "triplet1[1,0;1,-1]"), 1U);
  EXPECT_FALSE(find_parameter(split, "triplet1")) << "there are two";
  const Names three{"pair1:A-B", "pair1:A-C", "pair1:B-C"};
  EXPECT_EQ(find_parameter(three, "pair1:A-C"), 1U);
  EXPECT_FALSE(find_parameter(three, "pair1")) << "there are three";
}

// A chessboard of 6x4 sites has 48 unlike nearest and no unlike second neighbours.
TEST(CountClusters, OfAChessboard) {
  const auto square = make_lattice("square", {"A", "B"});
  auto box = lattice::Occupancy::unseen(square, {0, 0, 6, 4});
  for (int b = 0; b < 4; ++b)
    for (int a = 0; a < 6; ++a) box.at(a, b, 0) = static_cast<std::int8_t>((a + b) % 2);
  // A corner of a right angle is one species, the other two are the other one: A-B-B where a + b is
  // even, A-A-B where it is odd, four right angles a site.
  const auto counts = count_clusters(make_interactions(square, "pair1+pair2+triplet1"), box);
  EXPECT_EQ(counts[0], 48);
  EXPECT_EQ(counts[1], 0);
  EXPECT_EQ(counts[2], 4 * 12);
}

// A lone B: of the triangles that touch it all are A-A-B, 12 on a square and 6 on a triangular
// lattice. Two B next to each other share 4 and 2 triangles, which are A-B-B.
TEST(CountClusters, OfOneAndOfTwoInASea) {
  const std::vector<std::pair<const char*, int>> lattices{{"square", 12}, {"triangular", 6}};
  for (const auto& [name, touching] : lattices) {
    const auto interactions = make_interactions(make_lattice(name, {"A", "B"}), "triplet1");
    auto box = lattice::Occupancy::unseen(interactions.lattice, {-2, 3, 6, 5});
    std::fill(box.species.begin(), box.species.end(), std::int8_t{0});
    EXPECT_EQ(count_clusters(interactions, box)[0], 0);
    box.at(3, 4, 0) = 1;
    EXPECT_EQ(count_clusters(interactions, box)[0], touching);
    box.at(-2, 4, 0) = 1;  // its neighbour across the border
    const int shared = touching / 3;
    EXPECT_EQ(count_clusters(interactions, box)[0], 2 * (touching - shared));
  }
}

// One site of each of three species that make one triangle: it alone is A-B-C.
TEST(CountClusters, OfThreeSpecies) {
  const auto interactions =
      make_interactions(make_lattice("triangular", {"A", "B", "C"}), "triplet1");
  auto box = lattice::Occupancy::unseen(interactions.lattice, {0, 0, 6, 6});
  std::fill(box.species.begin(), box.species.end(), std::int8_t{0});
  box.at(2, 2, 0) = 1;
  box.at(3, 2, 0) = 2;
  // B and C share two triangles with A; each has four more of its own.
  EXPECT_EQ(count_clusters(interactions, box), Eigen::Vector4d(4, 4, 0, 2));
  box.at(2, 3, 0) = 2;
  // B has one B-C-C, two A-B-C and three A-A-B; each C has B-C-C, A-B-C, A-C-C and three A-A-C.
  EXPECT_EQ(count_clusters(interactions, box), Eigen::Vector4d(3, 6, 0, 2));
}

// Over the sides of the triangles, unlike pairs are 2 T(A-A-B) + 2 T(A-B-B): why A-B-B is no term
// of its own. On the square a pair1 is a side of 4 triangles, a pair2 of 2.
TEST(CountClusters, WhatPairsSayOfTriplets) {
  auto interactions = make_interactions(make_lattice("square", {"A", "B"}), "pair1+pair2+triplet1");
  interactions.terms.push_back(interactions.terms[2]);
  interactions.terms[3].species = {0, 1, 1};
  auto box = lattice::Occupancy::unseen(interactions.lattice, {0, 0, 7, 6});
  for (std::size_t i = 0; i < box.species.size(); ++i) {
    box.species[i] = static_cast<std::int8_t>((i * i + i / 5) % 3 == 0 ? 1 : 0);
  }
  const Eigen::VectorXd counts = count_clusters(interactions, box);
  EXPECT_EQ(2 * counts[2] + 2 * counts[3], 4 * counts[0] + 2 * counts[1]);
}

TEST(Interactions, NonsenseIsRefused) {
  const auto square = make_lattice("square", {"A", "B"});
  for (const char* name :
       {"", "pair", "pair0", "pair1+pair1", "pairs1", "pair1+", "pair10", "pair01", "pair+1",
        "triplet", "triplet0", "triplet10", "triplet1+triplet1", "pair1-triplet1"}) {
    EXPECT_THROW(make_interactions(square, name), core::ConfigurationError) << name;
  }
  lattice::LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:A", "B", "X:C", "D"};
  for (const char* name : {"pair1", "triplet1"}) {
    EXPECT_THROW(make_interactions(lattice::make_lattice(options), name), core::ConfigurationError);
  }
}

// A centre A, two neighbours B on opposite sides: of its four sides two are unlike pairs, and so
// are all four diagonals between the neighbours; each of the four right angles holds A A B.
TEST(Interactions, ClustersWithinAMotif) {
  const auto square = lattice::make_lattice("square", {"A", "B"});
  const auto motif = motifs::make_motif(square, 1, "lattice");
  const auto counts = count_clusters(make_interactions(square, "pair1+pair2+triplet1"), motif);
  ASSERT_EQ(counts.rows(), 3);
  const auto& sites = motif.centres[0].offsets;
  std::uint32_t code = 0;
  for (std::size_t k = 1; k < sites.size(); ++k) code += sites[k].b == 0 ? motif.place_value[k] : 0;
  const auto orbit = static_cast<Eigen::Index>(motif.orbit_of[code]);
  EXPECT_EQ(counts(0, orbit), 2);
  EXPECT_EQ(counts(1, orbit), 4);
  EXPECT_EQ(counts(2, orbit), 4);
  EXPECT_TRUE(counts.col(0).head(2).isZero(0));  // A alone
}

}  // namespace
}  // namespace gibbsight::model
