#include "gibbsight/pipeline/lattice_forward_model.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "gibbsight/inference/tangent.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A window of 24x20 sites of which some were not seen.
lattice::Occupancy make_window(const lattice::Lattice& lattice) {
  auto window = lattice::Occupancy::unseen(lattice, {-3, 5, 24, 20});
  core::Generator random = core::Stream(4).generator();
  for (auto& s : window.species) {
    if (random.uniform() > 0.05) s = random.uniform() < 0.4 ? 1 : 0;
  }
  return window;
}

LatticeForwardModel make_model(bool free_composition, bool confused) {
  const auto lattice = lattice::make_lattice("square", {"Te", "Se"});
  auto confusion = microscope::Confusion::none(2);
  if (confused) confusion.probability << 0.93, 0.07, 0.12, 0.88;
  Observation observation{make_window(lattice), confusion, std::nullopt};
  if (!free_composition) observation.bulk = Eigen::Vector2d(0.6, 0.4);
  return {
      model::make_interactions(lattice, "pair1"), motifs::make_motif(lattice, 1), observation, {}};
}

// The mean of the twins is the mean histogram, seen through the same microscope: per orbit within
// four standard errors of the twins' mean (the box mean's own error is far smaller).
TEST(LatticeForwardModel, TwinsAverageToTheMean) {
  for (const bool confused : {false, true}) {
    const auto model = make_model(false, confused);
    const inference::Parameters at = VectorXd::Constant(1, 0.4);
    const auto s = model.simulate(std::span(&at, 1), {1024}, core::Stream(5), {}).front();
    EXPECT_NEAR(s.mean.sum(), 1, 1e-12);
    EXPECT_NEAR(s.derivatives.sum(), 0, 1e-9);
    for (Eigen::Index i = 0; i < s.mean.size(); ++i) {
      const VectorXd row = s.twins.row(i).transpose();
      const double error = std::sqrt((row.array() - row.mean()).square().mean() / 1024);
      EXPECT_NEAR(row.mean(), s.mean[i], 4.5 * error) << "orbit " << i;
    }
  }
}

// Independent sites: an orbit of n sites of Se among five has probability m x^n (1 - x)^(5 - n).
TEST(LatticeForwardModel, OfIndependentSitesAtAFittedComposition) {
  const auto model = make_model(true, false);
  EXPECT_EQ(model.parameter_names(), (std::vector<std::string>{"pair1", "fraction:Se"}));
  const auto motif = motifs::make_motif(lattice::make_lattice("square", {"Te", "Se"}), 1);
  const double x = 0.3;
  const inference::Parameters at = Eigen::Vector2d(0, x);
  const auto s = model.simulate(std::span(&at, 1), {256}, core::Stream(5), {}).front();
  EXPECT_NEAR(s.mean.sum(), 1, 1e-12);
  EXPECT_NEAR(s.derivatives.colwise().sum().norm(), 0, 1e-9);
  for (Eigen::Index i = 0; i < s.mean.size(); ++i) {
    const auto& orbit = motif.orbits[static_cast<std::size_t>(i)];
    int n = 0;
    for (std::size_t k = 0; k < 5; ++k) n += motif.digit(orbit.code, k);
    const double p = orbit.multiplicity * std::pow(x, n) * std::pow(1 - x, 5 - n);
    EXPECT_NEAR(s.mean[i], p, 0.01 * std::sqrt(p)) << i;
    EXPECT_NEAR(s.derivatives(i, 1), p * (n / x - (5 - n) / (1 - x)), 0.15 * std::sqrt(p)) << i;
  }
}

// What is simulated a little to both sides differs as the derivatives say.
TEST(LatticeForwardModel, DerivativesAtAFittedCompositionAreThoseOfTheMean) {
  const auto model = make_model(true, true);
  const inference::Parameters centre = Eigen::Vector2d(0.4, 0.3);
  const Eigen::Vector2d off(0.1, 0.05);
  for (Eigen::Index k = 0; k < 2; ++k) {
    const VectorXd step = off[k] * VectorXd::Unit(2, k);
    const std::vector<inference::Parameters> points{centre, centre + step, centre - step};
    const auto s = model.simulate(points, {256}, core::Stream(6), {});
    const VectorXd difference = (s[1].mean - s[2].mean) / (2 * off[k]);
    EXPECT_LT((difference - s[0].derivatives.col(k)).norm(), 0.06 * difference.norm()) << k;
  }
}

// Slopes along directions that were measured with the same noise would be too long, and posteriors
// too narrow: here by 2 to 5 %.
TEST(LatticeForwardModel, SlopesAreNotLongerForTheirNoise) {
  const auto lattice = lattice::make_lattice("square", {"A", "B", "C"});
  Observation observation{lattice::Occupancy::unseen(lattice, {0, 0, 24, 24}),
                          microscope::Confusion::none(3), std::nullopt};
  std::fill(observation.occupancy.species.begin(), observation.occupancy.species.end(), 0);
  const auto interactions = model::make_interactions(lattice, "pair1");
  const auto motif = motifs::make_motif(lattice, 1);
  const inference::Parameters at = (VectorXd(5) << 0.1, -0.1, 0.3, 0.33, 0.33).finished();
  const auto simulate = [&](int samples, std::uint64_t seed) {
    sampler::SamplerOptions options;
    options.samples = samples;
    const LatticeForwardModel model(interactions, motif, observation, options);
    return model.simulate(std::span(&at, 1), {256}, core::Stream(seed), {}).front();
  };
  const auto exact = simulate(500, 1);
  constexpr int kStreams = 16;
  VectorXd told = VectorXd::Zero(5);
  VectorXd untold = VectorXd::Zero(5);
  for (int i = 0; i < kStreams; ++i) {
    auto s = simulate(10, 2 + static_cast<std::uint64_t>(i));
    const auto with = inference::make_tangent(s);
    s.derivative_noise = {};
    const auto without = inference::make_tangent(s);
    s.derivatives = exact.derivatives;
    const MatrixXd truth = with.directions.transpose() * inference::make_tangent(s).jacobian;
    const auto length = [&](const inference::Tangent& tangent) {
      return VectorXd(
          (truth.inverse() * with.directions.transpose() * tangent.jacobian).diagonal());
    };
    told += length(with) / kStreams;
    untold += length(without) / kStreams;
  }
  EXPECT_LT((told.array() - 1).abs().maxCoeff(), 0.025);
  EXPECT_GT(untold.minCoeff(), 1.01);  // or the case shows nothing
}

TEST(LatticeForwardModel, SameBytesForAnyNumberOfThreads) {
  const auto model = make_model(true, true);
  const inference::Parameters at = Eigen::Vector2d(0.3, 0.45);
  const auto run = [&](int threads) {
    return model
        .simulate(std::span(&at, 1), {64}, core::Stream(5),
                  {.threads = threads, .progress = {}, .interrupted = {}})
        .front();
  };
  const auto one = run(1);
  for (const int threads : {2, 3}) {
    const auto many = run(threads);
    EXPECT_EQ(one.mean, many.mean);
    EXPECT_EQ(one.derivatives, many.derivatives);
    EXPECT_EQ(one.twins, many.twins);
  }
}

}  // namespace
}  // namespace gibbsight::pipeline
