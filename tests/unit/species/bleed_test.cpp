#include "gibbsight/species/bleed.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/species/classify.hpp"
#include "mixed_layer.hpp"

namespace gibbsight::species {
namespace {

using testing::Layer;
using testing::make_layer;
using testing::share_right;

constexpr int kSide = 50;

/// Calls with each site and each of its nearest neighbours.
template <class Visit>
void for_each_pair(Visit&& visit) {
  for (int b = 0; b < kSide; ++b)
    for (int a = 0; a < kSide; ++a) {
      const int here = kSide * b + a;
      if (a > 0) visit(here, here - 1);
      if (b > 0) visit(here, here - kSide);
      if (a + 1 < kSide) visit(here, here + 1);
      if (b + 1 < kSide) visit(here, here + kSide);
    }
}

/// What species neighbours have, as a correlation coefficient of numbers a site.
double correlation(const std::vector<int>& species) {
  double mean = 0;
  for (const int s : species) mean += s / double{kSide * kSide};
  double covariance = 0;
  double variance = 0;
  for (const int s : species) variance += (s - mean) * (s - mean) / double{kSide * kSide};
  for_each_pair([&](int i, int j) {
    covariance += (species[i] - mean) * (species[j] - mean) / (4.0 * kSide * (kSide - 1));
  });
  return covariance / variance;
}

std::vector<int> species_of(const Classified& classified) {
  std::vector<int> species;
  for (const SiteSpecies& site : classified.sites) species.push_back(site.species);
  return species;
}

/// Every column shows a share of its nearest neighbours.
Layer bleeding(Layer layer, double share) {
  std::vector<double> own;
  for (const atoms::Atom& atom : layer.atoms.atoms) own.push_back(atom.intensity);
  for_each_pair([&](int i, int j) { layer.atoms.atoms[i].intensity += share * own[j]; });
  return layer;
}

/// A layer whose like neighbours keep together: species are drawn site by site, each with a liking
/// for those of its left and upper neighbours.
Layer segregated(std::uint64_t seed, double liking) {
  Layer layer = make_layer(kSide, {"Te", "Se"}, {{1, 0.1, 0.5}, {1.4, 0.1, 0.5}}, seed);
  core::Generator random = core::Stream(seed).child("segregated").generator();
  for (int i = 0; i < kSide * kSide; ++i) {
    double bright = 0.5;
    if (i % kSide > 0) bright += liking * (layer.truth[i - 1] - 0.5);
    if (i >= kSide) bright += liking * (layer.truth[i - kSide] - 0.5);
    layer.truth[i] = random.uniform() < bright ? 1 : 0;
    layer.atoms.atoms[i].intensity = 1 + 0.4 * layer.truth[i] + 0.1 * random.normal();
  }
  return layer;
}

// The standard error of a correlation over 2 x 2500 pairs is 0.014.
TEST(Bleed, NeighboursOfARandomLayerStayUncorrelated) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Layer clean = make_layer(kSide, {"Te", "Se"}, {{1, 0.1, 0.5}, {1.4, 0.1, 0.5}}, seed);
    const Layer layer = bleeding(clean, 0.12);
    const Classified result = classify(layer.sites, layer.atoms, {}, {});
    EXPECT_NEAR(result.sublattices[0].bleed[0], 0.135, 0.025) << seed;
    EXPECT_NEAR(correlation(species_of(result)), correlation(layer.truth), 0.03);
    EXPECT_GT(share_right(layer, result), 0.96);
    // Without the model, by a cut half-way, neighbours look alike.
    std::vector<int> cut;
    for (const atoms::Atom& atom : layer.atoms.atoms) {
      cut.push_back(atom.intensity > 1.2 * (1 + 4 * 0.12) ? 1 : 0);
    }
    EXPECT_GT(correlation(cut), correlation(species_of(result)) + 0.04) << seed;
  }
}

TEST(Bleed, ADarkAtomAmongBrightOnesIsDark) {
  Layer layer = make_layer(kSide, {"Te", "Se"}, {{1, 0.06, 0.5}, {1.4, 0.06, 0.5}}, 5);
  const int centre = kSide * 20 + 20;
  for (int b = 17; b <= 23; ++b)
    for (int a = 17; a <= 23; ++a) {
      const int i = kSide * b + a;
      layer.truth[i] = i == centre ? 0 : 1;
      layer.atoms.atoms[i].intensity = layer.truth[i] == 1 ? 1.4 : 1;
    }
  const Layer seen = bleeding(layer, 0.2);
  // Brighter than a bright atom among dark ones, and not far below the mean of all.
  ASSERT_GT(seen.atoms.atoms[centre].intensity, 1.2 * (1 + 4 * 0.2) - 0.05);
  const Classified result = classify(seen.sites, seen.atoms, {}, {});
  EXPECT_EQ(result.sites[centre].species, 0);
  EXPECT_GT(result.sites[centre].probabilities[0], 0.9);
}

TEST(Bleed, SegregationIsNotTakenForIt) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Layer layer = segregated(seed, 0.45);
    ASSERT_GT(correlation(layer.truth), 0.3);
    const Classified result = classify(layer.sites, layer.atoms, {}, {});
    EXPECT_NEAR(result.sublattices[0].bleed[0], 0, 0.01) << seed;
    EXPECT_GT(share_right(layer, result), 0.96);
    const Layer both = bleeding(layer, 0.12);
    const Classified corrected = classify(both.sites, both.atoms, {}, {});
    EXPECT_NEAR(corrected.sublattices[0].bleed[0], 0.135, 0.025) << seed;
    // Species that are mistaken at random weaken the correlation of either.
    EXPECT_NEAR(correlation(species_of(corrected)), correlation(species_of(result)), 0.05) << seed;
  }
}

}  // namespace
}  // namespace gibbsight::species
