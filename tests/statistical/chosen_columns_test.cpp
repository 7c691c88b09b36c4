// Which columns are the sites, and where the crystal ends: what an image alone must say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/image/levelling.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/rendering/rendering.hpp"
#include "gibbsight/species/choose_classes.hpp"

namespace gibbsight::pipeline {
namespace {

/// Every site of a lattice, its species drawn at random in equal shares.
lattice::Occupancy at_random(const lattice::Lattice& lattice, const lattice::Window& window) {
  auto occupancy = lattice::Occupancy::unseen(lattice, window);
  core::Generator random = core::Stream(5).generator();
  for (std::size_t i = 0; i < occupancy.species.size(); ++i) {
    const int count = lattice.basis[i % lattice.basis.size()].species_count();
    occupancy.species[i] =
        static_cast<std::int8_t>(random.below(static_cast<std::uint32_t>(count)));
  }
  return occupancy;
}

/// Heights of the first sublattice's species, then of the second's.
struct Honeycomb {
  std::vector<std::string> species;
  std::vector<double> heights;
};

Measurement measure_honeycomb(const Honeycomb& drawn) {
  Configuration c;
  c.lattice.name = "honeycomb";
  c.lattice.species = drawn.species;
  auto& options = c.rendering;
  options.columns = options.rows = 400;
  options.spacing = 16;
  options.bump_sigma = {0.14};
  options.heights = drawn.heights;
  const auto lattice = make_lattice(c.lattice);
  const auto window = rendering::window_for(options, lattice);
  const auto image = rendering::render(at_random(lattice, window), options, core::Stream(6)).image;
  c.lattice.species = {"X:C", "D"};
  return measure_image(image::level(image, c.image), c, {});
}

std::vector<double> class_means(const Measurement& measured) {
  const int listed = measured.sites->lattice.first_with_species();
  return measured.classified->sublattices[static_cast<std::size_t>(listed)].class_means;
}

TEST(ChosenColumns, AreTheDarkestWhereTheBrightestAreAllAlike) {
  const Measurement measured = measure_honeycomb({{"M:A", "B", "X:C", "D"}, {1, 1, 0.4, 0.6}});
  EXPECT_TRUE(measured.took_darkest);
  EXPECT_THAT(measured.classified->warnings,
              ::testing::Contains(::testing::HasSubstr("the darkest do")));
  const auto means = class_means(measured);
  EXPECT_NEAR(means[0] / means[1], 0.4 / 0.6, 0.03);
}

TEST(ChosenColumns, AreTheBrightestWhereBothAreMixed) {
  const Measurement measured = measure_honeycomb({{"M:A", "B", "X:C", "D"}, {0.75, 1, 0.3, 0.45}});
  EXPECT_FALSE(measured.took_darkest);
  EXPECT_NEAR(class_means(measured)[1], 1, 0.1);
}

TEST(ChosenColumns, AreRefusedWhereNeitherIsMixed) {
  EXPECT_THROW(measure_honeycomb({{"M:A", "B", "X:C", "D"}, {1, 1, 0.5, 0.5}}),
               species::TooFewSpecies);
}

/// A crystal in a disc, on an empty support.
struct Disc {
  const char* lattice = "square";
  double spacing = 14;
  double width = 0.3;  ///< spacings
  double noise = 0.1;
};

Measurement measure_disc(const Disc& disc, const std::vector<double>& heights) {
  Configuration c;
  c.lattice.name = disc.lattice;
  c.lattice.species = {"A", "B"};
  auto& options = c.rendering;
  options.columns = options.rows = 400;
  options.spacing = disc.spacing;
  options.bump_sigma = {disc.width};
  options.noise = disc.noise;
  options.line_noise = 0;
  options.height_spread = 0.03;
  options.heights = heights;
  options.tilt = {0, 0};
  const auto lattice = make_lattice(c.lattice);
  const auto window = rendering::window_for(options, lattice);
  auto occupancy = at_random(lattice, window);
  const auto place = [&](int a, int b) { return disc.spacing * lattice.position(a, b, 0); };
  const lattice::Vector2 centre = place(window.columns, window.rows) / 2;
  constexpr double kRadius = 150;  // px
  for (int b = 0; b < window.rows; ++b) {
    for (int a = 0; a < window.columns; ++a) {
      if ((place(a, b) - centre).norm() > kRadius) occupancy.at(a, b, 0) = lattice::kUnseen;
    }
  }
  const auto image = rendering::render(occupancy, options, core::Stream(6)).image;
  return measure_image(image::level(image, c.image), c, {});
}

// Beyond the last atoms noise is no dim atom (square), and where columns overlap the last ones
// stand on another background than the rest (triangular).
TEST(CrystalInADisc, OfOneSpeciesIsRefused) {
  const std::vector<double> alike{1, 1};
  EXPECT_THROW(measure_disc({}, alike), species::TooFewSpecies);
  EXPECT_THROW(measure_disc({"triangular", 9, 0.38, 0.05}, alike), species::TooFewSpecies);
}

TEST(CrystalInADisc, OfTwoSpeciesIsNot) {
  const Measurement measured = measure_disc({}, {0.6, 1});
  const auto counts = measured.classified->occupancy.species_counts(0);
  const double share = static_cast<double>(counts[1]) / static_cast<double>(counts[0] + counts[1]);
  EXPECT_NEAR(share, 0.5, 0.1);
}

}  // namespace
}  // namespace gibbsight::pipeline
