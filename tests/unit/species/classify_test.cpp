#include "gibbsight/species/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/atoms/window.hpp"
#include "gibbsight/core/errors.hpp"
#include "mixed_layer.hpp"

namespace gibbsight::species {
namespace {

using testing::Layer;
using testing::make_layer;
using testing::share_right;

Classified classify(const Layer& layer, const SpeciesOptions& options = {}) {
  return species::classify(layer.sites, layer.atoms, options, {});
}

double sloped(double value, double x, double y) { return value * (0.8 + 0.3 * x + 0.25 * y * y); }

TEST(Classify, ProbabilitiesAreCalibratedWhereClassesOverlap) {
  std::vector<double> sum(5, 0);
  std::vector<double> bright(5, 0);
  std::vector<double> count(5, 0);
  double wrong = 0;
  double expected_wrong = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Layer layer = make_layer(40, {"Te", "Se"}, {{1, 0.15, 0.55}, {1.45, 0.15, 0.45}}, seed);
    const Classified result = classify(layer);
    for (std::size_t i = 0; i < layer.truth.size(); ++i) {
      ASSERT_EQ(result.sites[i].probabilities.size(), 2U);
      const double p = result.sites[i].probabilities[1];
      const auto bin = static_cast<std::size_t>(std::min(4.0, 5 * p));
      sum[bin] += p;
      bright[bin] += layer.truth[i];
      count[bin] += 1;
      wrong += result.sites[i].species == layer.truth[i] ? 0 : 1;
    }
    const Confusion& confusion = result.sublattices[0].confusion;
    expected_wrong += confusion.matrix(0, 1) * confusion.effective_counts[0] +
                      confusion.matrix(1, 0) * confusion.effective_counts[1];
  }
  for (std::size_t bin = 0; bin < 5; ++bin) {
    EXPECT_NEAR(sum[bin] / count[bin], bright[bin] / count[bin], 0.05) << bin;
  }
  EXPECT_NEAR(expected_wrong / wrong, 1, 0.1);
}

/// Backgrounds that depart by so much more than noise lets them, and take the noise's part off the
/// heights.
Layer with_backgrounds(double departure_over_error, std::uint64_t seed) {
  constexpr double kWidth = 2.5;
  constexpr double kNoise = 0.6;  // 0.17 in the heights
  Layer layer = make_layer(40, {"Te", "Se"}, {{1, 0.1, 0.55}, {1.6, 0.1, 0.45}}, seed);
  const atoms::Tradeoff tradeoff = atoms::trade_off(10, kWidth, kNoise);
  core::Generator random = core::Stream(seed).child("backgrounds").generator();
  for (atoms::Atom& atom : layer.atoms.atoms) {
    const double noise = tradeoff.background_error * random.normal();
    const double real = std::sqrt(std::pow(departure_over_error, 2) - 1) *
                        tradeoff.background_error * random.normal();
    atom.background = 5 + noise + real;
    atom.intensity -= tradeoff.height_lost * noise;
    atom.sigma = kWidth;
    atom.residual = kNoise;
  }
  return layer;
}

// Heights alone are 3 standard deviations apart, for 7 % mistaken; with what the noise of the
// backgrounds took from them 5.4, of which the level around keeps the rest: 0.4 %.
TEST(Classify, NoiseOfTheBackgroundIsGivenBack) {
  const Layer layer = with_backgrounds(1, 4);
  EXPECT_GT(share_right(layer, classify(layer)), 0.99);
}

// Where backgrounds really differ, five times as much as by noise, they say little of the noise.
TEST(Classify, BackgroundsThatReallyDifferAreNoNoise) {
  const Layer layer = with_backgrounds(5, 4);
  EXPECT_GT(share_right(layer, classify(layer)), 0.91);
}

TEST(Classify, RareBrightSpecies) {
  const Layer layer =
      make_layer(26, {"Mo", "Re"}, {{1, 0.06, 0.982}, {2.2, 0.2, 0.018}}, 2, sloped);
  EXPECT_EQ(share_right(layer, classify(layer)), 1);
}

TEST(Classify, RareSpeciesOfALayerTooLargeToLookForOnAllOfIt) {
  const Layer layer =
      make_layer(150, {"Mo", "Re"}, {{1, 0.06, 0.997}, {2, 0.1, 0.003}}, 21, sloped);
  const Classified result = classify(layer);
  EXPECT_GT(share_right(layer, result), 0.9999);
  double bright = 0;
  double learned = 0;
  for (std::size_t i = 0; i < layer.truth.size(); ++i) {
    if (!layer.sites.sites[i].inside) continue;
    bright += layer.truth[i];
    learned += 1;
  }
  // A tenth of what a sample of 10,000 would scatter by: all atoms had their say.
  EXPECT_NEAR(result.sublattices[0].mixture.classes[1].weight, bright / learned, 5e-5);
}

TEST(Classify, MinorityUnderAnUnevenBackground) {
  const Layer layer = make_layer(26, {"Mo", "Re"}, {{0.5, 0.07, 0.16}, {1, 0.09, 0.84}}, 3, sloped);
  const Classified result = classify(layer);
  EXPECT_GT(share_right(layer, result), 0.99);
  EXPECT_EQ(result.sublattices[0].mixture.background, Background::kMultiplicative);
  SpeciesOptions flat;
  flat.background_order = 0;
  EXPECT_LT(share_right(layer, classify(layer, flat)), share_right(layer, result));
}

TEST(Classify, AdditiveBackground) {
  const auto added = [](double value, double x, double y) { return value + 0.6 * x - 0.4 * x * y; };
  const Layer layer = make_layer(40, {"Te", "Se"}, {{1, 0.1, 0.5}, {1.6, 0.1, 0.5}}, 4, added);
  const Classified result = classify(layer);
  EXPECT_GT(share_right(layer, result), 0.99);
  EXPECT_EQ(result.sublattices[0].mixture.background, Background::kAdditive);
}

/// Intensities of a layer whose species are given by their place.
Layer segregated(const std::function<bool(int a, int b)>& bright, double deviation) {
  Layer layer = make_layer(30, {"Te", "Se"}, {{1, 0.08, 0.5}, {1.5, 0.08, 0.5}}, 5);
  core::Generator random = core::Stream(6).generator();
  for (std::size_t i = 0; i < layer.truth.size(); ++i) {
    layer.truth[i] = bright(layer.sites.sites[i].a, layer.sites.sites[i].b) ? 1 : 0;
    layer.atoms.atoms[i].intensity = 1 + 0.5 * layer.truth[i] + deviation * random.normal();
  }
  return layer;
}

TEST(Classify, BackgroundDoesNotAbsorbSegregation) {
  const auto halves = [](int a, int) { return a >= 15; };
  const auto stripes = [](int a, int b) { return (a + b) % 20 < 10; };
  const auto corner = [](int a, int b) { return a > 15 && b > 15; };
  for (const auto& layer :
       {segregated(halves, 0.05), segregated(stripes, 0.1), segregated(corner, 0.08)}) {
    EXPECT_GT(share_right(layer, classify(layer)), 0.98);
  }
}

TEST(Classify, ThreeSpecies) {
  const Layer layer = make_layer(40, {"S2", "SSe", "Se2"},
                                 {{1, 0.12, 0.6}, {1.7, 0.14, 0.3}, {2.4, 0.16, 0.1}}, 7, sloped);
  const Classified result = classify(layer);
  EXPECT_GT(share_right(layer, result), 0.97);
  EXPECT_NEAR(result.sublattices[0].class_means[1] / result.sublattices[0].class_means[0], 1.7,
              0.03);
}

TEST(Classify, VacanciesOnlyWhereAnAtomWouldHaveBeenSeen) {
  Layer layer =
      make_layer(30, {"vacancy", "Te", "Se"}, {{0, 0.1, 0.05}, {1, 0.1, 0.5}, {1.6, 0.1, 0.45}}, 8);
  int inner = 0;
  int outer = 0;
  for (std::size_t i = 0; i < layer.truth.size(); ++i) {
    if (layer.truth[i] != 0) continue;
    layer.sites.sites[i].atom = indexing::kNoAtom;
    (layer.sites.sites[i].inside ? inner : outer) += 1;
  }
  ASSERT_GT(inner, 0);
  ASSERT_GT(outer, 0);
  const Classified result = classify(layer);
  EXPECT_EQ(result.occupancy.species_counts(0)[0], static_cast<std::size_t>(inner));
  EXPECT_EQ(result.occupancy.seen_count(), 900U - static_cast<std::size_t>(outer));
  layer.sites.lattice = lattice::make_lattice("square", {"Te", "Se"});
  EXPECT_EQ(classify(layer).occupancy.seen_count(),
            900U - static_cast<std::size_t>(inner) - static_cast<std::size_t>(outer));
}

TEST(Classify, AnAtomUnlikeEverySpeciesIsUnseen) {
  Layer layer = make_layer(30, {"Te", "Se"}, {{1, 0.05, 0.5}, {1.5, 0.05, 0.5}}, 9);
  layer.atoms.atoms[450].intensity = 6;
  const Classified result = classify(layer);
  EXPECT_EQ(result.sites[450].species, lattice::kUnseen);
  EXPECT_THAT(result.warnings, ::testing::ElementsAre(::testing::HasSubstr("like no species")));
}

// Four classes of which two overlap: the clearest mixture joins these and splits off odd atoms.
TEST(Classify, FourSpecies) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const Layer layer = make_layer(
        40, {"A", "B", "C", "D"},
        {{0.3, 0.04, 0.25}, {0.53, 0.05, 0.25}, {0.77, 0.065, 0.25}, {1, 0.08, 0.25}}, seed);
    EXPECT_GT(share_right(layer, classify(layer)), 0.95) << seed;
  }
}

