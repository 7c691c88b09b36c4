#include "gibbsight/pipeline/two_directions.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::pipeline {
namespace {

lattice::Occupancy mixture(int side) {
  auto occupancy =
      lattice::Occupancy::unseen(lattice::make_lattice("square", {"A", "B"}), {0, 0, side, side});
  core::Generator random = core::Stream(3).generator();
  for (auto& s : occupancy.species) s = static_cast<std::int8_t>(random.below(2));
  return occupancy;
}

/// A measurement of the part of a crystal from cell (a, a), where `shift` cells are what hysteresis
/// adds to the positions.
Measurement measured(const lattice::Occupancy& crystal, int a, int side, double shift) {
  Measurement result;
  auto part = lattice::Occupancy::unseen(crystal.lattice, {0, 0, side, side});
  for (int j = 0; j < side; ++j) {
    for (int i = 0; i < side; ++i) part.at(i, j, 0) = crystal.at(a + i, a + j, 0);
  }
  result.classified.emplace().occupancy = part;
  indexing::Sites& sites = result.sites.emplace();
  sites.window = part.window;
  sites.cell_px = 8 * lattice::Matrix2::Identity();
  sites.origin_px = 8 * lattice::Vector2(a + shift, a);
  return result;
}

TEST(TwoDirections, SitesAreMatched) {
  const auto crystal = mixture(30);
  const Measurement forward = measured(crystal, 0, 20, 0);
  for (const double shift : {0.0, 0.4, -1.3, 2.2}) {
    const Measurement backward = measured(crystal, 3, 20, shift);
    const Eigen::MatrixXd pairs = paired_readings(forward, backward);
    EXPECT_EQ(pairs.sum(), 17 * 17) << shift;
    EXPECT_EQ(pairs.trace(), pairs.sum()) << shift;
  }
}

TEST(TwoDirections, MistakesAreCounted) {
  const auto crystal = mixture(20);
  const Measurement forward = measured(crystal, 0, 20, 0);
  Measurement backward = forward;
  auto& seen = backward.classified->occupancy;
  seen.at(4, 7, 0) = lattice::kUnseen;
  seen.at(9, 2, 0) = static_cast<std::int8_t>(1 - seen.at(9, 2, 0));
  const Eigen::MatrixXd pairs = paired_readings(forward, backward);
  EXPECT_EQ(pairs.sum(), 399);
  EXPECT_EQ(pairs.trace(), 398);
}

TEST(TwoDirections, TooFewInCommon) {
  const auto crystal = mixture(30);
  EXPECT_THROW(paired_readings(measured(crystal, 0, 10, 0), measured(crystal, 16, 10, 0)),
               core::DataError);
}

}  // namespace
}  // namespace gibbsight::pipeline
