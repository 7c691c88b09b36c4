#include "gibbsight/model/pseudo_likelihood.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/random.hpp"

namespace gibbsight::model {
namespace {

// Without interactions the chemical potential is the logarithm of the ratio of the species; its
// standard error at 10,000 sites is 0.022. Four of them.
TEST(PseudoLikelihood, OfIndependentSites) {
  const auto square = lattice::make_lattice("square", {"A", "B"});
  auto occupancy = lattice::Occupancy::unseen(square, {0, 0, 102, 102});
  core::Generator random = core::Stream(8).generator();
  for (auto& s : occupancy.species) s = random.uniform() < 0.3 ? 1 : 0;
  const auto result = maximise_pseudo_likelihood(make_interactions(square, "pair1"), occupancy);
  EXPECT_NEAR(result.parameters[0], 0, 0.06);
  EXPECT_NEAR(result.chemical_potentials[0], std::log(0.3 / 0.7), 0.15);
  const auto none = maximise_pseudo_likelihood(make_interactions(square, "random"), occupancy);
  EXPECT_NEAR(none.chemical_potentials[0], std::log(0.3 / 0.7), 0.088);
}

TEST(PseudoLikelihood, UninformedDirectionsStayFinite) {
  const auto square = lattice::make_lattice("square", {"A", "B"});
  auto chessboard = lattice::Occupancy::unseen(square, {0, 0, 12, 12});
  for (int b = 0; b < 12; ++b)
    for (int a = 0; a < 12; ++a) chessboard.at(a, b, 0) = static_cast<std::int8_t>((a + b) % 2);
  const auto result = maximise_pseudo_likelihood(make_interactions(square, "pair1"), chessboard);
  EXPECT_LT(result.parameters[0], -0.5);
  EXPECT_GT(result.parameters[0], -10);
  const auto empty = maximise_pseudo_likelihood(make_interactions(square, "pair1"),
                                                lattice::Occupancy::unseen(square, {0, 0, 9, 9}));
  EXPECT_EQ(empty.parameters[0], 0);
}

/// The logarithm of the product over inner sites of P(species | all others), each P from the
/// energies of whole boxes.
double log_pseudo_likelihood(const Interactions& interactions, const Eigen::VectorXd& parameters,
                             const Eigen::Vector3d& potentials, lattice::Occupancy box) {
  double sum = 0;
  const auto& w = box.window;
  for (int b = 1; b < w.rows - 1; ++b)
    for (int a = 1; a < w.columns - 1; ++a) {
      const std::int8_t here = box.at(a, b, 0);
      Eigen::Vector3d exponents = potentials;
      for (std::int8_t s = 0; s < 3; ++s) {
        box.at(a, b, 0) = s;
        exponents[s] -= parameters.dot(count_clusters(interactions, box));
      }
      box.at(a, b, 0) = here;
      const double highest = exponents.maxCoeff();
      sum += exponents[here] - highest - std::log((exponents.array() - highest).exp().sum());
    }
  return sum;
}

// With three species, pairs and triplets, against a likelihood that knows only count_clusters: at
// the maximum every derivative (finite differences, error 1e-6) is that of the prior.
TEST(PseudoLikelihood, IsAtItsMaximumWithTriplets) {
  const auto triangular = lattice::make_lattice("triangular", {"A", "B", "C"});
  auto occupancy = lattice::Occupancy::unseen(triangular, {0, 0, 9, 8});
  core::Generator random = core::Stream(9).generator();
  for (auto& s : occupancy.species) s = static_cast<std::int8_t>(random.below(3));
  const auto interactions = make_interactions(triangular, "pair1+triplet1", "p3");
  ASSERT_EQ(interactions.terms.size(), 3U + 2 * 4);
  constexpr double kWidth = 0.7;
  const auto result = maximise_pseudo_likelihood(interactions, occupancy, kWidth);
  Eigen::VectorXd x(13);
  x << result.parameters, result.chemical_potentials;
  const auto value_at = [&](const Eigen::VectorXd& y) {
    return log_pseudo_likelihood(interactions, y.head(11), {0, y[11], y[12]}, occupancy);
  };
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    constexpr double kStep = 1e-4;
    const Eigen::VectorXd step = kStep * Eigen::VectorXd::Unit(x.size(), i);
    const double derivative = (value_at(x + step) - value_at(x - step)) / (2 * kStep);
    EXPECT_NEAR(derivative, x[i] / (kWidth * kWidth), 1e-5) << i;
    EXPECT_GT(std::abs(x[i]), 1e-3) << "a parameter of 0 would tell nothing";
  }
}

}  // namespace
}  // namespace gibbsight::model
