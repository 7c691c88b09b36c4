#include "gibbsight/indexing/list_sites.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "crystal.hpp"
#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/indexing/index_atoms.hpp"

namespace gibbsight::indexing {
namespace {

using testing::Crystal;
using testing::make_cell;
using testing::Truth;

constexpr double kHidden = 256;  // px; none of the dim columns left of it was found

/// Bright columns, and dim ones that sit a little beside their place in the basis.
Crystal two_kinds() {
  Crystal crystal;
  crystal.cell = make_cell(14, 21, 90, 15);
  crystal.kinds = {{{0, 0}, 1}, {{0.53, 0.42}, 0.4}};
  return crystal;
}

Sites index_half(const Truth& truth, const std::vector<std::string>& species) {
  Truth half = truth;
  half.list.atoms.clear();
  for (std::size_t i = 0; i < truth.kinds.size(); ++i) {
    const atoms::Atom& atom = truth.list.atoms[i];
    if (truth.kinds[i] == 0 || atom.x > kHidden) half.list.atoms.push_back(atom);
  }
  lattice::LatticeOptions options;
  options.name = "custom";
  options.cell = {1, 0, 0, 1.5};
  options.basis = {0, 0, 0.5, 0.4};
  options.species = species;
  return index_atoms(half.list, lattice::make_lattice(options), options, {}, {});
}

PointIndex dim_sites(const Sites& sites) {
  std::vector<Vector2> places;
  for (const Site& site : sites.sites) {
    if (site.sublattice == 1) places.emplace_back(site.predicted_x, site.predicted_y);
  }
  return PointIndex(places);
}

TEST(ListSites, FindsThoseRoundWhichNoneOfTheirAtomsWasFound) {
  const Truth truth = grow(two_kinds(), 1);
  const PointIndex listed = dim_sites(index_half(truth, {"M:A", "B", "X:C", "D"}));
  int hidden = 0;
  for (std::size_t i = 0; i < truth.kinds.size(); ++i) {
    const atoms::Atom& atom = truth.list.atoms[i];
    const bool inside = atom.x > 10 && std::min(atom.y, 512 - atom.y) > 10;
    if (truth.kinds[i] != 1 || atom.x > kHidden || !inside) continue;
    ++hidden;
    EXPECT_LT(listed.nearest({atom.x, atom.y}).distance, 2) << atom.x << " " << atom.y;
  }
  EXPECT_GT(hidden, 300);
}

TEST(ListSites, FindsNoSuchSitesWhereTheyMayBeEmpty) {
  const Truth truth = grow(two_kinds(), 1);
  const PointIndex listed = dim_sites(index_half(truth, {"M:A", "B", "X:vacancy", "C", "D"}));
  const auto& places = listed.points();
  EXPECT_TRUE(std::none_of(places.begin(), places.end(),
                           [](const Vector2& place) { return place.x() < kHidden - 60; }));
}

}  // namespace
}  // namespace gibbsight::indexing
