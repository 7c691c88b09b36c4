// The null test: errors of classification that are correlated in space look like interactions, and
// must not pass for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "gibbsight/image/write_image.hpp"
#include "gibbsight/pipeline/run.hpp"
#include "gibbsight/pipeline/simulate.hpp"
#include "gibbsight/rendering/profile.hpp"
#include "gibbsight/rendering/rendering.hpp"

namespace gibbsight::pipeline {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr int kSize = 330;
constexpr double kSpacing = 12;

/// A ring around every bright atom, as an aberrated probe has, over the places of its neighbours.
struct Halo {
  double height = 0;  ///< in heights of the bright species
  double width = 0;   ///< spacings
};

image::Image draw_mixture(double interaction, const Halo& halo, std::uint64_t seed) {
  Configuration c;
  c.lattice.species = {"A", "B"};
  c.model.parameters = {"pair1=" + std::to_string(interaction)};
  c.sampler.seed = seed;
  auto& options = c.rendering;
  options.columns = options.rows = kSize;
  options.spacing = kSpacing;
  options.heights = {0.75, 1};
  options.height_spread = 0.05;
  options.bump_sigma = {0.25};
  options.drift = options.tilt = {0, 0};
  options.line_noise = 0;
  lattice::Window window = window_for(options, make_lattice(c.lattice));
  window.columns += 4;
  window.rows += 4;
  const auto occupancy = simulate_occupancy(window, c, {});
  rendering::Rendering drawn = rendering::render(occupancy, options, core::Stream(seed));
  if (halo.height == 0) return drawn.image;
  constexpr double kReach = 4;  // widths
  for (const rendering::RenderedAtom& atom : drawn.atoms) {
    if (atom.species == 0) continue;
    const double reach = kSpacing * (1 + kReach * halo.width);
    rendering::for_each_pixel_around(
        drawn.image, atom.x, atom.y, reach, [&](std::size_t pixel, double squared) {
          const double t = (std::sqrt(squared) - kSpacing) / (halo.width * kSpacing);
          drawn.image.pixels[pixel] += static_cast<float>(halo.height * std::exp(-t * t / 2));
        });
  }
  return drawn.image;
}

Configuration configure(std::uint64_t seed) {
  Configuration c;
  c.lattice.species = {"A", "B"};
  c.fit.models = {"pair1"};
  c.sampler.seed = seed;
  return c;
}

Results run_on(const image::Image& image, const Configuration& c) {
  const auto path =
      std::filesystem::temp_directory_path() / ("gibbsight_null_" + std::to_string(c.sampler.seed) +
                                                "_" + std::to_string(getpid()) + ".tif");
  image::write_tiff(path.string(), image);
  Results results = run(path.string(), c, {});
  std::filesystem::remove(path);
  return results;
}

const inference::Estimate& pair1(const Results& results) {
  return results.analysis->fits[1].parameters[0];
}

const Apparent& null_of(const Results& results) { return results.analysis->null_tests[1][0]; }

void say(const char* name, const Results& results) {
  const auto& e = pair1(results);
  std::printf("%s: pair1 %.3f +- %.3f [%.3f, %.3f]", name, e.value, e.standard_error, e.low,
              e.high);
  const Apparent& null = null_of(results);
  std::printf(", null %.3f +- %.3f (spread %.3f)\n", null.mean, null.error, null.spread);
}

bool holds(const inference::Estimate& e, double truth) { return e.low <= truth && truth <= e.high; }

/// The fit of the same sites without what the null test takes away.
inference::Estimate uncorrected(const Results& results, const Configuration& c) {
  Subject subject = results.analysis->subjects[0];
  subject.departures = {};
  return analyse({subject}, c, {}).fits[1].parameters[0];
}

// Half of what tells the species apart, on all four neighbours: to a classifier that knows nothing
// of it there is a segregation in the image that was never in the layer.
constexpr Halo kStrong{.height = 0.12, .width = 0.25};

TEST(NullTest, BleedThroughIsTakenAwayFromIntensities) {
  const Results results = run_on(draw_mixture(0, kStrong, 1), configure(1));
  ASSERT_FALSE(results.refusal);
  say("bleed", results);
  EXPECT_TRUE(holds(pair1(results), 0));
  EXPECT_EQ(results.calibration->made, 24);
  EXPECT_LT(std::abs(null_of(results).mean), kNoticeable * pair1(results).standard_error);
}

// Without it the answer is wrong, with it right.
TEST(NullTest, FindsAndTakesAwayWhatTheClassifierDoesNotKnow) {
  Configuration c = configure(1);
  c.species.bleed_shells = 0;
  const Results results = run_on(draw_mixture(0, kStrong, 1), c);
  ASSERT_FALSE(results.refusal);
  say("unknown bleed", results);
  const inference::Estimate without = uncorrected(results, c);
  std::printf("without the null test: pair1 %.3f +- %.3f\n", without.value, without.standard_error);
  EXPECT_GT(without.low, 0.05) << "not strong enough to test anything";
  EXPECT_GT(null_of(results).mean, 10 * null_of(results).error);
  EXPECT_TRUE(holds(pair1(results), 0));
  EXPECT_GT(pair1(results).standard_error, without.standard_error);
}

// What is left is no larger than what was taken away.
TEST(NullTest, GivesNoAnswerWhereErrorsAreAsLargeAsIt) {
  Configuration c = configure(1);
  c.species.bleed_shells = 0;
  const Results results = run_on(draw_mixture(0, {.height = 0.08, .width = 0.25}, 1), c);
  ASSERT_FALSE(results.refusal);
  say("bleed alone", results);
  EXPECT_EQ(results.analysis->status, Status::uninformative);
  EXPECT_THAT(results.analysis->reasons,
              Contains(HasSubstr("errors of classification alone look like pair1")));
}

TEST(NullTest, LeavesARealInteractionOfACleanImageAlone) {
  constexpr double kInteraction = 0.4;
  const image::Image image = draw_mixture(kInteraction, {}, 2);
  const Results results = run_on(image, configure(2));
  ASSERT_FALSE(results.refusal);
  say("clean", results);
  EXPECT_EQ(results.analysis->status, Status::ok);
  EXPECT_EQ(results.analysis->best_fit().model, "pair1");
  EXPECT_TRUE(holds(pair1(results), kInteraction));
  EXPECT_EQ(results.calibration->made, 24);
  EXPECT_LT(results.calibration->lost.maxCoeff(), 0.01);
  EXPECT_LT(results.calibration->false_atoms, 0.01);
  EXPECT_LT(std::abs(null_of(results).mean), kNoticeable * pair1(results).standard_error);
  ASSERT_TRUE(results.confirmation.has_value());
  ASSERT_FALSE(results.confirmation->apparent.empty());
  EXPECT_LT(std::abs(results.confirmation->apparent[0].mean), pair1(results).standard_error);
}

}  // namespace
}  // namespace gibbsight::pipeline
