// The square lattice at mu = 0 is the Ising model: its energy is known exactly.
#include <gtest/gtest.h>

#include <boost/math/special_functions/ellint_1.hpp>
#include <cmath>
#include <numbers>

#include "gibbsight/sampler/sample.hpp"

namespace gibbsight {
namespace {

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
      const double unlike = samples.derivatives[0] / (2 * 64 * 64);
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
