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

}  // namespace
}  // namespace gibbsight::model
