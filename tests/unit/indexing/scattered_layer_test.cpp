// Layers that leave most sites empty.
#include "gibbsight/indexing/scattered_layer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "crystal.hpp"

namespace gibbsight::indexing {
namespace {

using testing::Crystal;
using testing::grow;
using testing::make_cell;
using testing::share_right;
using testing::thinned;
using testing::Truth;

const lattice::Lattice kSquareLayer = lattice::make_lattice("square", {"vacancy", "Re"});
const lattice::Lattice kTriangularLayer = lattice::make_lattice("triangular", {"vacancy", "Re"});

/// Which sites of a periodic lattice hold an adatom.
class Layer {
 public:
  Layer(bool triangular, double coverage, std::uint64_t seed)
      : triangular_(triangular), random_(core::Stream(seed).generator()) {
    for (auto& site : occupied_) site = random_.uniform() < coverage ? 1 : 0;
  }
  /// Exchanges in equilibrium with an energy per pair of neighbours, kT.
  Layer& equilibrate(double nearest, double second, int sweeps = 60) {
    for (int step = 0; step < sweeps * kSize * kSize; ++step) {
      const Cell from{pick(), pick()};
      const Cell to{pick(), pick()};
      if (at(from) == 0 || at(to) == 1) continue;
      const double before = energy(from, nearest, second);
      set(from, 0);
      const double change = energy(to, nearest, second) - before;
      set(change <= 0 || random_.uniform() < std::exp(-change) ? to : from, 1);
    }
    return *this;
  }
  int at(Cell cell) const { return occupied_[index(cell)]; }

 private:
  static constexpr int kSize = 128;
  static std::size_t index(Cell cell) {
    const auto folded = [](int i) { return static_cast<std::size_t>((i % kSize + kSize) % kSize); };
    return folded(cell.b) * kSize + folded(cell.a);
  }
  void set(Cell cell, int value) { occupied_[index(cell)] = value; }
  int pick() { return static_cast<int>(random_.uniform() * kSize); }
  int around(Cell cell, const std::vector<Cell>& steps) const {
    int count = 0;
    for (const Cell& step : steps) count += at({cell.a + step.a, cell.b + step.b});
    return count;
  }
  double energy(Cell cell, double nearest, double second) const {
    static const std::vector<Cell> kFirst[2] = {
        {{1, 0}, {0, 1}, {-1, 0}, {0, -1}}, {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {-1, 1}, {1, -1}}};
    static const std::vector<Cell> kSecond[2] = {
        {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}},
        {{1, 1}, {-1, -1}, {2, -1}, {-2, 1}, {1, -2}, {-1, 2}}};
    return nearest * around(cell, kFirst[triangular_]) +
           second * around(cell, kSecond[triangular_]);
  }

