#include "gibbsight/motifs/unevenness.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/random.hpp"

namespace gibbsight::motifs {
namespace {

lattice::Occupancy square(int side) {
  return lattice::Occupancy::unseen(lattice::make_lattice("square", {"A", "B"}),
                                    {-2, 3, side, side});
}

double measure(const lattice::Occupancy& sites) {
  return Unevenness(make_motif(sites.lattice, 1), sites.window).measure(sites.species);
}

// Chi-squared of 15 degrees of freedom over their number: mean 1, standard deviation 0.37 / 10 over
// 100 windows.
TEST(Unevenness, OfARandomMixtureIsOne) {
  double mean = 0;
  core::Generator random = core::Stream(3).generator();
  for (int i = 0; i < 100; ++i) {
    auto sites = square(30);
    for (auto& s : sites.species) {
      if (random.uniform() < 0.9) s = random.uniform() < 0.3 ? 1 : 0;
    }
    mean += measure(sites) / 100;
  }
  EXPECT_NEAR(mean, 1, 0.11);
}

// Two pure halves: every site is one deviation off, 256 over 15 degrees of freedom. A chessboard is
// even.
TEST(Unevenness, OfHalvesAndOfAChessboard) {
  auto halves = square(16);
  auto chessboard = square(16);
  for (int row = 0; row < 16; ++row)
    for (int column = 0; column < 16; ++column) {
      halves.at(column - 2, row + 3, 0) = row < 8 ? 0 : 1;
      chessboard.at(column - 2, row + 3, 0) = static_cast<std::int8_t>((row + column) % 2);
    }
  EXPECT_DOUBLE_EQ(measure(halves), 256.0 / 15);
  EXPECT_DOUBLE_EQ(measure(chessboard), 0);
}

TEST(Unevenness, OfNothingOrOneSpeciesIsNothing) {
  auto sites = square(9);
  EXPECT_EQ(measure(sites), 0);
  for (auto& s : sites.species) s = 1;
  EXPECT_EQ(measure(sites), 0);
}

}  // namespace
}  // namespace gibbsight::motifs