void expect_one_species(const Layer& layer) {
  try {
    const Classified result = classify(layer);
    FAIL() << "separation " << result.sublattices[0].separations[0];
  } catch (const core::DataError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("fewer than 2 species"));
    EXPECT_THAT(error.what(), ::testing::HasSubstr("separation"));
    EXPECT_THAT(error.what(), ::testing::HasSubstr("that takes a separation of"));
  }
}

TEST(Classify, RefusesOneSpecies) {
  for (std::uint64_t seed = 10; seed < 13; ++seed) {
    expect_one_species(make_layer(25, {"Te", "Se"}, {{1, 0.1, 1}}, seed));
    expect_one_species(make_layer(25, {"Te", "Se"}, {{1, 0.1, 1}}, seed, sloped));
    const auto skew = [](double value, double, double) { return std::exp(4 * value); };
    expect_one_species(make_layer(25, {"Te", "Se"}, {{1, 0.1, 1}}, seed, skew));
    const auto square = [](double value, double, double) { return 1 + std::pow(value - 1, 2); };
    expect_one_species(make_layer(25, {"Te", "Se"}, {{1.3, 0.1, 1}}, seed, square));
    const auto heavy = [](double value, double, double) { return 2 + std::sinh(15 * (value - 1)); };
    expect_one_species(make_layer(25, {"Te", "Se"}, {{1, 0.1, 1}}, seed, heavy));
  }
}

