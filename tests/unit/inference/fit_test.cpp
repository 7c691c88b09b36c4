#include "gibbsight/inference/fit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/inference/scan.hpp"
#include "loaded_die.hpp"

namespace gibbsight::inference {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kThrows = 500;

FitOptions quick() {
  FitOptions options;
  options.twins = 128;
  return options;
}

// Independent throws: the minimum-distance estimate reaches the Cramer-Rao bound, standard error
// 1 / sqrt(N var F). 400 sets: the mean to 0.05 sigma, the spread to 3.5 %, coverage to 1.5 %.
TEST(Fit, RecoversParametersWithHonestErrors) {
  const LoadedDie die(one_feature(), kThrows);
  const VectorXd truth = VectorXd::Constant(1, 0.4);
  const VectorXd p = die.probabilities(truth);
  const VectorXd f = one_feature();
  const double variance = p.dot(f.cwiseAbs2()) - std::pow(p.dot(f), 2);
  const double bound = 1 / std::sqrt(kThrows * variance);
  double mean = 0;
  double squares = 0;
  double covered = 0;
  double small_p = 0;
  constexpr int kSets = 400;
  for (int i = 0; i < kSets; ++i) {
    const core::Stream stream = core::Stream(40).child(static_cast<std::uint64_t>(i));
    core::Generator random = stream.child("data").generator();
    const VectorXd observed = die.draw(truth, random);
    const Fit result = fit(observed, die, {VectorXd::Zero(1)}, unit_prior(1), quick(), stream, {});
    EXPECT_TRUE(result.converged);
    const Estimate& e = result.parameters[0];
    mean += (e.value - 0.4) / kSets;
    squares += std::pow(e.value - 0.4, 2) / kSets;
    covered += e.low <= 0.4 && 0.4 <= e.high ? 1.0 / kSets : 0;
    small_p += result.goodness.p_value < 0.1 ? 1.0 / kSets : 0;
    EXPECT_NEAR(e.standard_error / bound, 1, 0.35);
  }
  EXPECT_LT(std::abs(mean), 4 * bound / std::sqrt(kSets));
  EXPECT_NEAR(std::sqrt(squares) / bound, 1, 0.14);
  EXPECT_NEAR(covered, 0.9, 0.05) << "99.9 % binomial band";
  EXPECT_NEAR(small_p, 0.1, 0.05) << "99.9 % binomial band";
}

// Against the difference of two sums, on both sides of where the series gives way.
TEST(Tangent, SlopeOfTheExpectedRootOfACount) {
  const auto expected_root = [](double lambda) {
    double sum = 0;
    for (int n = 1; n < 200; ++n) {
      sum += std::exp(n * std::log(lambda) - lambda - std::lgamma(n + 1.0)) * std::sqrt(n);
    }
    return sum;
  };
  for (const double lambda : {0.01, 0.7, 5.0, 29.9, 30.1, 80.0}) {
    const double h = 1e-4 * lambda;
    const double slope = (expected_root(lambda + h) - expected_root(lambda - h)) / (2 * h);
    EXPECT_NEAR(slope_of_expected_root(lambda) / slope, 1, 1e-3) << lambda;
  }
}

// Where psi goes is known exactly: what is left beyond second order is a small part of what is left
// beyond first.
TEST(Curvature, IsThatOfTheModel) {
  const LoadedDie die(two_features(), 1);
  const Parameters at = Eigen::Vector2d(0.2, -0.3);
  const MatrixXd axes = (MatrixXd(2, 2) << 0.2, 0.1, -0.1, 0.2).finished();
  std::vector<Parameters> points{at};
  for (const double sign : {1.0, -1.0})
    for (const auto axis : axes.colwise()) points.emplace_back(at + sign * axis);
  const auto s = die.simulate(points, Request{0}, core::Stream(1), {});
  const Tangent tangent = make_tangent(s[0]);
  const Curvature curvature = make_curvature(tangent, axes, {s[1], s[2]}, {s[3], s[4]});
  for (const double angle : {0.0, 1.0, 2.0, 3.0}) {
    const VectorXd shift = 0.2 * Eigen::Vector2d(std::cos(angle), std::sin(angle));
    const VectorXd there = die.probabilities(at + shift).cwiseSqrt();
    const VectorXd straight = there - tangent.reference - tangent.jacobian * shift;
    const VectorXd bent =
        there - tangent.reference - displacement(tangent.jacobian, curvature, shift);
    EXPECT_LT(bent.norm(), 0.2 * straight.norm()) << angle;
  }
}

// Few throws, so that the posterior is as wide as the model is curved: against quadrature over the
// exact likelihood, 300 sets drawn from the prior. To first order the mean is off by -0.14.
TEST(Fit, FollowsTheCurvatureOfItsModel) {
  constexpr int kFew = 40;
  const LoadedDie die(one_feature(), kFew);
  constexpr int kPoints = 401;
  const VectorXd grid = VectorXd::LinSpaced(kPoints, -3, 5);
  const Prior prior = Prior::normal(VectorXd::Ones(1), VectorXd::Constant(1, 0.7));
  double off = 0;
  constexpr int kSets = 300;
  for (int i = 0; i < kSets; ++i) {
    const core::Stream stream = core::Stream(41).child(static_cast<std::uint64_t>(i));
    core::Generator random = stream.child("data").generator();
    const VectorXd observed = die.draw(prior.draw(random), random);
    VectorXd log_density(kPoints);
    for (Eigen::Index k = 0; k < kPoints; ++k) {
      const VectorXd p = die.probabilities(grid.segment(k, 1));
      log_density[k] =
          kFew * observed.dot(p.array().log().matrix()) + prior.log_density(grid.segment(k, 1));
    }
    const VectorXd density = (log_density.array() - log_density.maxCoeff()).exp();
    const double mean = density.dot(grid) / density.sum();
    const double width =
        std::sqrt(density.dot((grid.array() - mean).square().matrix()) / density.sum());
    const Fit result = fit(observed, die, {VectorXd::Zero(1)}, prior, quick(), stream, {});
    off += (result.posterior.mean[0] - mean) / width / kSets;
  }
  EXPECT_NEAR(off, 0, 0.06);
}

TEST(Fit, SameAnswerFromEveryCorner) {
  const LoadedDie die(two_features(), 5000);
  const VectorXd truth = Eigen::Vector2d(0.3, -0.2);
  core::Generator random = core::Stream(5).generator();
  const VectorXd observed = die.draw(truth, random);
  for (const double a : {-2.0, 2.0})
    for (const double b : {-2.0, 2.0}) {
      const Fit result =
          fit(observed, die, {Eigen::Vector2d(a, b)}, unit_prior(2), quick(), core::Stream(6), {});
      EXPECT_TRUE(result.converged) << a << ", " << b;
      EXPECT_NEAR(result.best[0], truth[0], 4 * result.parameters[0].standard_error);
      EXPECT_NEAR(result.best[1], truth[1], 4 * result.parameters[1].standard_error);
    }
}

/// A model whose sampler reaches equilibrium nowhere.
class Frozen : public LoadedDie {
 public:
  using LoadedDie::LoadedDie;
  std::vector<Simulation> simulate(std::span<const Parameters> parameters, const Request& request,
                                   const core::Stream& stream,
                                   const core::Execution& execution) const override {
    auto simulations = LoadedDie::simulate(parameters, request, stream, execution);
    for (Simulation& s : simulations) s.equilibrated = false;
    return simulations;
  }
};

// From the corner halfway to the prior's middle each time, which takes nine steps to a hundredth.
TEST(Fit, GivesUpWhereNothingEquilibrates) {
  const Frozen frozen(two_features(), 5000);
  core::Generator random = core::Stream(5).generator();
  const VectorXd observed = frozen.draw(Eigen::Vector2d(0.3, -0.2), random);
  const Fit result =
      fit(observed, frozen, {Eigen::Vector2d(2, 2)}, unit_prior(2), quick(), core::Stream(6), {});
  EXPECT_FALSE(result.converged);
  EXPECT_LE(result.simulations, 10);
}

TEST(Fit, SaysWhichParameterTheDataDoNotTell) {
  MatrixXd twice(6, 2);
  twice << one_feature(), one_feature();
  const LoadedDie die(twice, kThrows);
  core::Generator random = core::Stream(5).generator();
  const Fit result = fit(die.draw(Eigen::Vector2d(0.2, 0.2), random), die, {VectorXd::Zero(2)},
                         unit_prior(2), quick(), core::Stream(6), {});
  EXPECT_EQ(result.tangent.rank, 1);
  EXPECT_FALSE(result.parameters[0].identifiable);
  EXPECT_FALSE(result.parameters[1].identifiable);
  ASSERT_EQ(result.undetermined.size(), 1U);
  EXPECT_EQ(result.undetermined[0].direction, "pair1 - pair2");
  EXPECT_NEAR(result.undetermined[0].narrowing, 1, 1e-6);
  // The prior holds the direction: the difference is as wide as it was, the sum is told.
  const auto& draws = result.posterior.draws;
  const VectorXd difference = (draws[0] - draws[1]).reshaped();
  EXPECT_NEAR(std::sqrt(difference.squaredNorm() / 4000), std::sqrt(2.0), 0.08);
  EXPECT_NEAR((draws[0] + draws[1]).mean(), 0.4, 0.15);
}

TEST(Fit, AWrongModelHasTheSmallestPossiblePValue) {
  const LoadedDie die(one_feature(), 5000);
  VectorXd odd(6);
  odd << 0.1, 0.3, 0.05, 0.3, 0.05, 0.2;
  const Fit result =
      fit(odd, die, {VectorXd::Zero(1)}, unit_prior(1), quick(), core::Stream(6), {});
  EXPECT_DOUBLE_EQ(result.goodness.p_value, 1.0 / 129);
  EXPECT_GT(result.goodness.distance, result.goodness.distance_high);
}

TEST(Fit, EffectiveMotifsOfIndependentThrowsAreTheirNumber) {
  const LoadedDie die(one_feature(), kThrows);
  FitOptions options;
  options.twins = 4096;
  const Fit result = fit(die.probabilities(VectorXd::Constant(1, 0.3)), die,
                         {VectorXd::Constant(1, 0.3)}, unit_prior(1), options, core::Stream(6), {});
  EXPECT_NEAR(result.effective_motifs / kThrows, 1, 0.06) << "its error is 2 %";
}

// The published likelihood equations, beside the distance: as good on clean data, and equal to it
// within the error of their difference.
TEST(MomentMatching, AgreesWithTheDistance) {
  const LoadedDie die(two_features(), kThrows);
  const VectorXd truth = Eigen::Vector2d(0.3, -0.2);
  int disagree = 0;
  double squares = 0;
  constexpr int kSets = 200;
  for (int i = 0; i < kSets; ++i) {
    const core::Stream stream = core::Stream(41).child(static_cast<std::uint64_t>(i));
    core::Generator random = stream.child("data").generator();
    const Fit result =
        fit(die.draw(truth, random), die, {truth}, unit_prior(2), quick(), stream, {});
    const MomentMatching& m = result.moments;
    squares += (m.values - truth).cwiseQuotient(m.standard_errors).squaredNorm() / (2 * kSets);
    disagree += m.p_value < 0.1 ? 1 : 0;
  }
  EXPECT_NEAR(squares, 1, 0.24) << "400 squares: 3.3 times 0.07";
  EXPECT_NEAR(disagree, 0.1 * kSets, 14) << "99.9 % binomial band";
}

// Faces that no loading explains are named: here only the third.
TEST(Goodness, DeviationsPointAtTheOddConfiguration) {
  const LoadedDie die(one_feature(), 2000);
  VectorXd odd = die.probabilities(VectorXd::Constant(1, 0.3));
  odd[2] += 0.05;
  odd /= odd.sum();
  const Fit result =
      fit(odd, die, {VectorXd::Zero(1)}, unit_prior(1), quick(), core::Stream(6), {});
  Eigen::Index worst = 0;
  EXPECT_GT(result.goodness.deviations.maxCoeff(&worst), 4);
  EXPECT_EQ(worst, 2);
}

TEST(Scan, HasItsMinimumAtTheTruth) {
  const LoadedDie die(one_feature(), kThrows);
  const VectorXd truth = VectorXd::Constant(1, 0.4);
  const Fit result =
      fit(die.probabilities(truth), die, {truth}, unit_prior(1), quick(), core::Stream(6), {});
  std::vector<Parameters> line;
  for (int i = 0; i <= 8; ++i) line.push_back(VectorXd::Constant(1, 0.1 * i));
  const auto points =
      scan(die.probabilities(truth), result.simulation.twins, die, line, 0.9, core::Stream(8), {});
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i != 4) {
      EXPECT_GT(points[i].distance, points[4].distance);
    }
    EXPECT_LT(points[i].low, points[i].high);
  }
  EXPECT_GT(points[4].low, 0) << "the floor that finite counting sets";
}

}  // namespace
}  // namespace gibbsight::inference
