// Species whose columns differ in width, and hardly in height.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/atoms/window.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/levelling.hpp"
#include "gibbsight/pipeline/image_twin.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/pipeline/simulate.hpp"
#include "gibbsight/rendering/rendering.hpp"

namespace gibbsight::pipeline {
namespace {

constexpr double kSpacing = 9;

/// Equal heights; the columns of B are wider than those of A.
struct Widths {
  double narrow = 0.27;  ///< spacings
  double ratio = 1.2;
  double noise = 0.04;  ///< of a pixel, in heights
  int size = 320;       ///< of the image, px
};

/// Distance of the two in standard deviations of the logarithm of a width, by the Fisher
/// information of height, width and level background in the pixels that a column is fitted to.
double expected_separation(const Widths& widths) {
  const double width = kSpacing * widths.narrow * std::sqrt(widths.ratio);
  const double radius = atoms::window_radius(kSpacing, width);
  const int reach = static_cast<int>(radius);
  Eigen::Matrix3d information = Eigen::Matrix3d::Zero();
  for (int y = -reach; y <= reach; ++y) {
    for (int x = -reach; x <= reach; ++x) {
      const double squared = x * x + y * y;
      if (squared > radius * radius) continue;
      const double shape = std::exp(-squared / (2 * width * width));
      const Eigen::Vector3d slopes(shape, shape * squared / (width * width), 1);
      information += slopes * slopes.transpose() / (widths.noise * widths.noise);
    }
  }
  return std::log(widths.ratio) / std::sqrt(information.inverse()(1, 1));
}

Configuration configuration_of(const Widths& widths) {
  Configuration c;
  c.lattice.species = {"A", "B"};
  c.model.parameters = {"pair1=0.2"};
  auto& options = c.rendering;
  options.columns = options.rows = widths.size;
  options.spacing = kSpacing;
  options.heights = {1, 1};
  options.height_spread = 0.04;
  options.bump_sigma = {widths.narrow, widths.narrow * widths.ratio};
  options.noise = widths.noise;
  return c;
}

struct Example {
  Configuration configuration;
  rendering::Rendering drawn;
  Measurement measured;
};

Example make_example(const Configuration& c) {
  Example example{c, {}, {}};
  const auto window = rendering::window_for(c.rendering, make_lattice(c.lattice));
  example.drawn =
      rendering::render(simulate_occupancy(window, c, {}), c.rendering, core::Stream(7));
  example.measured = measure_image(image::level(example.drawn.image, c.image), c, {});
  return example;
}

Example make_example(const Widths& widths) { return make_example(configuration_of(widths)); }

/// Share of the atoms that got the species they were drawn as, and what was said it would be.
struct Score {
  double right = 0;
  double stated = 0;
};

Score score(const Example& example) {
  std::vector<indexing::Vector2> places;
  for (const auto& atom : example.drawn.atoms) places.emplace_back(atom.x, atom.y);
  const atoms::PointIndex index(places);
  Score result;
  double count = 0;
  for (std::size_t i = 0; i < example.measured.sites->sites.size(); ++i) {
    const auto& site = example.measured.sites->sites[i];
    const auto& of_site = example.measured.classified->sites[i];
    if (of_site.species == lattice::kUnseen) continue;
    const auto hit = index.nearest({site.x, site.y});
    if (hit.distance > kSpacing / 3) continue;
    const auto truth = example.drawn.atoms[static_cast<std::size_t>(hit.point)].species;
    result.right += of_site.species == truth ? 1 : 0;
    result.stated += of_site.probabilities[static_cast<std::size_t>(of_site.species)];
    ++count;
  }
  return {result.right / count, result.stated / count};
}

TEST(Widths, TellSpeciesOfEqualHeightApart) {
  const Widths widths;
  EXPECT_GT(expected_separation(widths), 5);
  const Example example = make_example(widths);
  EXPECT_TRUE(example.measured.classified->sublattices[0].by_width);
  EXPECT_THAT(example.measured.classified->warnings,
              ::testing::Contains(::testing::HasSubstr("A are the narrowest, B the widest")));
  EXPECT_GT(score(example).right, 0.99);
}

// One in a hundred columns would not make most widths differ: those are held near a common one.
TEST(Widths, TellARareSpeciesApart) {
  Widths widths;
  widths.noise = 0.01;
  Configuration c = configuration_of(widths);
  c.model.bulk = {"B=0.05"};
  c.model.parameters = {"pair1=0"};
  EXPECT_GT(score(make_example(c)).right, 0.995);
}

TEST(Widths, ProbabilitiesAreCalibratedWhereTheyOverlap) {
  const Score found = score(make_example(Widths{.noise = 0.08}));
  EXPECT_LT(found.right, 0.97);
  EXPECT_NEAR(found.stated, found.right, 0.03);
}

TEST(Widths, RefusedWhereNoiseHidesThem) {
  const Widths widths{.ratio = 1.04, .noise = 0.08};
  EXPECT_LT(expected_separation(widths), 2);
  try {
    make_example(widths);
    FAIL();
  } catch (const core::DataError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("fewer than 2 species"));
  }
}

/// Distance at which a profile falls to half its height.
double half_width(const rendering::Profile& profile) {
  double r = 0;
  while (profile.at(r * r) > profile.at(0) / 2) r += 0.01;
  return r;
}

TEST(Widths, TwinsShowThem) {
  const Example example = make_example(Widths{.noise = 0.06, .size = 220});
  const Measurement& measured = example.measured;
  const Scene scene = measure_scene(measured, example.configuration, core::Stream(3), {});
  const auto& profiles = scene.appearance.profiles;
  EXPECT_NEAR(half_width(profiles[1]) / half_width(profiles[0]), 1.2, 0.04);
  const ImageTwin twin = make_image_twin(scene, measured.classified->occupancy,
                                         example.configuration, core::Stream(4), {});
  double right = 0;
  double seen = 0;
  for (std::size_t i = 0; i < twin.truth.species.size(); ++i) {
    if (twin.truth.species[i] == lattice::kUnseen || twin.observed.species[i] == lattice::kUnseen)
      continue;
    right += twin.truth.species[i] == twin.observed.species[i] ? 1 : 0;
    ++seen;
  }
  const double wrong = 1 - score(example).right;
  const double error = std::sqrt(2 * wrong / seen);  // of the difference of two such shares
  EXPECT_NEAR(1 - right / seen, wrong, 3 * error);
}

}  // namespace
}  // namespace gibbsight::pipeline
