// 512 replicas that share their moves and their dither: no two of them may share their fate.
#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdio>

#include "fast_box.hpp"

namespace gibbsight {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Case {
  std::string name;
  testing::Model model;
  sampler::Ensemble ensemble;
  int interval;  // sweeps between two energies, so that they no longer remember each other
};

std::vector<Case> cases() {
  const sampler::Ensemble open = sampler::SemiGrand{Eigen::Vector2d(0, 0.3)};
  const sampler::Ensemble fixed = sampler::Canonical{Eigen::Vector2d(0.6, 0.4)};
  return {{"flip4", {.parameters = {0.3}}, open, 4},
          {"flip12",
           {.lattice = "triangular",
            .interactions = "pair1+pair2",
            .group = "p2",
            .parameters = {0.2, 0.1, -0.15, 0.05, -0.1, 0.1}},
           open,
           4},
          {"exchange4", {.parameters = {0.3}}, fixed, 8}};
}

class Independence : public ::testing::TestWithParam<Case> {};

constexpr int kSamples = 6000;

/// Energies of all replicas, a row each, taken at times that no longer remember each other; every
/// row has mean 0.
MatrixXd centred_energies(const Case& c) {
  testing::FastBox box(c.model, c.ensemble, {0, 0, 15, 14}, core::Stream(14).child(c.name));
  box.sweep(50);
  MatrixXd energies(sampler::kLanes, kSamples);
  for (Index t = 0; t < kSamples; ++t) {
    box.sweep(c.interval);
    energies.col(t) = box.energies();
  }
  return energies.colwise() - energies.rowwise().mean();
}

// Memory between samples, rho, would widen the distributions below by 1 + 2 rho^2: by less than
// 0.1 %.
void expect_no_memory(const MatrixXd& energies) {
  const double rho =
      energies.leftCols(kSamples - 1).cwiseProduct(energies.rightCols(kSamples - 1)).sum() /
      energies.squaredNorm();
  EXPECT_LT(std::abs(rho), 0.02);
}

// The variance of the mean over independent replicas is 1/512 of that of one. Times 512 and by the
// latter it is then a chi-squared of T - 1 by its degrees of freedom, known to sqrt(2 / T) = 1.8 %
// at T = 6,000. The dither that all replicas share ties two decisions of probability p by up to
// r = 2^-16 / (p (1 - p)), which adds 511 r: 0.04 where p lies between 0.28 and 0.72, as most do
// here. Four standard deviations and that: one chance in 30,000 on either side.
void expect_mean_of_independent(const MatrixXd& energies) {
  const double ratio = energies.colwise().mean().squaredNorm() /
                       (energies.squaredNorm() / sampler::kLanes) * sampler::kLanes;
  constexpr double kTied = 0.04;
  std::printf("512 x variance of the mean %.4f  ", ratio);
  EXPECT_GT(ratio, 1 - 4 * std::sqrt(2.0 / kSamples));
  EXPECT_LT(ratio, 1 + 4 * std::sqrt(2.0 / kSamples) + kTied);
}

// For independent samples r^2 is Beta(1/2, (T - 2)/2): mean 1 / (T - 1), variance
// 4 (T - 2) / ((T - 1)^2 (T + 1)), and the r^2 of two pairs don't correlate even where they share a
// replica, so the sum over all 130,816 pairs is normal: four standard deviations, 1.6 % of the sum.
// The largest |r| passes its limit once in 10,000 runs: r sqrt((T - 2) / (1 - r^2)) is Student's t,
// and the chances of all pairs add up to 1e-4.
void expect_no_pair_correlates(const MatrixXd& energies) {
  const MatrixXd unit = energies.rowwise().normalized();
  MatrixXd r = unit * unit.transpose();
  r.diagonal().setZero();
  constexpr double kPairs = sampler::kLanes * (sampler::kLanes - 1) / 2.0;
  constexpr double n = kSamples;
  const double sigma = std::sqrt(kPairs * 4 * (n - 2) / ((n - 1) * (n - 1) * (n + 1)));
  const double squares = (r.squaredNorm() / 2 - kPairs / (n - 1)) / sigma;
  const boost::math::students_t student(n - 2);
  const double t = quantile(complement(student, 1e-4 / 2 / kPairs));
  const double limit = t / std::sqrt(n - 2 + t * t);
  const double largest = r.cwiseAbs().maxCoeff();
  std::printf("sum of r^2 %.2f sigma  largest |r| %.4f of %.4f\n", squares, largest, limit);
  EXPECT_LT(std::abs(squares), 4);
  EXPECT_LT(largest, limit);
}

TEST_P(Independence, OfTheEnergiesOf512Replicas) {
  const MatrixXd energies = centred_energies(GetParam());
  expect_no_memory(energies);
  expect_mean_of_independent(energies);
  expect_no_pair_correlates(energies);
}

INSTANTIATE_TEST_SUITE_P(Moves, Independence, ::testing::ValuesIn(cases()),
                         [](const auto& c) { return c.param.name; });

// An ideal mixture is made anew in every sweep, so all its laws are exact. Where a species is rare
// the tie is not small: its own 7 bits say "never" for all replicas or "once in 128" for all, and
//   r = f (1 - f) / (128^2 p (1 - p)),  f = 128 p - floor(128 p),
// grows to 1 / 128 as p falls. The variance of the mean over 512 replicas may be 1 + 511 r times
// that of independent ones, 4.5 here, and never more; a mean is compared in the standard errors
// that it has. Four standard deviations each.
TEST(Independence, OfARareSpeciesIsBoundedByTheDither) {
  constexpr double kPotential = -7;
  testing::FastBox box({.parameters = {0.0}}, sampler::SemiGrand{Eigen::Vector2d(0, kPotential)},
                       {0, 0, 15, 14}, core::Stream(15));
  const double p = 1 / (1 + std::exp(-kPotential));
  const double expected = box.sites() * p;
  VectorXd means(kSamples);
  double variance = 0;
  for (Index t = 0; t < kSamples; ++t) {
    box.sweep(1);
    const VectorXd counts = box.second_species();
    means[t] = counts.mean() - expected;
    variance += (counts.array() - expected).square().mean() / kSamples;
  }
  const double ratio = means.squaredNorm() / kSamples / variance * sampler::kLanes;
  const double f = 128 * p - std::floor(128 * p);
  const double tied = 511 * f * (1 - f) / (128.0 * 128.0 * p * (1 - p));
  const double error = std::sqrt(means.squaredNorm()) / kSamples;
  std::printf("rare: 512 x variance of the mean %.3f, at most %.3f  mean %.2f sigma\n", ratio,
              1 + tied, means.mean() / error);
  EXPECT_NEAR(means.mean(), 0, 4 * error);
  EXPECT_NEAR(variance / (expected * (1 - p)), 1, 0.02) << "five standard deviations or more";
  EXPECT_LT(ratio, (1 + tied) * (1 + 4 * std::sqrt(2.0 / kSamples)));
  EXPECT_GT(ratio, 1 - 4 * std::sqrt(2.0 / kSamples));
}

}  // namespace
}  // namespace gibbsight
