#include "gibbsight/species/tip_changes.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/species/classify.hpp"
#include "mixed_layer.hpp"

namespace gibbsight::species {
namespace {

constexpr int kSize = 40;
const std::vector<testing::Brightness> kTwo = {{0.65, 0.05, 0.5}, {1.0, 0.06, 0.5}};

/// After a change at y = 0.6 everything is 30 % dimmer, and all of one species looks like none.
double dimmer(double value, double, double y) { return y < 0.6 ? value : 0.7 * value; }

double share_of_right(const testing::Layer& layer, const Classified& classified, int& seen) {
  int right = 0;
  seen = 0;
  for (std::size_t i = 0; i < layer.truth.size(); ++i) {
    const int species = classified.sites[i].species;
    if (species == lattice::kUnseen) continue;
    ++seen;
    right += species == layer.truth[i] ? 1 : 0;
  }
  return double{1} * right / seen;
}

TEST(TipChanges, SpeciesAreToldApartOnEitherSide) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto layer = testing::make_layer(kSize, {"A", "B"}, kTwo, seed, dimmer);
    const Classified classified = species::classify(layer.sites, layer.atoms, {}, {});
    int seen = 0;
    EXPECT_GT(share_of_right(layer, classified, seen), 0.98) << seed;
    EXPECT_LE(seen, (kSize - 1) * kSize);
    EXPECT_GE(seen, (kSize - 4) * kSize);
    ASSERT_FALSE(classified.warnings.empty());
    EXPECT_NE(classified.warnings.front().find("tip changed"), std::string::npos);
    // y = 0.6 lies between rows 23 and 24.
    for (int b = 23; b <= 24; ++b) EXPECT_EQ(classified.occupancy.at(5, b, 0), lattice::kUnseen);
    EXPECT_NE(classified.occupancy.at(5, 20, 0), lattice::kUnseen);
  }
}

/// Intensities of a layer whose species follow a function of place in [0, 1]^2: the chance of the
/// bright one.
template <class Chance>
testing::Layer segregated(std::uint64_t seed, const Chance& chance) {
  core::Generator random = core::Stream(seed).child("domains").generator();
  return testing::make_layer(kSize, {"A", "B"}, {{0, 1, 1}}, seed,
                             [&](double value, double x, double y) {
                               const auto& kind = kTwo[random.uniform() < chance(x, y) ? 1 : 0];
                               return kind.mean + kind.deviation * value;
                             });
}

std::vector<double> changes_of(const testing::Layer& layer) {
  Observations atoms{{}, {}, Eigen::MatrixXd(layer.truth.size(), 0)};
  atoms.values.resize(static_cast<Eigen::Index>(layer.truth.size()));
  for (const auto& atom : layer.atoms.atoms) {
    atoms.values[static_cast<Eigen::Index>(atoms.places.size())] = atom.intensity;
    atoms.places.emplace_back(atom.x, atom.y);
  }
  return find_tip_changes(atoms, 2, 10, {});
}

TEST(TipChanges, SegregationIsNone) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    EXPECT_TRUE(changes_of(testing::make_layer(kSize, {"A", "B"}, kTwo, seed)).empty());
    // Domains of half the image, with walls along the rows, across them, and neither.
    const auto rows = [](double, double y) { return y < 0.5 ? 0.9 : 0.1; };
    const auto columns = [](double x, double) { return x < 0.5 ? 0.95 : 0.05; };
    const auto islands = [](double x, double y) {
      return std::sin(9 * x + 2) * std::sin(8 * y + 1) > 0 ? 0.97 : 0.03;
    };
    EXPECT_TRUE(changes_of(segregated(seed, rows)).empty()) << seed;
    EXPECT_TRUE(changes_of(segregated(seed, columns)).empty()) << seed;
    EXPECT_TRUE(changes_of(segregated(seed, islands)).empty()) << seed;
  }
}

TEST(TipChanges, SeveralInOneImage) {
  const auto layer =
      testing::make_layer(kSize, {"A", "B"}, kTwo, 4, [](double value, double, double y) {
        return y < 0.3 ? value : y < 0.65 ? 1.4 * value : 0.8 * value;
      });
  const auto changes = changes_of(layer);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_NEAR(changes[0], 0.3 * kSize * 10, 10);
  EXPECT_NEAR(changes[1], 0.65 * kSize * 10, 10);
}

}  // namespace
}  // namespace gibbsight::species
