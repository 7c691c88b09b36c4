#include "gibbsight/indexing/index_atoms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>

#include "crystal.hpp"
#include "gibbsight/core/errors.hpp"

namespace gibbsight::indexing {
namespace {

using testing::Crystal;
using testing::grow;
using testing::make_cell;
using testing::share_right;
using testing::thinned;
using testing::Truth;

Sites index(const Truth& truth, const lattice::Lattice& lattice,
            const lattice::LatticeOptions& choice = {}) {
  return index_atoms(truth.list, lattice, choice, {}, {});
}

const lattice::Lattice kSquare = lattice::make_lattice("square", {"Te", "Se"});
const lattice::Lattice kTriangular = lattice::make_lattice("triangular", {"Mo", "Re"});
const lattice::Lattice kHoneycomb = lattice::make_lattice("honeycomb", {"B", "N"});

/// Sites that were looked at and hold no atom.
std::ptrdiff_t count_empty(const Sites& sites) {
  return std::count_if(sites.sites.begin(), sites.sites.end(), is_vacant);
}

TEST(IndexAtoms, PerfectRotatedSquares) {
  for (const double turned : {0.0, 13.0, 44.0, -27.0}) {
    Crystal crystal;
    crystal.cell = make_cell(12, 12, 90, turned);
    const Truth truth = grow(crystal, 1);
    const Sites sites = index(truth, kSquare);
    EXPECT_EQ(share_right(sites, truth, 0, 0), 1) << turned;
    EXPECT_EQ(sites.quality.unplaced, 0);
    EXPECT_NEAR(sites.quality.distortion.scale_px, 12, 0.01);
    EXPECT_NEAR(sites.quality.distortion.rotation_degrees, turned, 0.1);
    EXPECT_EQ(sites.quality.edges.over_35, 0);
  }
}

TEST(IndexAtoms, SitesAreOrderedAndStartAtZero) {
  Crystal crystal;
  crystal.cell = make_cell(15, 15, 60, 20);
  const Sites sites = index(grow(crystal, 2), kTriangular);
  const auto order = [](const Site& l, const Site& r) {
    return std::tie(l.b, l.a, l.sublattice) < std::tie(r.b, r.a, r.sublattice);
  };
  EXPECT_TRUE(std::is_sorted(sites.sites.begin(), sites.sites.end(), order));
  int lowest = 1000;
  for (const Site& site : sites.sites) {
    lowest = std::min({lowest, site.a, site.b});
    EXPECT_TRUE(sites.window.contains(site.a, site.b));
    const Vector2 ideal = sites.origin_px + sites.cell_px * Vector2(site.a, site.b);
    EXPECT_LT((ideal - Vector2(site.x, site.y)).norm(), 2);
  }
  EXPECT_EQ(lowest, 0);
}

/// Creep that bends rows by more than one cell over the field, and a shear that grows.
Vector2 creep(const Vector2& p) {
  const double u = p.x() / 512;
  const double v = p.y() / 512;
  return p + Vector2(0.03 * p.y() + 16 * v * v, 0.02 * p.x() + 16 * u * u);
}

TEST(IndexAtoms, DriftAndCreepSlipNoRow) {
  Crystal crystal;
  crystal.cell = make_cell(11, 11, 90, 9);
  crystal.bend = creep;
  crystal.noise = 0.5;
  const Truth truth = grow(crystal, 3);
  const Sites sites = index(truth, kSquare);
  EXPECT_EQ(share_right(sites, truth, 0, 0), 1);
  EXPECT_EQ(sites.quality.edges.over_60, 0);
}

TEST(IndexAtoms, MissingAndFalseAtoms) {
  Crystal crystal;
  crystal.cell = make_cell(14, 14, 60, -8);
  crystal.bend = creep;
  crystal.missing = 0.1;
  crystal.false_ones = 0.01;
  crystal.noise = 0.6;
  const Truth truth = grow(crystal, 4);
  const Sites sites = index(truth, kTriangular);
  EXPECT_GT(share_right(sites, truth, 0, 0), 0.995);
  const auto empty = count_empty(sites);
  EXPECT_NEAR(double{1} * static_cast<double>(empty) / sites.quality.placed, 0.11, 0.02);
}

TEST(IndexAtoms, EmptySitesArePredictedWhereTheyAre) {
  Crystal crystal;
  crystal.cell = make_cell(16, 16, 90, 5);
  crystal.noise = 0.2;
  Truth truth = grow(crystal, 5);
  std::vector<Vector2> removed;
  for (std::size_t i = truth.cells.size() / 3; i-- > truth.cells.size() / 3 - 100;) {
    if (i % 9 != 0) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    removed.emplace_back(truth.list.atoms[i].x, truth.list.atoms[i].y);
    truth.list.atoms.erase(truth.list.atoms.begin() + at);
  }
  const Sites sites = index(truth, kSquare);
  for (const Vector2& hole : removed) {
    const bool listed = std::any_of(sites.sites.begin(), sites.sites.end(), [&](const Site& s) {
      return s.atom < 0 && (Vector2(s.x, s.y) - hole).norm() < 1;
    });
    EXPECT_TRUE(listed) << hole.transpose();
  }
}

TEST(IndexAtoms, SpectatorsOfAHoneycombAreLeftOut) {
  Crystal crystal;
  crystal.cell = make_cell(22, 22, 60, 17);
  crystal.kinds = {{{1.0 / 3, 1.0 / 3}, 0.3}, {{0, 0}, 1}};
  crystal.missing = 0.03;
  const Truth truth = grow(crystal, 6);
  const Sites bright = index(truth, kTriangular);
  EXPECT_EQ(share_right(bright, truth, 1, 0), 1);
  const auto dim_count = std::count(truth.kinds.begin(), truth.kinds.end(), 0);
  EXPECT_EQ(bright.quality.spectators, dim_count);
  EXPECT_EQ(bright.quality.unplaced, 0);
  lattice::LatticeOptions choice;
  choice.sublattice = "darkest";
  EXPECT_GT(share_right(index(truth, kTriangular, choice), truth, 0, 0), 0.995);
}

TEST(IndexAtoms, HalfSeenSpectators) {
  Crystal crystal;
  crystal.cell = make_cell(22, 22, 60, -11);
  crystal.kinds = {{{0, 0}, 1}, {{2.0 / 3, 2.0 / 3}, 0.3}};
  const Truth truth = grow(crystal, 7);
  const Truth left =
      thinned(truth, [&](std::size_t i) { return truth.kinds[i] == 1 && i % 3 != 0; });
  const Sites sites = index(left, kTriangular);
  EXPECT_EQ(share_right(sites, left, 0, 0), 1);
  EXPECT_EQ(sites.quality.unplaced, 0);
}

// Where the columns between them are near, an empty site was looked at all the same.
TEST(IndexAtoms, SpectatorsHideNoEmptySites) {
  Crystal crystal;
  crystal.cell = make_cell(22, 22, 60, 17);
  crystal.kinds = {{{1.0 / 3, 1.0 / 3}, 0.3}, {{0, 0}, 1}};
  const Truth truth = grow(crystal, 12);
  const auto leaves_out = [&](std::size_t i) { return truth.kinds[i] == 0 && i % 4 == 0; };
  const double margin = 2 * 22;  // away from the border every site is looked at
  int removed = 0;
  for (std::size_t i = 0; i < truth.cells.size(); ++i) {
    const atoms::Atom& atom = truth.list.atoms[i];
    const bool inner = std::min(atom.x, atom.y) > margin &&
                       atom.x < truth.list.image_columns - margin &&
                       atom.y < truth.list.image_rows - margin;
    removed += inner && leaves_out(i) ? 1 : 0;
  }
  lattice::LatticeOptions choice;
  choice.sublattice = "darkest";
  const auto empty = count_empty(index(thinned(truth, leaves_out), kTriangular, choice));
  EXPECT_GT(removed, 20);
  EXPECT_GE(empty, removed);
}

TEST(IndexAtoms, RowsThatPairUp) {
  Crystal crystal;
  crystal.cell = make_cell(22, 22, 60, 24);
  crystal.noise = 0.8;
  crystal.shift = [](int, int b, int) -> Vector2 {
    return Vector2(0.6, 1.6) * (b % 2 == 0 ? 1 : -1);
  };
  const Truth truth = grow(crystal, 8);
  const Sites sites = index(truth, kTriangular);
  EXPECT_GT(share_right(sites, truth, 0, 0), 0.998);
  EXPECT_LT(sites.quality.edges.share_over_35(), 0.01);
  EXPECT_EQ(sites.quality.edges.over_60, 0);
}

TEST(IndexAtoms, AnisotropicStrain) {
  Crystal crystal;
  Matrix2 strain = Matrix2::Identity();
  strain(0, 0) = 1.08;
  crystal.cell = strain * make_cell(15, 15, 60, 10);
  const Truth truth = grow(crystal, 9);
  const Sites sites = index(truth, kTriangular);
  EXPECT_EQ(share_right(sites, truth, 0, 0), 1);
  EXPECT_NEAR(sites.quality.distortion.stretch, 1.08, 0.003);
  EXPECT_NEAR(sites.quality.distortion.stretch_degrees, 0, 2);
}

TEST(IndexAtoms, HoneycombBothSublattices) {
  Crystal crystal;
  crystal.cell = make_cell(24, 24, 60, 33);
  crystal.kinds = {{{0, 0}, 0.4}, {{1.0 / 3, 1.0 / 3}, 1}};
  crystal.missing = 0.02;
  const Truth truth = grow(crystal, 10);
  const Sites sites = index(truth, kHoneycomb);
  int placed = 0;
  for (const Site& site : sites.sites) {
    if (site.atom < 0) continue;
    ++placed;
    // The brighter columns are the first basis site.
    EXPECT_EQ(truth.kinds[static_cast<std::size_t>(site.atom)], site.sublattice == 0 ? 1 : 0);
    const Vector2 ideal =
        sites.origin_px +
        sites.cell_px * (Vector2(site.a, site.b) +
                         sites.lattice.basis[static_cast<std::size_t>(site.sublattice)].position);
    EXPECT_LT((ideal - Vector2(site.x, site.y)).norm(), 1.5);
  }
  EXPECT_EQ(placed, static_cast<int>(truth.cells.size()));
}

TEST(IndexAtoms, CustomRectangularCellWithTwoSites) {
  lattice::LatticeOptions choice;
  choice.name = "custom";
  choice.cell = {1, 0, 0, 1.6};
  choice.basis = {0, 0, 0.5, 0.4};
  choice.species = {"M:Fe", "Co", "X:O", "S"};
  const auto custom = lattice::make_lattice(choice);
  Crystal crystal;
  crystal.cell = make_cell(18, 18 * 1.6, 90, -20);
  crystal.kinds = {{{0, 0}, 1}, {{0.5, 0.4}, 0.5}};
  crystal.bend = creep;
  const Truth truth = grow(crystal, 11);
  const Sites sites = index(truth, custom, choice);
  EXPECT_EQ(share_right(sites, truth, 0, 0), 1);
  EXPECT_EQ(share_right(sites, truth, 1, 1), 1);
}

struct Plane {
  const char* what;
  std::array<double, 4> cell;  // lattice.cell
  std::vector<double> basis;
};

// Those without a name of their own.
TEST(IndexAtoms, OtherPlaneLattices) {
  const double tall = std::sqrt(0.75);
  const std::vector<Plane> planes{
      {"rectangular", {1, 0, 0, 1.4}, {0, 0}},
      {"centred rectangular", {1, 0, 0.5, 0.7}, {0, 0}},
      {"oblique", {1, 0, 0.3, 1.2}, {0, 0}},
      {"kagome", {1, 0, 0.5, tall}, {0, 0, 0.5, 0, 0, 0.5}},
      {"snub square",
       {1, 0, 0, 1},
       {0.1830, 0.3170, 0.6830, 0.1830, 0.8170, 0.6830, 0.3170, 0.8170}},
      {"herringbone", {1, 0, 0, 1.7}, {0.1, 0.15, 0.4, 0.65}}};
  for (const Plane& plane : planes) {
    lattice::LatticeOptions choice;
    choice.name = "custom";
    choice.cell.assign(plane.cell.begin(), plane.cell.end());
    choice.basis = plane.basis;
    choice.species = {"A", "B"};
    Crystal crystal;
    const double size = 13 * std::sqrt(static_cast<double>(plane.basis.size()) / 2);
    crystal.cell << plane.cell[0], plane.cell[2], plane.cell[1], plane.cell[3];
    crystal.cell *= size;
    crystal.cell = Eigen::Rotation2Dd(0.12).toRotationMatrix() * crystal.cell;
    crystal.kinds.clear();
    for (std::size_t k = 0; k < plane.basis.size(); k += 2) {
      crystal.kinds.push_back({{plane.basis[k], plane.basis[k + 1]}, 1});
    }
    crystal.bend = creep;
    crystal.missing = 0.01;
    const Truth truth = grow(crystal, 12);
    const Sites sites = index(truth, lattice::make_lattice(choice), choice);
    EXPECT_GT(sites.quality.placed_share(), 0.995) << plane.what;
    EXPECT_EQ(sites.quality.edges.over_60, 0) << plane.what;
    EXPECT_EQ(sites.quality.domains, 1) << plane.what;
    // Sublattices of one kind may be named in any way that maps the crystal onto itself.
    std::vector<int> named(crystal.kinds.size(), -1);
    for (const Site& site : sites.sites) {
      if (site.atom < 0) continue;
      int& name = named[static_cast<std::size_t>(truth.kinds[static_cast<std::size_t>(site.atom)])];
      if (name < 0) name = site.sublattice;
      EXPECT_EQ(name, site.sublattice) << plane.what;
    }
  }
}

/// Gives every atom one of two intensities of its kind.
void mix(Truth& truth, const std::vector<std::array<double, 2>>& intensities, double bright_share) {
  core::Generator random = core::Stream(30).generator();
  for (std::size_t i = 0; i < truth.kinds.size(); ++i) {
    const auto& of_kind = intensities[static_cast<std::size_t>(truth.kinds[i])];
    truth.list.atoms[i].intensity = of_kind[random.uniform() < bright_share ? 1 : 0];
  }
}

TEST(IndexAtoms, SublatticesWhoseSpeciesOverlapAreToldApartByPlace) {
  Crystal crystal;
  crystal.cell = make_cell(24, 24, 60, 15);
  crystal.kinds = {{{0, 0}, 1}, {{1.0 / 3, 1.0 / 3}, 1}};
  Truth truth = grow(crystal, 20);
  mix(truth, {{{0.6, 1.0}}, {{0.2, 0.7}}}, 0.4);  // the bright X outshine the dark M
  const Sites sites = index(truth, kHoneycomb);
  EXPECT_EQ(sites.quality.unplaced, 0);
  for (const Site& site : sites.sites) {
    if (site.atom < 0) continue;
    EXPECT_EQ(truth.kinds[static_cast<std::size_t>(site.atom)], site.sublattice);
  }
  EXPECT_THAT(sites.warnings, ::testing::IsEmpty());
}

TEST(IndexAtoms, SaysWhereNeitherGeometryNorBrightnessTellsSublatticesApart) {
  Crystal crystal;
  crystal.cell = make_cell(24, 24, 60, 15);
  crystal.kinds = {{{0, 0}, 1}, {{1.0 / 3, 1.0 / 3}, 1}};
  const Truth truth = grow(crystal, 21);
  EXPECT_THAT(index(truth, kHoneycomb).warnings,
              ::testing::Contains(::testing::HasSubstr("may be either of two kinds of columns")));
}

// One column between two hollows: however bright these are, they are not the column.
TEST(IndexAtoms, GeometryOutranksBrightness) {
  lattice::LatticeOptions choice;
  choice.name = "custom";
  choice.cell = {1, 0, 0, 1.6};
  choice.basis = {0, 0, 0.5, 0.3, 0.5, 0.7};
  choice.species = {"M:Mo", "W", "X:S", "Se", "Y:S", "Se"};
  const auto custom = lattice::make_lattice(choice);
  Crystal crystal;
  crystal.cell = make_cell(20, 32, 90, 12);
  crystal.kinds = {{{0, 0}, 1}, {{0.5, 0.3}, 1}, {{0.5, 0.7}, 1}};
  Truth truth = grow(crystal, 22);
  mix(truth, {{{0.3, 0.5}}, {{0.4, 1.0}}, {{0.4, 1.0}}}, 0.6);
  const Sites sites = index(truth, custom, choice);
  for (const Site& site : sites.sites) {
    if (site.atom < 0) continue;
    const int kind = truth.kinds[static_cast<std::size_t>(site.atom)];
    EXPECT_EQ(kind == 0, site.sublattice == 0);
  }
  EXPECT_EQ(sites.quality.unplaced, 0);
}

TEST(IndexAtoms, ADirectionIsObeyed) {
  Crystal crystal;
  crystal.cell = make_cell(14, 14, 90, 30);
  const Truth truth = grow(crystal, 12);
  lattice::LatticeOptions choice;
  choice.a_direction = 115;
  const Sites sites = index(truth, kSquare, choice);
  EXPECT_NEAR(std::atan2(sites.cell_px(1, 0), sites.cell_px(0, 0)) * 180 / std::numbers::pi, 120,
              0.5);
}

TEST(IndexAtoms, SameForAnyThreadCount) {
  Crystal crystal;
  crystal.cell = make_cell(14, 14, 60, 30);
  crystal.missing = 0.1;
  crystal.noise = 1;
  const Truth truth = grow(crystal, 13);
  core::Execution one;
  one.threads = 1;
  core::Execution three;
  three.threads = 3;
  const Sites first = index_atoms(truth.list, kTriangular, {}, {}, one);
  const Sites second = index_atoms(truth.list, kTriangular, {}, {}, three);
  ASSERT_EQ(first.sites.size(), second.sites.size());
  for (std::size_t i = 0; i < first.sites.size(); ++i) {
    EXPECT_EQ(first.sites[i].atom, second.sites[i].atom);
    EXPECT_EQ(first.sites[i].x, second.sites[i].x);
  }
}

void expect_refusal(const Truth& truth, const lattice::Lattice& lattice, const char* words) {
  try {
    const Sites sites = index(truth, lattice);
    FAIL() << "placed " << sites.quality.placed << " of " << truth.cells.size();
  } catch (const core::DataError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr(words));
    EXPECT_EQ(error.exit_status(), 65);
  }
}

TEST(IndexAtoms, RefusesTheWrongShapeAndSaysWhichItFound) {
  Crystal crystal;
  crystal.cell = make_cell(25, 18, 90, 5);
  expect_refusal(grow(crystal, 14), kTriangular, "found cell 18.0 x 25.0 px at 90 degrees");
  crystal.cell = make_cell(20, 20, 90, 5);
  expect_refusal(grow(crystal, 15), kTriangular, "found cell 20.0 x 20.0 px at 90 degrees");
}

TEST(IndexAtoms, SaysThatColumnsOfTheBasisWereNotFound) {
  Crystal crystal;
  crystal.cell = make_cell(20, 20, 60, 5);
  expect_refusal(grow(crystal, 18), kHoneycomb, "too few atoms for the basis");
  expect_refusal(grow(crystal, 18), kHoneycomb, "found cell 20.0 x 20.0 px");
}

TEST(IndexAtoms, RefusesDisorder) {
  for (const double closest : {0.0, 9.0, 12.0}) {  // a gas and liquids of hard discs
    const Truth truth = testing::hard_discs(40000, 1500, closest);
    expect_refusal(truth, kSquare, "indexing: ");
    expect_refusal(truth, kTriangular, "indexing: ");
  }
}

TEST(IndexAtoms, RefusesAPlaceOutOfThisWorld) {
  Crystal crystal;
  crystal.cell = make_cell(16, 16, 90, 5);
  Truth truth = grow(crystal, 5);
  truth.list.image_rows = truth.list.image_columns = 0;  // as in a table
  for (const double far : {1e300, 1e12, -1e9}) {
    truth.list.atoms.front().x = far;
    expect_refusal(truth, kSquare, "atoms too far apart");
  }
}

TEST(IndexAtoms, RefusesEveryAtomTwice) {
  Crystal crystal;
  Truth truth = grow(crystal, 5);
  const auto once = truth.list.atoms;
  truth.list.atoms.insert(truth.list.atoms.end(), once.begin(), once.end());
  expect_refusal(truth, kSquare, "atoms lie on top of each other");
}

TEST(IndexAtoms, RefusesAHandful) {
  Crystal crystal;
  crystal.cell = make_cell(120, 120, 90, 5);
  expect_refusal(grow(crystal, 17), kSquare, "too few atoms");
}

}  // namespace
}  // namespace gibbsight::indexing
