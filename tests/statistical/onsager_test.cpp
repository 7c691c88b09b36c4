// The square lattice at mu = 0 is the Ising model: energy, specific heat and magnetisation of the
// infinite lattice are known exactly.
#include <gtest/gtest.h>

#include <boost/math/special_functions/ellint_1.hpp>
#include <boost/math/special_functions/ellint_2.hpp>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "fast_box.hpp"
#include "gibbsight/sampler/fold.hpp"
#include "gibbsight/sampler/sample.hpp"

namespace gibbsight {
namespace {

using Eigen::VectorXd;

/// Mean fraction of unlike nearest-neighbour pairs of the infinite lattice (Onsager, Phys. Rev. 65,
/// 117 (1944), doi:10.1103/PhysRev.65.117). An unlike pair costs w, so K = w / 2.
double onsager_unlike_fraction(double w) {
  const double k = w / 2;
  const double t = std::tanh(2 * k);
  const double modulus = 2 * std::sinh(2 * k) / std::pow(std::cosh(2 * k), 2);
  const double energy =
      (1 / t) * (1 + 2 / std::numbers::pi * (2 * t * t - 1) * boost::math::ellint_1(modulus));
  return (1 - energy / 2) / 2;  // `energy` is that of two bonds a site in units of -J
}

/// Variance of the number of unlike pairs by the number of sites, which is -d/dw of their mean; the
/// specific heat is w^2 times this (Onsager 1944).
double onsager_unlike_variance(double w) {
  const double t = std::tanh(w);
  const double modulus = 2 * std::sinh(w) / std::pow(std::cosh(w), 2);
  const double first = boost::math::ellint_1(modulus);
  const double second = boost::math::ellint_2(modulus);
  return (first - second - (1 - t * t) * (std::numbers::pi / 2 + (2 * t * t - 1) * first)) /
         (std::numbers::pi * t * t);
}

/// Spontaneous magnetisation (Yang 1952, doi:10.1103/PhysRev.85.808); 0 above T_c.
double yang_magnetisation(double w) {
  const double s = std::sinh(w);
  return s > 1 ? std::pow(1 - std::pow(s, -4), 0.125) : 0;
}

TEST(Onsager, VarianceIsTheDerivativeOfTheEnergy) {
  for (const double w : {-0.4, 0.5, 0.8, 0.95, 1.1}) {
    constexpr double kStep = 1e-5;
    const double slope =
        (onsager_unlike_fraction(w + kStep) - onsager_unlike_fraction(w - kStep)) / (2 * kStep);
    EXPECT_NEAR(onsager_unlike_variance(w), -2 * slope, 1e-7) << w;
  }
}

/// One number a replica beside what it should be. The spread of the replicas holds all
/// autocorrelation.
struct Comparison {
  Comparison(const VectorXd& replicas, double law) : mean(replicas.mean()), exact(law) {
    const auto n = static_cast<double>(replicas.size());
    error = std::sqrt((replicas.array() - mean).square().sum() / (n * (n - 1)));
  }
  double standard_errors() const { return (mean - exact) / error; }
  double mean;
  double exact;
  double error;
};

struct Means {
  VectorXd energy;         // unlike fraction
  VectorXd variance;       // of the number of unlike pairs about the exact mean, by sites
  VectorXd magnetisation;  // share of the species of the start less that of the other
};

Means measure(testing::FastBox& box, double w, int samples, int interval) {
  const double pairs = 2 * box.sites();
  const double exact = onsager_unlike_fraction(w);
  Means means{VectorXd::Zero(sampler::kLanes), VectorXd::Zero(sampler::kLanes),
              VectorXd::Zero(sampler::kLanes)};
  for (int i = 0; i < samples; ++i) {
    box.sweep(interval);
    const VectorXd unlike = box.energies() / (w * pairs);
    means.energy += unlike / samples;
    means.variance.array() += (unlike.array() - exact).square() * pairs * pairs / box.sites();
    means.magnetisation.array() += 1 - 2 * box.second_species().array() / box.sites();
  }
  means.variance /= samples;
  means.magnetisation /= samples;
  return means;
}

struct Temperature {
  double w;
  int forget;    // sweeps, over 15 relaxation times
  int interval;  // sweeps
};

// Boxes of 96 x 96. The correlation length along an axis is 1 / (ln coth(w/2) - w) above T_c, at
// most 6.0 sites here (w = 0.8), and half of -1 / (ln coth(w/2) - w) below, at most 3.7 (w = 0.95):
// what the edges do, exp(-96 / length), stays below 2e-7. Below T_c the replicas start from one
// species. The two walls that would turn one over cost 2 * 96 (w - ln coth(w/2)) = 26 k_B T at
// least, so none does. 15 comparisons at four standard errors; the dither that the replicas share
// ties rare flips (independence_test), so that at w = 1.1 means are up to 1.2 times noisier than
// the spread of the replicas says and four are 3.4. One chance in 300 that any of the 15 fails.
TEST(Onsager, EnergySpecificHeatAndMagnetisationOf512Replicas) {
  const sampler::SemiGrand open{Eigen::Vector2d(0, 0)};
  const sampler::Canonical ordered{Eigen::Vector2d(1, 0)};
  constexpr int kSamples = 100;
  for (const auto& [w, forget, interval] :
       {Temperature{0.5, 60, 2}, Temperature{0.7, 200, 4}, Temperature{0.8, 1000, 10},
        Temperature{0.95, 600, 8}, Temperature{1.1, 150, 4}}) {
    testing::FastBox box({.parameters = {w}}, open, ordered, {0, 0, 96, 96},
                         core::Stream(12).child(static_cast<std::uint64_t>(100 * w + 0.5)));
    box.sweep(forget);
    const Means means = measure(box, w, kSamples, interval);
    const Comparison energy(means.energy, onsager_unlike_fraction(w));
    const Comparison heat(means.variance, onsager_unlike_variance(w));
    const Comparison magnetisation(means.magnetisation, yang_magnetisation(w));
    for (const Comparison& c : {energy, heat, magnetisation}) {
      std::printf("w %.2f  %.6f +- %.6f  exact %.6f  (%.2f)\n", w, c.mean, c.error, c.exact,
                  c.standard_errors());
      EXPECT_LT(std::abs(c.standard_errors()), 4) << "w = " << w;
    }
    EXPECT_LT(energy.error, 1e-4) << "too noisy to tell";
    EXPECT_LT(heat.error, 0.02 * heat.exact) << "too noisy to tell";
    EXPECT_LT(magnetisation.error, 2e-3) << "too noisy to tell";
  }
}

/// Means over stretches of sweeps of one lattice in all lanes: energy and specific heat.
std::pair<Comparison, Comparison> measure_folded(double w, int side, int forget, int interval) {
  const sampler::Ensemble open = sampler::SemiGrand{Eigen::Vector2d(0, 0)};
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const sampler::Hamiltonian hamiltonian(model::make_interactions(lattice, "pair1"),
                                         VectorXd::Constant(1, w), VectorXd::Zero(2),
                                         {0, 0, side, side});
  const auto fold =
      sampler::Fold::compile(hamiltonian, open, motifs::make_motif(lattice, 1)).value();
  const sampler::Ensemble ordered = sampler::Canonical{Eigen::Vector2d(1, 0)};
  sampler::LaneBlock block(fold.program(), ordered, core::Stream(15),
                           sampler::available_kernels().front());
  sampler::LaneCounter pairs(fold.program().clusters().begin()->second);
  constexpr int kStretches = 40;
  constexpr int kSamples = 50;
  const double bonds = 2.0 * side * side;
  VectorXd energy = VectorXd::Zero(kStretches);
  VectorXd variance = VectorXd::Zero(kStretches);
  for (int i = 0; i < forget; ++i) block.sweep();
  for (int i = 0; i < kStretches * kSamples; ++i) {
    for (int k = 0; k < interval; ++k) block.sweep();
    pairs.add(block);
    const auto lanes = static_cast<Eigen::Index>(fold.lane_count());
    const double unlike = pairs.take().middleRows(1, 2).leftCols(lanes).sum() / bonds;
    energy[i / kSamples] += unlike / kSamples;
    variance[i / kSamples] +=
        std::pow(unlike - onsager_unlike_fraction(w), 2) * 2 * bonds / kSamples;
  }
  return {Comparison(energy, onsager_unlike_fraction(w)),
          Comparison(variance, onsager_unlike_variance(w))};
}

// A stretch is 50 samples, over 25 relaxation times. At w = 2 four flips in ten thousand attempts
// are all that happens: would the blocks share the moments at which they can, the specific heat
// were four times as large. Six comparisons at four standard errors: one chance in 2,600.
TEST(Onsager, EnergyAndSpecificHeatOfOneFoldedLattice) {
  for (const auto& [w, forget, interval] :
       {Temperature{0.7, 200, 8}, Temperature{1.1, 150, 4}, Temperature{2.0, 50, 2}}) {
    const auto [energy, heat] = measure_folded(w, 512, forget, interval);
    for (const Comparison& c : {energy, heat}) {
      std::printf("w %.2f  %.7f +- %.7f  exact %.7f  (%.2f)\n", w, c.mean, c.error, c.exact,
                  c.standard_errors());
      EXPECT_LT(std::abs(c.standard_errors()), 4) << "w = " << w;
    }
    EXPECT_LT(energy.error, 1e-4) << "too noisy to tell";
    EXPECT_LT(heat.error, 0.05 * heat.exact) << "too noisy to tell";
  }
}

TEST(Onsager, EnergyAtThreeTemperatures) {
  const lattice::Lattice lattice = lattice::make_lattice("square", {"A", "B"});
  const auto interactions = model::make_interactions(lattice, "pair1");
  const auto motif = motifs::make_motif(lattice, 1);
  const lattice::Window box{0, 0, 64, 64};  // correlations at w = 0.7 reach six sites
  sampler::SamplerOptions options;
  options.least_sweeps = 128;
  options.samples = 100;
  for (const double w : {-0.4, 0.4, 0.7}) {
    constexpr int kStreams = 12;
    double mean = 0;
    double squares = 0;
    for (std::uint64_t stream = 0; stream < kStreams; ++stream) {
      const auto samples = sample(interactions, Eigen::VectorXd::Constant(1, w),
                                  sampler::SemiGrand{Eigen::Vector2d(0, 0)}, motif, box, 8, options,
                                  core::Stream(11).child(stream), {});
      EXPECT_TRUE(samples.equilibrated);
      const double unlike = samples.averages.derivatives[0] / (2 * 64 * 64);
      mean += unlike / kStreams;
      squares += unlike * unlike / kStreams;
    }
    const double error = std::sqrt((squares - mean * mean) / (kStreams - 1));
    EXPECT_NEAR(mean, onsager_unlike_fraction(w), 4 * error) << "w = " << w;
    EXPECT_LT(error, 1e-3) << "too noisy to tell";
  }
}

}  // namespace
}  // namespace gibbsight
