#include "gibbsight/microscope/departures.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace gibbsight::microscope {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

Departures ten_twins(double excess) {
  Departures departures;
  departures.expected = MatrixXd::Constant(2, 10, 0.5);
  departures.seen = departures.expected;
  core::Generator random = core::Stream(1).generator();
  for (Eigen::Index i = 0; i < 10; ++i) departures.seen(0, i) += 0.02 + 0.01 * random.normal();
  departures.excess = excess;
  return departures;
}

struct Moments {
  double mean = 0;
  double variance = 0;
};

Moments moments_of_draws(const Departures& departures) {
  core::Generator random = core::Stream(2).generator();
  constexpr int kDraws = 20000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = draw_departure(departures, random)[0];
    sum += value;
    squares += value * value;
  }
  return {sum / kDraws, squares / kDraws - std::pow(sum / kDraws, 2)};
}

TEST(Departures, ScatterAsTheirMeanIsKnown) {
  const Departures departures = ten_twins(0);
  const VectorXd own = (departures.seen - departures.expected).row(0);
  const double scatter = (own.array() - own.mean()).square().mean();
  const Moments drawn = moments_of_draws(departures);
  EXPECT_NEAR(drawn.mean, own.mean(), 5 * std::sqrt(scatter / 10 / 20000));
  // The Bayesian bootstrap of n values has variance scatter / (n + 1).
  EXPECT_NEAR(drawn.variance, scatter / 11, 0.05 * scatter / 11);
}

TEST(Departures, OfSingleImagesScatterMore) {
  const Departures departures = ten_twins(0.5);
  const VectorXd own = (departures.seen - departures.expected).row(0);
  const double scatter = (own.array() - own.mean()).square().mean();
  const Moments drawn = moments_of_draws(departures);
  EXPECT_NEAR(drawn.variance, scatter / 11 + 0.5 * scatter, 0.05 * scatter);
}

TEST(Departures, KeepProbabilities) {
  const VectorXd probabilities = VectorXd{{0.64, 0.36, 0.0}};
  const VectorXd same = depart(probabilities, VectorXd::Zero(3));
  EXPECT_TRUE(same.isApprox(probabilities, 1e-12));
  const VectorXd moved = depart(probabilities, VectorXd{{0.1, 0.0, -0.2}});
  EXPECT_NEAR(moved.sum(), 1, 1e-12);
  EXPECT_EQ(moved[2], 0);
  EXPECT_GT(moved[0], 0.64);
}

}  // namespace
}  // namespace gibbsight::microscope