  bool triangular_;
  core::Generator random_;
  std::vector<int> occupied_ = std::vector<int>(std::size_t{kSize} * kSize);
};

/// Drift and creep of a few per cent, which shift the rows by more than a cell over the field.
Vector2 bent(const Vector2& p) {
  const double u = p.x() / 512;
  const double v = p.y() / 512;
  return p + Vector2(0.02 * p.y() + 10 * v * v, 0.01 * p.x() + 8 * u * u);
}

/// The atoms of the layer alone, as `grow` makes them of the full crystal.
Truth adatoms(const Crystal& crystal, const Layer& layer, std::uint64_t seed) {
  const Truth full = grow(crystal, seed);
  return thinned(full,
                 [&](std::size_t i) { return full.kinds[i] == 0 && layer.at(full.cells[i]) == 0; });
}

struct Case {
  const char* name;
  double coverage;
  double nearest;  // energy of a pair of atoms, kT
  double second;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name << " " << c.coverage; }

class AdatomLayer : public ::testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(
    , AdatomLayer,
    ::testing::Values(Case{"random", 0.18, 0, 0}, Case{"random", 0.24, 0, 0},
                      Case{"random", 0.30, 0, 0}, Case{"repulsive", 0.18, 1.5, 0},
                      Case{"repulsive", 0.24, 3, 1}, Case{"repulsive", 0.30, 2, 0.5},
                      Case{"attractive", 0.18, -0.8, 0}, Case{"attractive", 0.24, -1.2, 0},
                      Case{"attractive", 0.30, -1, 0}));

TEST_P(AdatomLayer, IsIndexedFromOccupiedSitesAlone) {
  const Case& c = GetParam();
  for (const bool triangular : {true, false}) {
    const Layer layer = Layer(triangular, c.coverage, 1).equilibrate(c.nearest, c.second);
    Crystal crystal;
    crystal.cell = make_cell(11, 11, triangular ? 60 : 90, triangular ? 17 : -31);
    crystal.noise = 0.06 * 11;
    crystal.bend = bent;
    crystal.false_ones = 0.003;  // of the full crystal: more than a hundredth of the adatoms
    const Truth truth = adatoms(crystal, layer, 2);
    const lattice::Lattice& lattice = triangular ? kTriangularLayer : kSquareLayer;
    const Sites sites = index_atoms(truth.list, lattice, {}, {}, {});
    EXPECT_NEAR(sites.quality.distortion.scale_px, 11, 0.6) << lattice.name;
    EXPECT_GT(share_right(sites, truth, 0, 0), 0.997) << lattice.name;
    EXPECT_EQ(sites.quality.edges.over_60, 0) << lattice.name;
    EXPECT_LT(sites.quality.residual_percent, 12) << lattice.name;
    // The empty sites are known too: their number is that of the field.
    const double area = std::abs(sites.cell_px.determinant());
    EXPECT_NEAR(static_cast<double>(sites.sites.size()) * area / (512 * 512), 1, 0.03)
        << lattice.name;
  }
}

// Most of a few peaks are on some finer lattice by chance now and then.
TEST(ScatteredLayer, PeaksOfNoiseMakeNoFinerLattice) {
  constexpr int kPeaks = 9;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Crystal crystal;
    crystal.cell = make_cell(11, 11, 60, 17);
    crystal.noise = 0.4;
    Truth truth = adatoms(crystal, Layer(true, 0.24, seed), seed);
    core::Generator random = core::Stream(seed).child("noise").generator();
    for (int i = 0; i < kPeaks; ++i) {
      atoms::Atom peak = truth.list.atoms.front();
      peak.x = 512 * random.uniform();
      peak.y = 512 * random.uniform();
      truth.list.atoms.push_back(peak);
    }
    const Sites sites = index_atoms(truth.list, kTriangularLayer, {}, {}, {});
    EXPECT_NEAR(sites.quality.distortion.scale_px, 11, 0.6) << seed;
  }
}

/// Two round islands that leave a gap, some of whose sites hold atoms as well.
Truth two_islands(double gap, double between) {
  Crystal crystal;
  crystal.cell = make_cell(11, 11, 60, 17);
  crystal.noise = 0.6;
  crystal.bend = bent;
  const double radius = 110;
  const Truth full = grow(crystal, 7);
  core::Generator random = core::Stream(8).generator();
  return thinned(full, [&](std::size_t i) {
    const atoms::Atom& atom = full.list.atoms[i];
    const double off = std::abs(atom.x - 256) - radius - gap / 2;
    const bool in_island = std::hypot(off, atom.y - 256) < radius;
    return !in_island && random.uniform() >= between;
  });
}

TEST(ScatteredLayer, IslandsShareOneLattice) {
  for (const double between : {0.05, 0.02}) {
    const Truth truth = two_islands(60, between);
    const Sites sites = index_atoms(truth.list, kTriangularLayer, {}, {}, {});
    EXPECT_EQ(sites.domains.size(), 1) << between;
    EXPECT_GT(share_right(sites, truth, 0, 0), 0.997) << between;
    EXPECT_GT(sites.sites.size(), 1.5 * static_cast<double>(truth.cells.size())) << between;
  }
}

TEST(ScatteredLayer, RefusesIslandsThatNothingJoins) {
  const Truth truth = two_islands(60, 0);
  try {
    const Sites sites = index_atoms(truth.list, kTriangularLayer, {}, {}, {});
    FAIL() << sites.domains.size() << " domains, " << sites.sites.size() << " sites";
  } catch (const core::DataError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("islands too far apart"));
  }
}

/// Atoms on every site of a superlattice, some moved to random sites of the lattice itself;
/// `domains` of the order are shifted against each other.
Truth ordered(bool triangular, const std::function<bool(Cell)>& is_of_superlattice, double moved,
              bool domains = false) {
  Crystal crystal;
  crystal.cell = make_cell(11, 11, triangular ? 60 : 90, 23);
  crystal.noise = 0.4;
  const Truth full = grow(crystal, 5);
  core::Generator random = core::Stream(6).generator();
  return thinned(full, [&](std::size_t i) {
    Cell cell = full.cells[i];
    if (domains && cell.a + cell.b / 2 > 0) cell.a += 1;
    return random.uniform() >= (is_of_superlattice(cell) ? 1 - moved : moved / 3);
  });
}

