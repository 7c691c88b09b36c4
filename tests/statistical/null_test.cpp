// The null test: errors of classification that are correlated in space look like interactions, and
// must not pass for them.
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
#include "gibbsight/species/mixture.hpp"

namespace gibbsight::pipeline {
namespace {

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

Results run_on(const image::Image& image, int null_twins, std::uint64_t seed) {
  Configuration c;
  c.lattice.species = {"A", "B"};
  c.fit.models = {"pair1"};
  c.sampler.seed = seed;
  c.microscope.null_twins = null_twins;
  const auto path =
      std::filesystem::temp_directory_path() /
      ("gibbsight_null_" + std::to_string(seed) + "_" + std::to_string(getpid()) + ".tif");
  image::write_tiff(path.string(), image);
  Results results = run(path.string(), c, {});
  std::filesystem::remove(path);
  return results;
}

const inference::Estimate& pair1(const Results& results) {
  return results.analysis->fits[1].parameters[0];
}

void say(const char* name, const Results& results) {
  const auto& e = pair1(results);
  std::printf("%s: pair1 %.3f +- %.3f [%.3f, %.3f]", name, e.value, e.standard_error, e.low,
              e.high);
  const auto& null = results.analysis->null_tests[1];
  if (!null.empty()) {
    std::printf(", null %.3f +- %.3f (spread %.3f)", null[0].mean, null[0].error, null[0].spread);
  }
  std::printf("\n");
}

bool holds(const inference::Estimate& e, double truth) { return e.low <= truth && truth <= e.high; }

/// The fit of the same sites with species by their intensities alone.
inference::Estimate without_bleed(const Results& results) {
  const Measurement& m = *results.measurement;
  std::vector<std::size_t> places;
  std::vector<double> intensities;
  for (std::size_t i = 0; i < m.sites->sites.size(); ++i) {
    const indexing::Site& site = m.sites->sites[i];
    if (site.atom == indexing::kNoAtom || m.classified->sites[i].species < 0) continue;
    places.push_back(i);
    intensities.push_back(m.atoms->atoms[static_cast<std::size_t>(site.atom)].intensity);
  }
  const Eigen::VectorXd values = Eigen::Map<const Eigen::VectorXd>(
      intensities.data(), static_cast<Eigen::Index>(intensities.size()));
  const auto mixture = species::fit_mixture(values, Eigen::MatrixXd(values.size(), 0), 2, {});
  lattice::Occupancy occupancy = m.classified->occupancy;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const indexing::Site& site = m.sites->sites[places[k]];
    const Eigen::VectorXd p = mixture.posterior(intensities[k], 0);
    occupancy.at(site.a, site.b, 0) = p[1] > p[0] ? 1 : 0;
  }
  Configuration c;
  c.lattice.species = {"A", "B"};
  c.fit.models = {"pair1"};
  const auto subject = make_subject(occupancy, microscope::Confusion::none(2), c);
  return analyse({subject}, c, {}).fits[1].parameters[0];
}

// A third of what tells the species apart, on all four neighbours: intensities alone would
// show a segregation that is not there.
TEST(NullTest, BleedThroughWithoutInteractionGivesNoInteraction) {
  const image::Image image = draw_mixture(0, {0.08, 0.25}, 1);
  const Results results = run_on(image, 24, 1);
  ASSERT_FALSE(results.refusal);
  say("bleed", results);
  const inference::Estimate naive = without_bleed(results);
  std::printf("intensities alone: pair1 %.3f +- %.3f\n", naive.value, naive.standard_error);
  EXPECT_GT(naive.low, 0.1) << "not strong enough to test anything";
  EXPECT_TRUE(holds(pair1(results), 0));
  const Apparent& null = results.analysis->null_tests[1][0];
  EXPECT_EQ(results.calibration->made, 24);
  EXPECT_LT(std::abs(null.mean), kNoticeable * pair1(results).standard_error);
}

TEST(NullTest, LeavesARealInteractionOfACleanImageAlone) {
  constexpr double kInteraction = 0.4;
  const image::Image image = draw_mixture(kInteraction, {}, 2);
  const Results results = run_on(image, 24, 2);
  ASSERT_FALSE(results.refusal);
  say("clean", results);
  EXPECT_EQ(results.analysis->status, Status::ok);
  EXPECT_EQ(results.analysis->best_fit().model, "pair1");
  EXPECT_TRUE(holds(pair1(results), kInteraction));
  EXPECT_EQ(results.calibration->made, 24);
  EXPECT_LT(results.calibration->lost.maxCoeff(), 0.01);
  EXPECT_LT(results.calibration->false_atoms, 0.01);
  const Apparent& null = results.analysis->null_tests[1][0];
  EXPECT_LT(std::abs(null.mean), kNoticeable * pair1(results).standard_error);
  ASSERT_TRUE(results.confirmation.has_value());
  ASSERT_FALSE(results.confirmation->apparent.empty());
  EXPECT_LT(std::abs(results.confirmation->apparent[0].mean), pair1(results).standard_error);
}

}  // namespace
}  // namespace gibbsight::pipeline
