// Grains, twins and antiphase domains.
#include "gibbsight/indexing/domains.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "crystal.hpp"
#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/lattice/symmetry.hpp"

namespace gibbsight::indexing {
namespace {

using testing::Crystal;
using testing::grow;
using testing::make_cell;
using testing::Truth;

/// What two crystals show on either side of a line through the middle, at least `gap` px from it;
/// cells of the second are told apart by the index of their kind.
Truth joined(const Crystal& left, const Crystal& right, double gap) {
  Truth truth = grow(left, 1);
  const Truth other = grow(right, 2);
  const auto side = [&](const atoms::Atom& atom) { return atom.x + 0.3 * atom.y - 333; };
  Truth result;
  result.list = truth.list;
  result.list.atoms.clear();
  const auto take = [&](const Truth& from, double sign, int kind) {
    for (std::size_t i = 0; i < from.cells.size(); ++i) {
      if (sign * side(from.list.atoms[i]) < gap / 2) continue;
      result.list.atoms.push_back(from.list.atoms[i]);
      result.cells.push_back(from.cells[i]);
      result.kinds.push_back(kind + from.kinds[i]);
    }
  };
  take(truth, -1, 0);
  take(other, 1, 10);
  return result;
}

struct Score {
  double right = 0;       // share of the atoms that have the site they should, domain by domain
  int nearest_cells = 0;  // smallest distance of sites of two domains, in cells
};

/// For each grain: indices against the truth, up to a shift and a symmetry of the lattice, which
/// shows in its commonest affine relation; here the relation of every atom to a neighbour in truth.
Score judge(const Sites& sites, const Truth& truth) {
  std::map<int, const Site*> of_atom;
  std::map<int, std::map<std::pair<int, int>, int>> atom_at;  // by kind and true cell
  for (const Site& site : sites.sites) {
    if (site.atom != kNoAtom) of_atom[site.atom] = &site;
  }
  for (std::size_t i = 0; i < truth.cells.size(); ++i) {
    atom_at[truth.kinds[i]][{truth.cells[i].a, truth.cells[i].b}] = static_cast<int>(i);
  }
  // The step of indices that one true step along a makes, by kind: it must be the same everywhere.
  std::map<int, std::map<std::pair<int, int>, int>> steps;
  int all = 0;
  for (std::size_t i = 0; i < truth.cells.size(); ++i) {
    const auto next = atom_at[truth.kinds[i]].find({truth.cells[i].a + 1, truth.cells[i].b});
    if (next == atom_at[truth.kinds[i]].end()) continue;
    ++all;
    const auto from = of_atom.find(static_cast<int>(i));
    const auto to = of_atom.find(next->second);
    if (from == of_atom.end() || to == of_atom.end()) continue;
    if (from->second->domain != to->second->domain) continue;
    ++steps[truth.kinds[i]][{to->second->a - from->second->a, to->second->b - from->second->b}];
  }
  int right = 0;
  for (const auto& [kind, counts] : steps) {
    int most = 0;
    for (const auto& [step, count] : counts) most = std::max(most, count);
    right += most;
  }
  Score score{double{1} * right / all, 1000};
  for (const Site& l : sites.sites) {
    for (const Site& r : sites.sites) {
      if (l.domain == r.domain) continue;
      score.nearest_cells =
          std::min(score.nearest_cells, std::max(std::abs(l.a - r.a), std::abs(l.b - r.b)));
    }
  }
  return score;
}

void expect_two_domains(const Truth& truth, const lattice::Lattice& lattice, double share = 0.93) {
  const Sites sites = index_atoms(truth.list, lattice, {}, {}, {});
  EXPECT_EQ(sites.domains.size(), 2);
  EXPECT_EQ(sites.quality.domains, 2);
  const Score score = judge(sites, truth);
  EXPECT_GT(score.right, share);
  EXPECT_GT(score.nearest_cells, 4);
  EXPECT_EQ(sites.quality.edges.over_60, 0);
  for (const Site& site : sites.sites) {  // each domain's cell places its own sites
    const Domain& domain = sites.domains[static_cast<std::size_t>(site.domain)];
    const auto& basis = lattice.basis[static_cast<std::size_t>(site.sublattice)].position;
    const Vector2 ideal = domain.origin_px + domain.cell_px * (Vector2(site.a, site.b) + basis);
    ASSERT_LT((ideal - Vector2(site.x, site.y)).norm(), 6);  // half a cell
    ASSERT_TRUE(sites.window.contains(site.a, site.b));
  }
}

TEST(Domains, GrainsTurnedAgainstEachOther) {
  Crystal left;
  left.cell = make_cell(12, 12, 60, 5);
  Crystal right = left;
  right.cell = make_cell(12, 12, 60, 35);
  expect_two_domains(joined(left, right, 9), lattice::make_lattice("triangular", {"A", "B"}));
  left.cell = make_cell(12, 12, 90, -10);
  right.cell = make_cell(12, 12, 90, 35);
  expect_two_domains(joined(left, right, 9), lattice::make_lattice("square", {"A", "B"}));
}

/// Two grains that touch: where two atoms are too near, the one of the second is left out.
Truth touching(const Crystal& left, const Crystal& right, std::uint64_t seed, double closest) {
  const Truth first = grow(left, seed);
  const Truth second = grow(right, seed + 1000);
  Truth result;
  result.list = first.list;
  result.list.atoms.clear();
  const auto curve = [](const atoms::Atom& atom) {
    return atom.x - 256 - 40 * std::sin(atom.y / 60);
  };
  std::vector<Vector2> taken;
  for (std::size_t i = 0; i < first.cells.size(); ++i) {
    const atoms::Atom& atom = first.list.atoms[i];
    if (curve(atom) > 0) continue;
    testing::add(result, {atom.x, atom.y}, atom.intensity, first.cells[i], first.kinds[i]);
    taken.emplace_back(atom.x, atom.y);
  }
  const PointIndex points(taken);
  for (std::size_t i = 0; i < second.cells.size(); ++i) {
    const atoms::Atom& atom = second.list.atoms[i];
    if (curve(atom) <= 0 || points.nearest({atom.x, atom.y}).distance < closest) continue;
    testing::add(result, {atom.x, atom.y}, atom.intensity, second.cells[i], second.kinds[i] + 10);
  }
  return result;
}

struct Pairs {
  int all = 0;
  int wrong = 0;
};

/// Pairs that are neighbours by their indices. Within a grain they must be so in truth, too; across
/// a boundary they must at least be as far apart as neighbours are, give or take a third.
Pairs count_pairs(const Sites& sites, const Truth& truth, const Crystal& crystal, double distance) {
  std::map<std::tuple<int, int, int>, const Site*> at;
  for (const Site& site : sites.sites) {
    if (site.atom != kNoAtom) at[{site.a, site.b, site.sublattice}] = &site;
  }
  const auto place = [&](int atom) -> Vector2 {
    const auto i = static_cast<std::size_t>(atom);
    const auto& kind = crystal.kinds[static_cast<std::size_t>(truth.kinds[i] % 10)];
    return crystal.cell * (Vector2(truth.cells[i].a, truth.cells[i].b) + kind.position);
  };
  Pairs pairs;
  for (const auto& [key, from] : at) {
    const auto shells = lattice::shells_around(sites.lattice, from->sublattice, 1);
    for (const lattice::Site& step : shells.front()) {
      const auto to = at.find(std::tuple(from->a + step.a, from->b + step.b, step.sublattice));
      if (to == at.end() || to->first < key) continue;
      ++pairs.all;
      const bool together = truth.kinds[static_cast<std::size_t>(from->atom)] / 10 ==
                            truth.kinds[static_cast<std::size_t>(to->second->atom)] / 10;
      const double apart = std::hypot(from->x - to->second->x, from->y - to->second->y);
      const double off =
          together ? 10 * std::abs((place(from->atom) - place(to->second->atom)).norm() - distance)
                   : std::abs(apart - distance);
      pairs.wrong += off > 0.35 * distance ? 1 : 0;
    }
  }
  return pairs;
}

class TurnedGrains : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(, TurnedGrains, ::testing::Values("square", "triangular", "honeycomb"));

// From the angle at which dislocations stand 19 cells apart to those at which the lattices share a
// coarser one, or cells of which a walk takes one for the other.
TEST_P(TurnedGrains, AreTwoDomainsAtAnyAngle) {
  lattice::LatticeOptions choice;
  choice.name = GetParam();
  choice.species = {"A", "B"};
  Crystal left;
  double distance = 12;
  double a = 12;
  if (choice.name == "honeycomb") {
    choice.species = {"M:A", "B", "X:C", "D"};
    left.kinds = {{{0, 0}, 1}, {{1.0 / 3, 1.0 / 3}, 0.4}};
    a = 20;
    distance = 20 / std::sqrt(3);
  }
  left.noise = 0.05 * distance;
  const double angle_of_cell = choice.name == "square" ? 90 : 60;
  left.cell = make_cell(a, a, angle_of_cell, 8);
  const auto lattice = lattice::make_lattice(choice);
  for (const double turned : {3., 5., 8., 12., 15., 20., 25., 30., 37.}) {
    Crystal right = left;
    right.cell = make_cell(a, a, angle_of_cell, 8 + turned);
    const Truth truth = touching(left, right, 1, 0.75 * distance);
    const Sites sites = index_atoms(truth.list, lattice, choice, {}, {});
    EXPECT_EQ(sites.domains.size(), 2) << turned;
    EXPECT_GT(sites.quality.boundary_sites, 0) << turned;
    EXPECT_THAT(sites.warnings, ::testing::Contains(::testing::HasSubstr("2 domains"))) << turned;
    EXPECT_GT(sites.quality.placed, 0.96 * static_cast<double>(truth.cells.size())) << turned;
    const Pairs pairs = count_pairs(sites, truth, left, distance);
    EXPECT_GT(pairs.all, 1900) << turned;
    EXPECT_LE(pairs.wrong, 2) << turned << " degrees, of " << pairs.all;
  }
}

// Scanner creep turns rows by up to four degrees over the field, but nowhere at once.
TEST_P(TurnedGrains, AreNotSeenInOneBentCrystal) {
  lattice::LatticeOptions choice;
  choice.name = GetParam();
  choice.species = {"A", "B"};
  Crystal crystal;
  if (choice.name == "honeycomb") {
    choice.species = {"M:A", "B", "X:C", "D"};
    crystal.kinds = {{{0, 0}, 1}, {{1.0 / 3, 1.0 / 3}, 0.4}};
  }
  const double a = choice.name == "honeycomb" ? 20 : 12;
  crystal.cell = make_cell(a, a, choice.name == "square" ? 90 : 60, 8);
  crystal.bend = [](const Vector2& p) -> Vector2 {
    const double u = p.x() / 512;
    const double v = p.y() / 512;
    return p + Vector2(0.03 * p.y() + 16 * v * v, 0.02 * p.x() + 16 * u * u);
  };
  for (const double noise : {0.4, 0.8, 1.2}) {
    crystal.noise = noise;
    const Truth truth = grow(crystal, 5);
    const Sites sites = index_atoms(truth.list, lattice::make_lattice(choice), choice, {}, {});
    EXPECT_EQ(sites.domains.size(), 1) << noise;
    EXPECT_GT(sites.quality.placed_share(), 0.98) << noise;
  }
}

TEST(Domains, SquareGrainsWithACommonCellOfFive) {
  Crystal left;
  left.cell = make_cell(12, 12, 90, 8);
  Crystal right = left;
  right.cell = make_cell(12, 12, 90, 8 + 36.87);
  expect_two_domains(joined(left, right, 9), lattice::make_lattice("square", {"A", "B"}));
}

TEST(Domains, AntiphaseBoundary) {
  Crystal left;
  left.cell = make_cell(12, 12, 90, 8);
  Crystal right = left;
  right.bend = [](const Vector2& p) -> Vector2 { return p + Vector2(6, 1); };
  expect_two_domains(joined(left, right, 9), lattice::make_lattice("square", {"A", "B"}));
}

TEST(Domains, MirrorTwinsOfAnObliqueLattice) {
  lattice::LatticeOptions choice;
  choice.name = "oblique";
  const double angle = 75 * std::numbers::pi / 180;
  choice.cell = {1, 0, 1.15 * std::cos(angle), 1.15 * std::sin(angle)};
  choice.species = {"A", "B"};
  Crystal left;
  left.cell = make_cell(12, 13.8, 75, 10);
  Crystal right = left;
  right.cell << -left.cell(0, 1), -left.cell(0, 0), left.cell(1, 1), left.cell(1, 0);
  const Truth truth = joined(left, right, 9);
  expect_two_domains(truth, lattice::make_lattice(choice));
  const Sites sites = index_atoms(truth.list, lattice::make_lattice(choice), choice, {}, {});
  EXPECT_NE(sites.domains[0].mirrored, sites.domains[1].mirrored);
}

TEST(Domains, InversionDomainsOfAHoneycomb) {
  Crystal left;
  left.cell = make_cell(22, 22, 60, 12);
  left.kinds = {{{0, 0}, 1}, {{1.0 / 3, 1.0 / 3}, 0.4}};
  Crystal right = left;
  right.cell = make_cell(22, 22, 60, 72);
  expect_two_domains(joined(left, right, 10), lattice::make_lattice("honeycomb", {"A", "B"}), 0.88);
}

TEST(Domains, SublatticesThatExchangeOnOneLattice) {
  Crystal left;
  left.cell = make_cell(22, 22, 60, 12);
  left.kinds = {{{0, 0}, 1}, {{1.0 / 3, 1.0 / 3}, 0.4}};
  Crystal right = left;
  right.kinds = {{{1.0 / 3, 1.0 / 3}, 1}, {{0, 0}, 0.4}};
  const Truth truth = joined(left, right, 0);
  lattice::LatticeOptions choice;
  choice.name = "honeycomb";
  choice.species = {"M:A", "B", "X:C", "D"};
  const Sites sites = index_atoms(truth.list, lattice::make_lattice(choice), choice, {}, {});
  EXPECT_EQ(sites.domains.size(), 2);
  EXPECT_GT(sites.quality.placed_share(), 0.95);
  EXPECT_FALSE(sites.warnings.empty());
  int wrong = 0;
  int placed = 0;
  for (const Site& site : sites.sites) {
    if (site.atom == kNoAtom) continue;
    ++placed;
    if (truth.kinds[static_cast<std::size_t>(site.atom)] % 10 == site.sublattice) continue;
    ++wrong;
    const double from_boundary = std::abs(site.x + 0.3 * site.y - 333) / std::hypot(1, 0.3);
    EXPECT_LT(from_boundary, 22);  // in a cell that it crosses
  }
  EXPECT_LT(wrong, 0.02 * placed);
}

// The metals go on, the chalcogens sit in the other hollows: both kinds of walk must not matter,
// one along the metals and one along the chalcogens of one side.
TEST(Domains, SublatticesThatTakeTheOtherHollow) {
  Crystal left;
  left.cell = make_cell(20, 20, 60, 8);
  left.kinds = {{{0, 0}, 1}, {{1.0 / 3, 1.0 / 3}, 0.4}};
  Crystal right = left;
  right.kinds = {{{0, 0}, 1}, {{2.0 / 3, 2.0 / 3}, 0.4}};
  lattice::LatticeOptions choice;
  choice.name = "honeycomb";
  choice.species = {"M:A", "B", "X:C", "D"};
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Truth truth = touching(left, right, seed, 8);
    const Sites sites = index_atoms(truth.list, lattice::make_lattice(choice), choice, {}, {});
    EXPECT_EQ(sites.domains.size(), 2) << seed;
    EXPECT_THAT(sites.warnings, ::testing::Contains(::testing::HasSubstr("2 domains"))) << seed;
    EXPECT_GT(sites.quality.placed_share(), 0.96) << seed;
    int strange = 0;
    std::map<int, std::map<int, int>> kinds_in;  // by domain and grain
    for (const Site& site : sites.sites) {
      if (site.atom == kNoAtom) continue;
      const int kind = truth.kinds[static_cast<std::size_t>(site.atom)];
      ++kinds_in[site.domain][kind / 10];
      strange += kind % 10 == site.sublattice ? 0 : 1;
    }
    EXPECT_EQ(strange, 0) << seed;
    for (auto& [domain, grains] : kinds_in) {  // at the boundary a metal belongs to both
      EXPECT_LT(std::min(grains[0], grains[1]), 0.04 * std::max(grains[0], grains[1])) << seed;
    }
  }
}

TEST(Domains, EmptySitesAtABoundaryAreNotLookedAt) {
  Crystal left;
  left.cell = make_cell(12, 12, 60, 5);
  Crystal right = left;
  right.cell = make_cell(12, 12, 60, 20);
  const Truth truth = joined(left, right, 8);
  const Sites sites = index_atoms(
      truth.list, lattice::make_lattice("triangular", {"vacancy", "A", "B"}), {}, {}, {});
  EXPECT_GT(sites.quality.boundary_sites, 0);
  for (const Site& site : sites.sites) {
    if (!is_vacant(site)) continue;
    for (const auto& atom : truth.list.atoms) {
      ASSERT_GT(std::hypot(site.x - atom.x, site.y - atom.y), 0.6 * 12 * 0.98);
    }
  }
}

// A third of a spacing away from where an atom is missing, or a little more, lies a peak.
TEST(Domains, PeaksOfNoiseMakeAnEmptySiteDoubtfulOnlyWhereSitesMayBeEmpty) {
  Crystal crystal;
  crystal.cell = make_cell(12, 12, 90, 10);
  Truth truth = grow(crystal, 1);
  const auto near_centre = [](const atoms::Atom& atom) {
    return std::hypot(atom.x - 256, atom.y - 256) < 3;
  };
  auto& atoms = truth.list.atoms;
  const auto removed = std::find_if(atoms.begin(), atoms.end(), near_centre);
  ASSERT_NE(removed, atoms.end());
  const Vector2 place(removed->x, removed->y);
  removed->x += 5;
  removed->sigma = 3;
  const auto is_doubtful = [&](double x_error, const std::vector<std::string>& species) {
    removed->x_error = x_error;
    const auto lattice = lattice::make_lattice("square", species);
    const Sites sites = index_atoms(truth.list, lattice, {}, {}, {});
    for (const Site& site : sites.sites) {
      if ((Vector2(site.x, site.y) - place).norm() < 2) return site.doubtful;
    }
    ADD_FAILURE() << "no such site";
    return false;
  };
  EXPECT_TRUE(is_doubtful(0.1, {"A", "B"}));
  EXPECT_FALSE(is_doubtful(1, {"A", "B"}));
  EXPECT_TRUE(is_doubtful(0.1, {"vacancy", "A", "B"}));
  EXPECT_TRUE(is_doubtful(1, {"vacancy", "A", "B"}));
}

}  // namespace
}  // namespace gibbsight::indexing
