// Known interactions back from synthetic windows of sites.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/inference/fit.hpp"
#include "gibbsight/pipeline/lattice_forward_model.hpp"
#include "gibbsight/pipeline/make_prior.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::VectorXd;

struct Recovered {
  double value = 0;
  double standard_error = 0;
  bool covered = false;
  double p_value = 0;
};

/// Windows of 48x48 sites out of boxes of 96x96 at composition 0.45 and interaction w.
std::vector<lattice::Occupancy> make_windows(double w, std::size_t count) {
  const lattice::Lattice lattice = lattice::make_lattice("square", {"Te", "Se"});
  const auto motif = motifs::make_motif(lattice, 1);
  const auto interactions = model::make_interactions(lattice, "pair1");
  sampler::SamplerOptions options;
  options.least_sweeps = 128;
  options.samples = 2;
  const auto samples = sampler::sample(
      interactions, VectorXd::Constant(1, w), sampler::Canonical{Eigen::Vector2d(0.55, 0.45)},
      motif, {0, 0, 96, 96}, count, options,
      core::Stream(31).child(static_cast<std::uint64_t>(w * 100 + 500)), {});
  std::vector<lattice::Occupancy> windows;
  for (std::size_t r = 0; r < count; ++r) {
    auto window = lattice::Occupancy::unseen(lattice, {0, 0, 48, 48});
    for (std::size_t row = 0; row < 48; ++row)
      for (std::size_t column = 0; column < 48; ++column) {
        window.species[row * 48 + column] = samples.replicas.replica(r)[row * 96 + column];
      }
    windows.push_back(window);
  }
  return windows;
}

Recovered recover(const lattice::Occupancy& window, double truth, std::size_t index) {
  const auto motif = motifs::make_motif(window.lattice, 1);
  Observation observation{window, microscope::Confusion::none(2), Eigen::Vector2d(0.55, 0.45)};
  sampler::SamplerOptions options;
  options.samples = 6;
  const LatticeForwardModel model(model::make_interactions(window.lattice, "pair1"), motif,
                                  observation, options);
  inference::FitOptions fit_options;
  fit_options.twins = 128;
  const auto histogram = count(window, motif);
  const core::Execution one_thread{.threads = 1, .progress = {}, .interrupted = {}};
  const auto fit = inference::fit(histogram.probabilities(), model, {model.start()},
                                  make_prior(model.parameter_names(), fit_options), fit_options,
                                  core::Stream(77).child(index), one_thread);
  const auto& w = fit.parameters[0];
  return {w.value, w.standard_error, w.low <= truth && truth <= w.high, fit.goodness.p_value};
}

class Recovery : public ::testing::TestWithParam<double> {};

// 200 windows: the standard error of the mean is 0.07 sigma, that of the spread 5 %.
TEST_P(Recovery, IsUnbiasedAndItsErrorsAreRight) {
  constexpr std::size_t kWindows = 200;
  const double truth = GetParam();
  const auto windows = make_windows(truth, kWindows);
  std::vector<Recovered> found(kWindows);
  core::parallel_for(kWindows, {},
                     [&](std::size_t i) { found[i] = recover(windows[i], truth, i); });
  double mean = 0;
  double squares = 0;
  double reported = 0;
  double covered = 0;
  double small_p = 0;
  for (const Recovered& r : found) {
    mean += (r.value - truth) / kWindows;
    squares += std::pow(r.value - truth, 2) / kWindows;
    reported += r.standard_error / kWindows;
    covered += r.covered ? 1.0 / kWindows : 0;
    small_p += r.p_value < 0.05 ? 1.0 / kWindows : 0;
  }
  const double spread = std::sqrt(squares - mean * mean);
  std::printf(
      "w %5.2f  mean error %8.5f +- %.5f  spread %.4f  reported %.4f  90 %% covers %.3f  "
      "P(p < .05) %.3f\n",
      truth, mean, spread / std::sqrt(kWindows), spread, reported, covered, small_p);
  EXPECT_LT(std::abs(mean), 3 * spread / std::sqrt(1.0 * kWindows));
  EXPECT_NEAR(spread / reported, 1, 0.15);
  EXPECT_NEAR(covered, 0.9, 3.3 * std::sqrt(0.09 / kWindows)) << "99.9 % binomial band";
  EXPECT_NEAR(small_p, 0.05, 3.3 * std::sqrt(0.05 * 0.95 / kWindows)) << "99.9 % binomial band";
}

INSTANTIATE_TEST_SUITE_P(Interactions, Recovery, ::testing::Values(-0.4, 0.0, 0.4));

}  // namespace
}  // namespace gibbsight::pipeline
