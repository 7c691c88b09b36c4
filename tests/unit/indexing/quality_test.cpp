#include "gibbsight/indexing/quality.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

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
using ::testing::Value;

Sites index_plain(const Crystal& crystal, const lattice::Lattice& lattice) {
  return index_atoms(grow(crystal, 1).list, lattice, {}, {}, {});
}

// The law of a mean: of many crystals alike, the cell departs from the true one by as much as its
// errors say, whether atoms are displaced each for itself or in patches.
TEST(Quality, ErrorsOfTheCellAreWhatItScattersBy) {
  constexpr int kCrystals = 60;
  Crystal crystal;
  crystal.cell = make_cell(12, 12, 90, 7);
  crystal.rows = crystal.columns = 300;
  const lattice::Lattice square = lattice::make_lattice("square", {"A", "B"});
  for (const double patches : {0.0, 0.6}) {
    double squares = 0;
    for (int seed = 0; seed < kCrystals; ++seed) {
      const auto crystal_seed = static_cast<std::uint64_t>(seed);
      core::Generator random = core::Stream(crystal_seed).child("patches").generator();
      std::array<Vector2, 36> displaced;
      for (Vector2& d : displaced) {
        d.y() = patches * random.normal();
        d.x() = patches * random.normal();
      }
      crystal.bend = [&](const Vector2& p) -> Vector2 {
        const auto part = [](double x) { return std::clamp(static_cast<int>(x / 50), 0, 5); };
        return p + displaced[static_cast<std::size_t>(6 * part(p.y()) + part(p.x()))];
      };
      const Sites sites = index_atoms(grow(crystal, crystal_seed).list, square, {}, {}, {});
      const Domain& domain = sites.domains.front();
      squares +=
          (domain.cell_px - crystal.cell).cwiseQuotient(domain.cell_error_px).squaredNorm() / 4;
    }
    // Of 240 values that hardly depend on each other: 1 +- 0.09, and a little more for the errors'.
    EXPECT_NEAR(squares / kCrystals, 1, 0.35) << patches;
  }
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

TEST(Quality, AtomsFoundTwiceShow) {
  Crystal crystal;
  crystal.cell = make_cell(12, 12, 90, 7);
  const lattice::Lattice square = lattice::make_lattice("square", {"A", "B"});
  for (const int every : {200, 20}) {
    testing::Truth truth = grow(crystal, 1);
    const std::size_t once = truth.list.atoms.size();
    int twice = 0;
    for (std::size_t i = 0; i < once; i += static_cast<std::size_t>(every)) {
      atoms::Atom again = truth.list.atoms[i];
      again.x += 3;
      truth.list.atoms.push_back(again);
      ++twice;
    }
    const Sites sites = index_atoms(truth.list, square, {}, {}, {});
    EXPECT_EQ(sites.quality.placed, once);
    EXPECT_EQ(sites.quality.short_pairs, twice);
    EXPECT_EQ(sites.quality.double_occupations, twice);
    const bool many = every == 20;
    EXPECT_EQ(many, Value(sites.warnings, Contains(HasSubstr("lie on sites that are taken"))));
    EXPECT_EQ(many, Value(sites.warnings, Contains(HasSubstr("closer than half the distance"))));
  }
}

/// Displacement of an edge dislocation with the Burgers vector (b, 0) at the origin, in a medium
/// with Poisson's ratio 0.3 (Hirth and Lothe, Theory of Dislocations, chapter 3).
Vector2 of_edge_dislocation(const Vector2& at, double b) {
  constexpr double kPoisson = 0.3;
  const double squared = at.squaredNorm();
  const double shear = 2 * (1 - kPoisson);
  const Vector2 u(std::atan2(at.y(), at.x()) + at.x() * at.y() / (shear * squared),
                  -((1 - 2 * kPoisson) / (2 * shear) * std::log(squared) +
                    (at.x() * at.x() - at.y() * at.y()) / (2 * shear * squared)));
  return b / (2 * std::numbers::pi) * u;
}

// A row ends inside the crystal: no numbering of the sites is right all around. Along some line
// from there to the border atoms get no site, so that no pair of sites is slipped.
TEST(Quality, SitesOnOneLineFromADislocationAreUnseen) {
  Crystal crystal;
  crystal.cell = make_cell(12, 12, 90, 0);
  crystal.noise = 0.1;
  const Vector2 core(261, 251);
  crystal.bend = [&](const Vector2& p) -> Vector2 { return p + of_edge_dislocation(p - core, 12); };
  const lattice::Lattice square = lattice::make_lattice("square", {"A", "B"});
  const testing::Truth truth = grow(crystal, 1);
  const Sites sites = index_atoms(truth.list, square, {}, {}, {});
  const auto all = static_cast<double>(truth.cells.size());
  EXPECT_GT(sites.quality.unplaced, 0.02 * all);
  EXPECT_LT(sites.quality.unplaced + sites.quality.boundary_sites, 0.08 * all);
  EXPECT_EQ(sites.quality.domains, 1);
  for (const Edge& edge : find_edges(sites.sites, square)) EXPECT_LT(edge.deviation, 0.6);
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
