#include "gibbsight/indexing/quality.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crystal.hpp"
#include "gibbsight/indexing/index_atoms.hpp"
#include "gibbsight/indexing/kept_symmetry.hpp"

namespace gibbsight::indexing {
namespace {

using ::testing::Contains;
using testing::Crystal;
using testing::grow;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::make_cell;

Sites index_plain(const Crystal& crystal, const lattice::Lattice& lattice) {
  return index_atoms(grow(crystal, 1).list, lattice, {}, {}, {});
}

TEST(Quality, NothingToSayOfACrystalThatIsIndexedRight) {
  Crystal crystal;
  crystal.cell = make_cell(12, 12, 60, 7);
  const Sites sites = index_plain(crystal, lattice::make_lattice("triangular", {"A", "B"}));
  EXPECT_THAT(sites.warnings, IsEmpty());
  EXPECT_LT(sites.quality.uncovered_share, 0.05);
}

TEST(Quality, ASlippedRowShows) {
  Crystal crystal;
  crystal.cell = make_cell(12, 12, 90, 7);
  const lattice::Lattice square = lattice::make_lattice("square", {"A", "B"});
  Sites sites = index_plain(crystal, square);
  int row_length = 0;
  for (Site& site : sites.sites) {
    if (site.b != 20) continue;
    ++site.a;
    ++row_length;
  }
  const Edges edges = count_edges(find_edges(sites.sites, square));
  EXPECT_GT(edges.over_60, 1.8 * row_length);  // steps into the row and out of it
  sites.quality.edges = edges;
  EXPECT_THAT(explain(sites.quality, square), Contains(HasSubstr("slipped row")));
}

TEST(Quality, AWrongNameForTheLatticeShows) {
  Crystal crystal;
  crystal.cell = make_cell(12, 14, 90, 7);
  const Sites sites = index_plain(crystal, lattice::make_lattice("square", {"A", "B"}));
  EXPECT_THAT(sites.warnings, Contains(HasSubstr("stretched by 17 % against the square lattice")));
}

TEST(Quality, AHoleInTheCrystalShows) {
  Crystal crystal;
  crystal.cell = make_cell(12, 12, 60, 7);
  testing::Truth truth = grow(crystal, 3);
  std::erase_if(truth.list.atoms, [](const atoms::Atom& atom) { return atom.y > 350; });
  const Sites sites =
      index_atoms(truth.list, lattice::make_lattice("triangular", {"A", "B"}), {}, {}, {});
  EXPECT_NEAR(sites.quality.uncovered_share, 0.32, 0.04);
  EXPECT_THAT(sites.warnings, Contains(HasSubstr("could not be followed over 3")));
}

/// Rows along the first (or second) cell vector that pair up.
std::string symmetry_of_chains(bool along_a, double pairing, double noise) {
  Crystal crystal;
  crystal.cell = make_cell(22, 22, 60, 10);
  crystal.noise = noise;
  const Vector2 across = Vector2(crystal.cell(1, 0), -crystal.cell(0, 0)).normalized();
  const Vector2 across_b = Vector2(crystal.cell(1, 1), -crystal.cell(0, 1)).normalized();
  crystal.shift = [=](int a, int b, int) -> Vector2 {
    const int row = along_a ? b : a;
    return pairing * (row % 2 == 0 ? 1 : -1) * (along_a ? across : across_b);
  };
  const Sites sites = index_plain(crystal, lattice::make_lattice("triangular", {"A", "B"}));
  EXPECT_EQ(sites.quality.edges.over_60, 0);
  return kept_symmetry(sites);
}

TEST(KeptSymmetry, RowsThatPairUpLowerIt) {
  EXPECT_EQ(symmetry_of_chains(true, 1.8, 0.5), "pmm");  // mirrors along a and across it
  EXPECT_EQ(symmetry_of_chains(false, 1.8, 0.5), "p2");  // chains that lie askew to a
}

TEST(KeptSymmetry, NoiseAndStrainDoNot) {
  EXPECT_EQ(symmetry_of_chains(true, 0, 1.5), "");
  Crystal crystal;
  crystal.cell = make_cell(12, 13, 90, 10);
  EXPECT_EQ(kept_symmetry(index_plain(crystal, lattice::make_lattice("square", {"A", "B"}))), "");
}

}  // namespace
}  // namespace gibbsight::indexing
