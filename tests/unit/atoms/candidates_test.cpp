#include "gibbsight/atoms/candidates.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "gibbsight/atoms/spectrum.hpp"
#include "gibbsight/core/random.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

// The threshold is that of a Gaussian field, so noise gives the false peaks that were asked for.
TEST(Candidates, NoiseGivesTheFalseShareAskedFor) {
  constexpr double kShare = 0.01;
  constexpr int kImages = 10;
  constexpr double kFilter = 1.2 * 2.0;
  constexpr double kRoom = 400 * 400 / (3.14159 * 4 * kFilter * kFilter);
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= kImages; ++seed) {
    image::Image image = testing::blank(400, 400, 0);
    testing::add_noise(image, 2.5, seed);
    found += find_candidates(image, filled_pixels(image), {2.0, 2.5, kShare}, {}).size();
  }
  // About 220 expected, so 7 % of chance; the formula is asymptotic, hence the wider limits.
  EXPECT_GT(static_cast<double>(found), 0.7 * kShare * kRoom * kImages);
  EXPECT_LT(static_cast<double>(found), 1.4 * kShare * kRoom * kImages);
}

TEST(Candidates, OnePeakGivesOneCandidateAtItsPixel) {
  image::Image image = testing::blank(60, 80, 1);
  image.at(25, 44) = 50;
  const auto found = find_candidates(image, filled_pixels(image), {2.0, 0.1, 0.01}, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].row, 25);
  EXPECT_EQ(found[0].column, 44);
}

TEST(Candidates, StayOutOfMaskedPixels) {
  testing::Truth truth = testing::draw(testing::square(12, 17));
  truth.image.usable.assign(truth.image.pixels.size(), 1);
  for (int row = 0; row < truth.image.rows; ++row) {
    for (int column = 0; column < 100; ++column) {
      truth.image.usable[truth.image.index(row, column)] = 0;
      truth.image.at(row, column) = 1000;
    }
  }
  const auto found = find_candidates(truth.image, filled_pixels(truth.image), {2.0, 0.1, 0.01}, {});
  EXPECT_GT(found.size(), 200U);
  for (const Candidate& candidate : found) EXPECT_GE(candidate.column, 100);
}

// Lines of an empty image answer the filter like rows of dim columns.
TEST(Candidates, OffsetLinesHideNothing) {
  testing::Truth truth = testing::draw(testing::square(60, 17));
  core::Generator random = core::Stream(4).child("lines").generator();
  float offset = 0;
  for (int row = 0; row < truth.image.rows; ++row) {
    if (row % 5 == 0) offset = static_cast<float>(0.2 * random.normal());
    for (int column = 0; column < truth.image.columns; ++column) {
      truth.image.at(row, column) += offset;
    }
  }
  const auto hidden = find_hidden_candidates(truth.image, filled_pixels(truth.image), truth.atoms,
                                             {2.5, 0.1, 0.01}, {});
  EXPECT_LT(hidden.size(), 3U);
}

// Of atoms not told, the search finds all but those at the border.
TEST(Candidates, HiddenAreWhatAtomsLeave) {
  testing::Scene scene = testing::square(20, 17);
  scene.noise = 0.01;  // no noise is a tenth as high as an atom
  const testing::Truth truth = testing::draw(scene);
  std::vector<Atom> known;
  std::size_t untold = 0;
  for (const Atom& atom : truth.atoms) {
    const bool at_border = std::min(atom.x, atom.y) < 10 || std::max(atom.x, atom.y) > 245;
    if (atom.x < 128 || at_border)
      known.push_back(atom);
    else
      ++untold;
  }
  const auto hidden =
      find_hidden_candidates(truth.image, filled_pixels(truth.image), known, {2.5, 0.01, 0.01}, {});
  EXPECT_EQ(hidden.size(), untold);
  for (const Candidate& candidate : hidden) EXPECT_GE(candidate.column, 127);
  EXPECT_TRUE(find_hidden_candidates(truth.image, filled_pixels(truth.image), {}, {}, {}).empty());
}

}  // namespace
}  // namespace gibbsight::atoms
