// A second image of everything, found by what it does to species: where it is, how strong, and
// never where there is none.
#include "gibbsight/pipeline/double_tip.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/levelling.hpp"
#include "gibbsight/pipeline/simulate.hpp"
#include "gibbsight/rendering/rendering.hpp"

namespace gibbsight::pipeline {
namespace {

constexpr double kSpacing = 9;

struct Case {
  const char* lattice = "square";
  double interaction = 0.3;
  indexing::Vector2 offset{0, 0};  // px
  double strength = 0;
  std::uint64_t seed = 1;
  double other_axis = 0;  // interaction along b, where it is another one
  double noise = 0.05;
  bool layer = false;  // of adatoms
};

Measurement measure_case(const Case& c) {
  Configuration configuration;
  configuration.lattice.name = c.lattice;
  configuration.lattice.species = {"A", "B"};
  if (c.layer) {
    configuration.lattice.species = {"vacancy", "A"};
    configuration.model.bulk = {"A=0.25"};
    configuration.rendering.heights = {0, 1};
  }
  configuration.model.parameters = {"pair1=" + std::to_string(c.interaction)};
  if (c.other_axis != 0) {
    configuration.model.symmetry = "pmm";
    configuration.model.parameters = {"pair1[1,0]=" + std::to_string(c.interaction),
                                      "pair1[0,1]=" + std::to_string(c.other_axis)};
  }
  configuration.sampler.seed = c.seed;
  rendering::RenderOptions& options = configuration.rendering;
  options.columns = options.rows = 270;
  options.spacing = kSpacing;
  options.noise = c.noise;
  if (c.strength > 0) options.double_tip = {c.offset.x(), c.offset.y(), c.strength};
  const auto window = rendering::window_for(options, make_lattice(configuration.lattice));
  const auto occupancy = simulate_occupancy(window, configuration, {});
  const auto image = rendering::render(occupancy, options, core::Stream(c.seed)).image;
  return measure_image(image::level(image, configuration.image), configuration, {});
}

// The cell vector a of RenderOptions' default rotation.
indexing::Vector2 along_a() { return kSpacing * indexing::Vector2(0.9563, 0.2924); }

TEST(DoubleTip, IsFoundWhereItIsAndAsStrongAsItIs) {
  const std::vector<indexing::Vector2> offsets{
      2 * along_a(), {23, -14}, {-12, 17}, {31, 6}, along_a()};
  double squares = 0;
  int count = 0;
  std::uint64_t seed = 10;
  for (const char* lattice : {"square", "triangular"}) {
    for (const auto& offset : offsets) {
      const auto tip = find_double_tip(measure_case({lattice, 0.3, offset, 0.25, ++seed}), {});
      ASSERT_TRUE(tip) << lattice << ' ' << offset.transpose();
      const indexing::Vector2 off = tip->offset_px - offset;
      std::printf("%s %.2f %.2f: %.2f %.2f +- %.2f px, strength %.3f +- %.3f\n", lattice,
                  offset.x(), offset.y(), tip->offset_px.x(), tip->offset_px.y(),
                  tip->offset_error_px, tip->strength, tip->strength_error);
      EXPECT_NEAR(tip->strength, 0.25, 3 * tip->strength_error);
      EXPECT_LT(off.norm(), 4 * tip->offset_error_px);
      squares += off.squaredNorm() / 2 / std::pow(tip->offset_error_px, 2);
      ++count;
    }
  }
  // 20 coordinates: chi^2 / 20 is above 2 by chance in one of 200.
  EXPECT_LT(squares / count, 2);
}

// Order along one axis alone, classes that overlap, order and segregation near the transition.
TEST(DoubleTip, IsNotSeenWhereThereIsNone) {
  std::vector<Case> cases;
  for (std::uint64_t seed = 100; seed < 108; ++seed) {
    cases.push_back({"square", 0.3, {0, 0}, 0, seed});
    cases.push_back({"square", 0.7, {0, 0}, 0, seed});
    cases.push_back({"square", -0.5, {0, 0}, 0, seed, 0.5});
    cases.push_back({"square", 0.5, {0, 0}, 0, seed, -0.5, 0.15});
    cases.push_back({"triangular", 0.4, {0, 0}, 0, seed, 0, 0.1});
  }
  for (const Case& c : cases) {
    EXPECT_FALSE(find_double_tip(measure_case(c), {}))
        << c.lattice << ' ' << c.interaction << ' ' << c.other_axis << ' ' << c.seed;
  }
}

// From half on, a fifth of the species are wrong, and which image is the first cannot be told.
TEST(DoubleTip, ThatIsStrongKeepsAnAnswerFromBeingOne) {
  std::uint64_t seed = 200;
  for (const char* lattice : {"square", "triangular"}) {
    for (const double strength : {0.6, 0.8, 1.0}) {
      const auto tip =
          find_double_tip(measure_case({lattice, 0.3, along_a(), strength, ++seed}), {});
      ASSERT_TRUE(tip) << lattice << ' ' << strength;
      EXPECT_TRUE(tip->is_misleading()) << lattice << ' ' << strength;
      Analysis analysis;
      explain(*tip, analysis);
      EXPECT_EQ(analysis.status, Status::uninformative);
      ASSERT_EQ(analysis.reasons.size(), 1U);
      EXPECT_TRUE(analysis.reasons.front().starts_with("double tip: "));
    }
  }
}

TEST(DoubleTip, ThatIsWeakIsAWarningAlone) {
  const auto tip = find_double_tip(measure_case({"triangular", 0.3, along_a(), 0.2, 300}), {});
  ASSERT_TRUE(tip);
  Analysis analysis;
  explain(*tip, analysis);
  EXPECT_EQ(analysis.status, Status::ok);
  EXPECT_TRUE(analysis.reasons.empty());
}

/// A layer of adatoms.
Measurement measure_layer(Case c) {
  c.layer = true;
  return measure_case(c);
}

// From a seventh on the second image is seen as atoms, on sites or between them.
TEST(DoubleTip, IsFoundWhereItFillsALayer) {
  std::uint64_t seed = 400;
  for (const char* lattice : {"square", "triangular"}) {
    for (const double strength : {0.15, 0.3, 0.6}) {
      for (const indexing::Vector2& offset : {indexing::Vector2(2 * along_a()), along_a()}) {
        const auto tip =
            find_double_tip(measure_layer({lattice, 0.3, offset, strength, ++seed}), {});
        ASSERT_TRUE(tip) << lattice << ' ' << strength << ' ' << offset.transpose();
        std::printf("%s %.2f %.2f: %.2f %.2f +- %.2f px, strength %.3f +- %.3f of %.2f\n", lattice,
                    offset.x(), offset.y(), tip->offset_px.x(), tip->offset_px.y(),
                    tip->offset_error_px, tip->strength, tip->strength_error, strength);
        EXPECT_TRUE(tip->seen_as_atoms);
        EXPECT_TRUE(tip->is_misleading());
        EXPECT_LT((tip->offset_px - offset).norm(), 4 * tip->offset_error_px);
        EXPECT_NEAR(tip->strength, strength, 3 * tip->strength_error);
      }
    }
  }
}

TEST(DoubleTip, IsNotSeenInALayerWhereThereIsNone) {
  for (std::uint64_t seed = 500; seed < 502; ++seed) {
    for (const double interaction : {-0.6, 0.0, 0.6}) {
      for (const double noise : {0.05, 0.15}) {
        const Case square{"square", interaction, {0, 0}, 0, seed, 0, noise};
        const Case triangular{"triangular", interaction, {0, 0}, 0, seed, 0, noise};
        EXPECT_FALSE(find_double_tip(measure_layer(square), {})) << interaction << ' ' << seed;
        EXPECT_FALSE(find_double_tip(measure_layer(triangular), {})) << interaction << ' ' << seed;
      }
    }
  }
}

}  // namespace
}  // namespace gibbsight::pipeline