bool is_even(int i) { return i % 2 == 0; }
bool two_by_two(Cell cell) { return is_even(cell.a) && is_even(cell.b); }
bool root_three(Cell cell) { return (cell.a - cell.b) % 3 == 0; }

void expect_two_cells(const Truth& truth, const lattice::Lattice& lattice,
                      const std::vector<const char*>& cells) {
  try {
    const Sites sites = index_atoms(truth.list, lattice, {}, {}, {});
    FAIL() << "indexed with a = " << sites.cell_px.col(0).norm();
  } catch (const core::DataError& error) {
    for (const char* cell : cells) EXPECT_THAT(error.what(), ::testing::HasSubstr(cell));
  }
}

TEST(ScatteredLayer, PerfectOrderLeavesTheCellUnknown) {
  expect_two_cells(ordered(true, two_by_two, 0), kTriangularLayer,
                   {"22.0 x 22.0 px", "11.0 x 11.0 px"});
  expect_two_cells(ordered(false, two_by_two, 0), kSquareLayer,
                   {"22.0 x 22.0 px", "11.0 x 11.0 px"});
  expect_two_cells(ordered(true, root_three, 0), kTriangularLayer,
                   {"19.1 x 19.1 px", "11.0 x 11.0 px"});
}

TEST(ScatteredLayer, AFewAtomsOutOfOrderTellTheCell) {
  for (const double moved : {0.03, 0.1, 0.3}) {
    for (const bool triangular : {true, false}) {
      const Truth truth = ordered(triangular, two_by_two, moved);
      const Sites sites =
          index_atoms(truth.list, triangular ? kTriangularLayer : kSquareLayer, {}, {}, {});
      EXPECT_GT(share_right(sites, truth, 0, 0), 0.997) << moved;
      EXPECT_NEAR(sites.cell_px.col(0).norm(), 11, 0.1);
    }
    const Truth truth = ordered(true, root_three, moved);
    const Sites sites = index_atoms(truth.list, kTriangularLayer, {}, {}, {});
    EXPECT_GT(share_right(sites, truth, 0, 0), 0.997) << moved;
  }
}

TEST(ScatteredLayer, DomainsOfTheOrderTellTheCell) {
  const Truth truth = ordered(true, two_by_two, 0, true);
  const Sites sites = index_atoms(truth.list, kTriangularLayer, {}, {}, {});
  EXPECT_GT(share_right(sites, truth, 0, 0), 0.997);
}

TEST(ScatteredLayer, RefusesAnotherLattice) {
  Crystal crystal;
  crystal.cell = make_cell(11, 11, 90, 12);
  crystal.noise = 0.5;
  const Truth square = adatoms(crystal, Layer(false, 0.24, 3), 4);
  EXPECT_THROW(index_atoms(square.list, kTriangularLayer, {}, {}, {}), core::DataError);
  crystal.cell = make_cell(11, 11, 60, 12);
  const Truth triangular = adatoms(crystal, Layer(true, 0.24, 3), 4);
  EXPECT_THROW(index_atoms(triangular.list, kSquareLayer, {}, {}, {}), core::DataError);
}

TEST(ScatteredLayer, RefusesDisorder) {
  for (const double closest : {0.0, 9.0, 13.0}) {
    const Truth truth = testing::hard_discs(20000, 800, closest);
    EXPECT_THROW(index_atoms(truth.list, kSquareLayer, {}, {}, {}), core::DataError) << closest;
    EXPECT_THROW(index_atoms(truth.list, kTriangularLayer, {}, {}, {}), core::DataError) << closest;
  }
}

TEST(ScatteredLayer, AFullLayerWithVacanciesIsWalkedAsBefore) {
  Crystal crystal;
  crystal.cell = make_cell(14, 14, 60, 8);
  crystal.missing = 0.06;
  crystal.bend = bent;
  const Truth truth = grow(crystal, 8);
  const Sites sites = index_atoms(truth.list, kTriangularLayer, {}, {}, {});
  EXPECT_GT(share_right(sites, truth, 0, 0), 0.997);
  EXPECT_NEAR(sites.cell_px.col(0).norm(), 14, 1);
}

}  // namespace
}  // namespace gibbsight::indexing
