#include "gibbsight/inference/posterior.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "gibbsight/inference/diagnostics.hpp"
#include "gibbsight/inference/undetermined.hpp"

namespace gibbsight::inference {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd noise_of_two() {
  MatrixXd scale(2, 2);
  scale << 0.01, 0.002, 0.002, 0.02;
  return scale;
}

/// Two parameters read through a known slope; so many degrees of freedom that t is normal.
Likelihood nearly_normal() {
  Likelihood l;
  l.at = Eigen::Vector2d(0.1, -0.2);
  l.residual = Eigen::Vector2d(0.02, 0.05);
  l.slope = MatrixXd(2, 2);
  l.slope << 0.5, 0.1, -0.2, 0.3;
  l.noise = StudentT(noise_of_two(), 1e7);
  return l;
}

Prior some_prior() { return Prior::normal(Eigen::Vector2d(0.2, 0), Eigen::Vector2d(0.3, 0.5)); }

// Normal times normal: mean and covariance in closed form. 4,000 draws, nearly independent.
TEST(Posterior, OfANormalLikelihoodAndPriorIsTheirProduct) {
  const Likelihood l = nearly_normal();
  const Prior prior = some_prior();
  const MatrixXd prior_precision = prior.width.cwiseAbs2().cwiseInverse().asDiagonal();
  const MatrixXd covariance = (l.information() + prior_precision).inverse();
  const VectorXd pull =
      l.slope.transpose() * noise_of_two().inverse() * (l.residual + l.slope * l.at) +
      prior_precision * prior.mean;
  const VectorXd mean = covariance * pull;
  const Posterior posterior = sample_posterior(l, prior, core::Stream(3));
  for (int k = 0; k < 2; ++k) {
    const double deviation = std::sqrt(covariance(k, k));
    EXPECT_NEAR(posterior.mean[k], mean[k], 0.07 * deviation) << "4 standard errors";
    EXPECT_NEAR(posterior.covariance(k, k) / covariance(k, k), 1, 0.1);
    EXPECT_NEAR(posterior.quantile(k, 0.05), mean[k] - 1.645 * deviation, 0.14 * deviation);
    EXPECT_NEAR(posterior.r_hat[k], 1, 0.01);
    EXPECT_GT(posterior.effective_size[k], 2500);
  }
  EXPECT_GT(posterior.acceptance, 0.8);
}

// The evidence of the same is the normal density of the residual about the prior's mean.
TEST(Posterior, IntegralIsTheNormalEvidence) {
  const Likelihood l = nearly_normal();
  const Prior prior = some_prior();
  const MatrixXd prior_covariance = prior.width.cwiseAbs2().asDiagonal();
  const MatrixXd spread = noise_of_two() + l.slope * prior_covariance * l.slope.transpose();
  const VectorXd off = l.residual - l.slope * (prior.mean - l.at);
  const double exact = -0.5 * off.dot(spread.inverse() * off) -
                       0.5 * std::log(spread.determinant()) - std::log(2 * M_PI);
  const Integral integral = integrate(l, prior, core::Stream(4), 20000);
  EXPECT_NEAR(integral.log_value, exact, 4 * integral.error);
  EXPECT_LT(integral.error, 0.01);
}

// One direction and few twins: Student's t against its own density.
TEST(Likelihood, HasTheTailsOfFewTwins) {
  Likelihood l;
  l.at = VectorXd::Zero(1);
  l.residual = VectorXd::Constant(1, 0.0);
  l.slope = MatrixXd::Ones(1, 1);
  l.noise = StudentT(MatrixXd::Constant(1, 1, 4.0), 3);
  // t of 3 degrees of freedom: 2 / (pi sqrt 3 (1 + t^2 / 3)^2).
  const double t = 3.0;
  const double exact = std::log(2 / (M_PI * std::sqrt(3.0) * std::pow(1 + t * t / 3, 2)) / 2);
  EXPECT_NEAR(l.log_density(VectorXd::Constant(1, 2 * t)), exact, 1e-12);
}

// Uniform on [0, 1] with a flat likelihood: the draws are the prior's, the integral is 1.
TEST(Posterior, ACutPriorKeepsItsBounds) {
  Likelihood l;
  l.at = VectorXd::Constant(1, 0.5);
  l.residual = VectorXd::Zero(1);
  l.slope = MatrixXd::Zero(1, 1);
  l.noise = StudentT(MatrixXd::Ones(1, 1), 100);
  const Prior uniform{VectorXd::Constant(1, 0.5), VectorXd::Constant(1, 1e3), VectorXd::Zero(1),
                      VectorXd::Ones(1)};
  EXPECT_NEAR(uniform.log_density(VectorXd::Constant(1, 0.9)), 0, 1e-6);
  EXPECT_TRUE(std::isinf(uniform.log_density(VectorXd::Constant(1, 1.1))));
  core::Generator random = core::Stream(1).generator();
  double mean = 0;
  for (int i = 0; i < 1000; ++i) {
    const double drawn = uniform.draw(random)[0];
    EXPECT_GE(drawn, 0);
    EXPECT_LE(drawn, 1);
    mean += drawn / 1000;
  }
  EXPECT_NEAR(mean, 0.5, 0.04);
  const Posterior posterior = sample_posterior(l, uniform, core::Stream(2));
  EXPECT_GE(posterior.quantile(0, 0), 0);
  EXPECT_LE(posterior.quantile(0, 1), 1);
}

/// AR(1) chains x_t = phi x_(t-1) + noise: the mean is worth (1 - phi) / (1 + phi) of its draws.
MatrixXd autoregressive(double phi, int length, double shift) {
  core::Generator random = core::Stream(9).generator();
  MatrixXd chains(4, length);
  for (int chain = 0; chain < 4; ++chain) {
    double x = random.normal() / std::sqrt(1 - phi * phi);
    for (int t = 0; t < length; ++t) {
      chains(chain, t) = x + shift * chain;
      x = phi * x + random.normal();
    }
  }
  return chains;
}

TEST(Diagnostics, EffectiveSizeOfAnAutoregressiveProcess) {
  for (const double phi : {0.0, 0.5, 0.9}) {
    const double exact = 4 * 20000 * (1 - phi) / (1 + phi);
    EXPECT_NEAR(effective_size(autoregressive(phi, 20000, 0)) / exact, 1, 0.12) << phi;
  }
}

TEST(Diagnostics, RHatSeesChainsThatDisagree) {
  EXPECT_NEAR(r_hat(autoregressive(0.5, 5000, 0)), 1, 0.01);
  EXPECT_GT(r_hat(autoregressive(0.5, 5000, 1)), 1.2);
}

TEST(Undetermined, NamesDirectionsInWords) {
  Likelihood l;
  l.at = VectorXd::Zero(3);
  l.residual = VectorXd::Zero(2);
  l.slope = MatrixXd(2, 3);
  // Told: 0.8 pair1 + triplet1, and pair2. Not told: pair1 - 0.8 triplet1.
  l.slope << 0.8, 0, 1, 0, 1, 0;
  l.noise = StudentT(MatrixXd::Identity(2, 2) * 1e-4, 200);
  const auto found = undetermined_directions(l, Prior::normal(VectorXd::Zero(3), VectorXd::Ones(3)),
                                             {"pair1", "pair2", "triplet1"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].direction, "pair1 - 0.8 triplet1");
}

}  // namespace
}  // namespace gibbsight::inference
