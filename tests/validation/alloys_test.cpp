// Two alloys of which metals and chalcogens both show. Nothing published says what their columns
// are: another team's automatic labels, and what the atomic numbers let expect of the brightness,
// are what there is to compare with.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/core/samples.hpp"
#include "gibbsight/io/table.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "published.hpp"

namespace gibbsight::pipeline {
namespace {

using indexing::Vector2;

constexpr double kSame = 4;  // px

Measurement measure_honeycomb(const std::string& path, const std::vector<std::string>& species,
                              const std::string& sublattice) {
  Configuration c;
  c.lattice.name = "honeycomb";
  c.lattice.species = species;
  c.lattice.sublattice = sublattice;
  Measurement measurement;
  measure(path, c, {}, measurement);
  return measurement;
}

struct Labels {
  std::vector<Vector2> places;
  std::vector<int> classes;
};

/// Of labels nearer than `kSame` the first.
Labels read_labels(const std::string& path) {
  const io::Table table = io::read_table(path);
  Labels all;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    all.places.emplace_back(table.number(row, table.require("X_Position_px")),
                            table.number(row, table.require("Y_Position_px")));
    all.classes.push_back(table.integer(row, table.require("Element")));
  }
  const atoms::PointIndex index(all.places);
  Labels merged;
  for (std::size_t i = 0; i < all.places.size(); ++i) {
    bool is_first = true;
    index.for_each_within(all.places[i], kSame, [&](int other, double) {
      is_first = is_first && other >= static_cast<int>(i);
    });
    if (!is_first) continue;
    merged.places.push_back(all.places[i]);
    merged.classes.push_back(all.classes[i]);
  }
  return merged;
}

// Those labels follow brightness and know of no sublattices: the dimmest class holds chalcogens, as
// metals are brighter, and the brightest both heavy pairs of chalcogens and tungsten.
TEST(Alloys, ColumnsAreThoseOfOtherLabels) {
  const std::string path = validation::published("mowsse_haadf.png");
  GIBBSIGHT_SKIP_WITHOUT(path);
  const Measurement m = measure_honeycomb(path, {"M:Mo", "W", "X:S2", "SSe", "Se2"}, "brightest");
  EXPECT_GT(m.sites->quality.placed_share(), 0.97);
  std::vector<Vector2> places;
  for (const indexing::Site& site : m.sites->sites) places.emplace_back(site.x, site.y);
  const atoms::PointIndex sites(places);
  const Labels labels = read_labels(validation::published("mowsse_haadf_labels.csv"));
  int found = 0;
  std::map<int, std::map<std::string, int>> counts;  // by class and species
  for (std::size_t i = 0; i < labels.places.size(); ++i) {
    const auto hit = sites.nearest(labels.places[i]);
    if (hit.distance >= kSame) continue;
    ++found;
    const auto site = static_cast<std::size_t>(hit.point);
    const int species = m.classified->sites[site].species;
    if (species < 0) continue;
    const auto sublattice = static_cast<std::size_t>(m.sites->sites[site].sublattice);
    const auto& names = m.sites->lattice.basis[sublattice].species;
    ++counts[labels.classes[i]][names[static_cast<std::size_t>(species)]];
  }
  const double share = double{1} * found / static_cast<double>(labels.places.size());
  std::printf("%zu labels, %.1f %% of them columns\n", labels.places.size(), 100 * share);
  EXPECT_GT(share, 0.97);
  auto& dimmest = counts[5];
  auto& brightest = counts[1];
  std::printf("dimmest: %d Mo, %d W, %d S2, %d SSe, %d Se2; brightest: %d, %d, %d, %d, %d\n",
              dimmest["Mo"], dimmest["W"], dimmest["S2"], dimmest["SSe"], dimmest["Se2"],
              brightest["Mo"], brightest["W"], brightest["S2"], brightest["SSe"], brightest["Se2"]);
  EXPECT_GT(dimmest["S2"], 20 * (dimmest["Mo"] + dimmest["W"]));
  EXPECT_GT(brightest["Se2"] + brightest["W"], 6 * brightest["Mo"]);
  EXPECT_EQ(brightest["S2"], 0);
  EXPECT_EQ(dimmest["Se2"] + dimmest["W"], 0);
}

/// Mean brightness of the two kinds of chalcogen columns in that of the tungsten columns.
std::array<double, 2> modes_in_tungsten(const Measurement& m) {
  std::vector<double> tungsten;
  for (const indexing::Site& site : m.sites->sites) {
    if (site.sublattice != 1 || site.atom == indexing::kNoAtom) continue;
    tungsten.push_back(m.atoms->atoms[static_cast<std::size_t>(site.atom)].intensity);
  }
  const double usual = core::median(tungsten);
  const auto& means = m.classified->sublattices[0].class_means;
  return {means[0] / usual, means[1] / usual};
}

// Z^1.7 lets expect .15 of S2, .34 of SSe and .53 of Se2. Both modes of the partly converted layer
// lie between two of these, so that they have no names but dimmer and brighter.
TEST(Alloys, ModesOfThePartlyConvertedLayerLieBetweenTheNames) {
  const std::string path = validation::published("wsse_partial.tif");
  GIBBSIGHT_SKIP_WITHOUT(path);
  const Measurement m = measure_honeycomb(path, {"X:dim", "bright"}, "darkest");
  const auto [dim, bright] = modes_in_tungsten(m);
  constexpr double kClear = 0.02;
  const double share = m.classified->occupancy.fractions(0)[1];
  std::printf("modes at %.3f and %.3f of tungsten, %.3f bright\n", dim, bright, share);
  EXPECT_GT(dim, 0.15 + kClear);
  EXPECT_LT(dim, 0.34 - kClear);
  EXPECT_GT(bright, 0.34 + kClear);
  EXPECT_LT(bright, 0.53 - kClear);
  EXPECT_GT(m.classified->sublattices[0].separations[0], 2.4);
}

// "Fully" converted: a rough count saw one column in five brighter than the rest.
TEST(Alloys, TheFullyConvertedLayerIsNoPureOne) {
  const std::string path = validation::published("wse2_full.tif");
  GIBBSIGHT_SKIP_WITHOUT(path);
  const Measurement m = measure_honeycomb(path, {"X:usual", "bright"}, "brightest");
  const auto [usual, bright] = modes_in_tungsten(m);
  const double share = m.classified->occupancy.fractions(0)[1];
  std::printf("modes at %.3f and %.3f of tungsten, %.3f bright\n", usual, bright, share);
  EXPECT_GT(m.sites->quality.placed_share(), 0.98);
  EXPECT_NEAR(share, 0.2, 0.1);
}

}  // namespace
}  // namespace gibbsight::pipeline