// Four species 4 standard deviations apart, in uneven shares, taken for five: odd atoms at the edge
// of a class are no species, though a single peak may not follow them.
TEST(Classify, RefusesOneSpeciesTooMany) {
  for (const std::uint64_t seed : {6U, 7U}) {
    core::Generator random = core::Stream(seed).child("shares").generator();
    std::vector<testing::Brightness> species;
    double sum = 0;
    for (int k = 0; k < 4; ++k) {
      species.push_back({1 + 0.4 * k, 0.1, 0.05 + random.uniform()});
      sum += species.back().share;
    }
    for (testing::Brightness& of : species) of.share /= sum;
    const Layer right = make_layer(36, {"A", "B", "C", "D"}, species, seed);
    EXPECT_GT(share_right(right, classify(right)), 0.94) << seed;
    const Layer more = make_layer(36, {"A", "B", "C", "D", "E"}, species, seed);
    EXPECT_THROW(classify(more), core::DataError) << seed;
  }
}

// As on a lattice that is finer than that of the atoms.
TEST(Classify, RefusesAtomsThatAreAllBleedThrough) {
  constexpr int kSize = 40;
  Layer layer = make_layer(kSize, {"vacancy", "A"}, {{0, 0, 0.7}, {0, 0, 0.3}}, 12);
  auto& sites = layer.sites.sites;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (layer.truth[i] == 0) sites[i].atom = indexing::kNoAtom;
  }
  core::Generator random = core::Stream(1).generator();
  for (int b = 1; b + 1 < kSize; ++b) {
    for (int a = 1; a + 1 < kSize; ++a) {
      const int here = kSize * b + a;
      int vacant = 0;
      for (const int there : {here - 1, here + 1, here - kSize, here + kSize}) {
        vacant += layer.truth[static_cast<std::size_t>(there)] == 0 ? 1 : 0;
      }
      layer.atoms.atoms[static_cast<std::size_t>(here)].intensity =
          std::max(0.01, 0.4 * vacant - 0.1 + 0.02 * random.normal());
    }
  }
  for (indexing::Site& site : sites) {
    if (!site.inside) site.atom = indexing::kNoAtom;
  }
  try {
    classify(layer);
    ADD_FAILURE() << "taken for atoms";
  } catch (const core::DataError& error) {
    EXPECT_NE(std::string(error.what()).find("neighbours seem to add more"), std::string::npos)
        << error.what();
  }
}

/// Equal shares, means `apart` standard deviations from each other.
Layer evenly_apart(std::size_t count, double apart, std::uint64_t seed) {
  std::vector<testing::Brightness> species;
  std::vector<std::string> names;
  for (std::size_t k = 0; k < count; ++k) {
    species.push_back(
        {1 + 0.1 * apart * static_cast<double>(k), 0.1, 1 / static_cast<double>(count)});
    names.push_back(std::string(1, static_cast<char>('A' + k)));
  }
  return make_layer(40, names, species, seed);
}

// Four and five species that lie 1.5 standard deviations apart make one broad hump: however it is
// cut, the pieces are no classes. 4.5 deviations apart they are told.
TEST(Classify, RefusesFourAndFiveSpeciesThatOverlap) {
  for (const std::size_t count : {4U, 5U}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      try {
        classify(evenly_apart(count, 1.5, seed));
        ADD_FAILURE() << count << " species, seed " << seed;
      } catch (const core::DataError& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("fewer than " + std::to_string(count)));
        EXPECT_THAT(error.what(), ::testing::HasSubstr("separation"));
      }
    }
    const Layer clear = evenly_apart(count, 4.5, 1);
    EXPECT_GT(share_right(clear, classify(clear)), 0.94) << count;
  }
}

}  // namespace
}  // namespace gibbsight::species
