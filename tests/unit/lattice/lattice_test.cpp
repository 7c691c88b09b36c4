#include "gibbsight/lattice/lattice.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/lattice/occupancy.hpp"

namespace gibbsight::lattice {
namespace {

TEST(Lattice, TriangularHasSixtyDegrees) {
  const Lattice lattice = make_lattice("triangular", {"Mo", "Re"});
  EXPECT_NEAR(lattice.cell.col(0).dot(lattice.cell.col(1)), 0.5, 1e-12);
  EXPECT_NEAR(lattice.cell.col(1).norm(), 1.0, 1e-12);
}

TEST(Lattice, SpeciesListsGoToTheirBasisSites) {
  LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:Mo", "W", "X:S2", "SSe", "Se2"};
  const Lattice lattice = make_lattice(options);
  ASSERT_EQ(lattice.basis_count(), 2);
  EXPECT_EQ(lattice.basis[0].name, "M");
  EXPECT_EQ(lattice.basis[0].species, (std::vector<std::string>{"Mo", "W"}));
  EXPECT_EQ(lattice.basis[1].species, (std::vector<std::string>{"S2", "SSe", "Se2"}));
}

TEST(Lattice, SitesWithoutListAreSpectators) {
  LatticeOptions options;
  options.name = "honeycomb";
  options.species = {"M:Mo", "W"};
  EXPECT_TRUE(make_lattice(options).basis[1].is_spectator());
}

TEST(Lattice, CellIsTurnedAndScaled) {
  LatticeOptions options;
  options.name = "rectangular";
  options.cell = {0, 2, -3, 0};
  options.species = {"A", "B"};
  const Lattice lattice = make_lattice(options);
  EXPECT_NEAR((lattice.cell - Eigen::DiagonalMatrix<double, 2>(1, 1.5).toDenseMatrix()).norm(), 0,
              1e-12);
}

TEST(Lattice, ContradictionsAreRefused) {
  LatticeOptions options;
  options.species = {"A", "B"};
  options.name = "sqare";
  EXPECT_THROW(make_lattice(options), core::ConfigurationError);
  options.name = "rectangular";
  EXPECT_THROW(make_lattice(options), core::ConfigurationError) << "needs a cell";
  options.cell = {1, 0, 0.1, 1};
  EXPECT_THROW(make_lattice(options), core::ConfigurationError) << "not a right angle";
  options.name = "square";
  options.cell = {};
  options.species = {"A"};
  EXPECT_THROW(make_lattice(options), core::ConfigurationError) << "one species";
  options.species = {"A", "A"};
  EXPECT_THROW(make_lattice(options), core::ConfigurationError) << "same species twice";
  options.species = {"M:A", "B", "X:C", "D"};
  EXPECT_THROW(make_lattice(options), core::ConfigurationError) << "two lists for one site";
}

TEST(Occupancy, CountsSeenSpecies) {
  Occupancy occupancy = Occupancy::unseen(make_lattice("square", {"Te", "Se"}), {-1, 2, 3, 2});
  EXPECT_EQ(occupancy.seen_count(), 0U);
  occupancy.at(-1, 2, 0) = 1;
  occupancy.at(1, 3, 0) = 0;
  EXPECT_EQ(occupancy.seen_count(), 2U);
  EXPECT_EQ(occupancy.species_counts(0), (std::vector<std::size_t>{1, 1}));
  EXPECT_EQ(occupancy.species.back(), 0);
}

}  // namespace
}  // namespace gibbsight::lattice
