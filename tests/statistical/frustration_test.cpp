// The triangular lattice that wants unlike neighbours: no triangle can have three unlike pairs, and
// the energy and the entropy that is left over are known exactly.
#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "fast_box.hpp"

namespace gibbsight {
namespace {

using Eigen::VectorXd;

/// Mean number of unlike pairs by the number of sites, which is -d/dw of the logarithm of the
/// partition function (Wannier 1950, doi:10.1103/PhysRev.79.357; Houtappel 1950,
/// doi:10.1016/0031-8914(50)90130-3):
///   ln Z / N = ln 2 - 3 w / 2 + 1 / (8 pi^2) int int ln(C^3 + S^3 - S (cos a + cos b + cos(a +
///   b)))
/// with C = cosh w, S = sinh w. The integrand is periodic and smooth, so the mean over a grid
/// converges exponentially: 600 points a side give 1e-9 down to w = -5.
double houtappel_unlike(double w) {
  constexpr int kPoints = 600;
  const double c = std::cosh(w);
  const double s = std::sinh(w);
  double sum = 0;
  for (int i = 0; i < kPoints; ++i)
    for (int j = 0; j < kPoints; ++j) {
      const double a = 2 * std::numbers::pi * (i + 0.5) / kPoints;
      const double b = 2 * std::numbers::pi * (j + 0.5) / kPoints;
      const double wave = std::cos(a) + std::cos(b) + std::cos(a + b);
      const double inside = c * c * c + s * s * s - s * wave;
      sum += (3 * c * c * s + 3 * s * s * c - c * wave) / inside;
    }
  return 1.5 - sum / (2.0 * kPoints * kPoints);
}

TEST(Frustration, TheLawHasItsKnownLimits) {
  EXPECT_NEAR(houtappel_unlike(0), 1.5, 1e-12);
  const double k = 1e-3;  // two triangles a site: tanh(w / 2)^3 twice in the partition function
  EXPECT_NEAR(houtappel_unlike(2 * k), 1.5 - 1.5 * k - 3 * k * k, 1e-8);
  EXPECT_NEAR(houtappel_unlike(-6), 2, 1e-4) << "a third of the bonds is like";
}

constexpr int kSide = 96;

struct Measured {
  double unlike = 0;        // pairs by sites, mean of all replicas
  double error = 0;         // from the spread of the replicas, which are independent
  double fewest_like = 99;  // pairs by sites, of any replica at any time
};

Measured measure(double w, int forget, int samples) {
  constexpr int kInterval = 4;
  testing::FastBox box({.lattice = "triangular", .parameters = {w}},
                       sampler::SemiGrand{Eigen::Vector2d(0, 0)}, {0, 0, kSide, kSide},
                       core::Stream(13).child(static_cast<std::uint64_t>(std::lround(-1e4 * w))));
  box.sweep(forget);
  VectorXd sum = VectorXd::Zero(sampler::kLanes);
  Measured result;
  for (int i = 0; i < samples; ++i) {
    box.sweep(kInterval);
    const VectorXd unlike = box.energies() / (w * box.sites());
    result.fewest_like = std::min(result.fewest_like, 3 - unlike.maxCoeff());
    sum += unlike / samples;
  }
  result.unlike = sum.mean();
  const auto n = static_cast<double>(sampler::kLanes);
  result.error = std::sqrt((sum.array() - result.unlike).square().sum() / (n * (n - 1)));
  return result;
}

// Of all bonds a third is like in the ground states and never less, whatever the replica: every
// triangle has a like pair, and two triangles share a bond. The correlation length grows as
// exp(-w), and a torus of 96 x 96 has at w = -3 an energy that is 5e-7 a site from the infinite
// lattice's (its four sums over momenta), at w = -1 and -2 less than 1e-13. Three comparisons at
// four standard errors: one chance in five thousand.
TEST(Frustration, EnergyAtThreeTemperatures) {
  for (const double w : {-1.0, -2.0, -3.0}) {
    const Measured found = measure(w, 1000, 100);
    const double exact = houtappel_unlike(w);
    const double standard_errors = (found.unlike - exact) / found.error;
    std::printf("w %.1f  unlike pairs a site %.6f +- %.6f  exact %.6f  (%.2f)\n", w, found.unlike,
                found.error, exact, standard_errors);
    EXPECT_LT(std::abs(standard_errors), 4) << "w = " << w;
    EXPECT_LT(found.error, 5e-5) << "too noisy to tell";
    EXPECT_GE(found.fewest_like, 1) << "w = " << w;
  }
}

// The entropy of the ground states is what is left of ln 2: with d = 2 - unlike pairs a site,
//   S_0 = ln 2 - int_0^inf d(-w) dw = ln 2 - int_0^1 d(ln x) / x dx,  x = exp(-w).
// The second integrand is smooth but for a term x ln x, and the ten points of Gauss and Legendre
// reach down to w = -4.3. Their own error is what they make of the exact d. The torus of 96 x 96
// has fewer defects at the last point by 5.2e-5 a site (as above), which adds 1.3e-4 to the
// entropy, and at the other points by less than 3e-8. What noise can do: four standard errors.
TEST(Frustration, EntropyOfTheGroundStates) {
  using Gauss = boost::math::quadrature::gauss<double, 10>;
  constexpr double kResidual = 0.3230659669;  // as corrected by Wannier 1973, Phys. Rev. B 7, 5017
  constexpr double kFiniteSize = 1.4e-4;
  double entropy = std::numbers::ln2;
  double exact_rule = std::numbers::ln2;
  double variance = 0;
  for (std::size_t i = 0; i < Gauss::abscissa().size(); ++i)
    for (const double sign : {-1.0, 1.0}) {
      const double x = (1 + sign * Gauss::abscissa()[i]) / 2;
      const double weight = Gauss::weights()[i] / (2 * x);
      const double w = std::log(x);
      const Measured found = measure(w, w < -4 ? 5000 : w < -2 ? 1000 : 100, 100);
      entropy -= weight * (2 - found.unlike);
      exact_rule -= weight * (2 - houtappel_unlike(w));
      variance += std::pow(weight * found.error, 2);
    }
  const double rule = std::abs(exact_rule - kResidual);
  std::printf("entropy %.6f +- %.6f (noise) +- %.6f (rule) +- %.6f (size)  exact %.6f\n", entropy,
              std::sqrt(variance), rule, kFiniteSize, kResidual);
  EXPECT_NEAR(entropy, kResidual, 4 * std::sqrt(variance) + rule + kFiniteSize);
  EXPECT_LT(4 * std::sqrt(variance) + rule, 1e-3 * kResidual) << "too coarse to tell";
}

}  // namespace
}  // namespace gibbsight
