#include "gibbsight/atoms/refine.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

std::vector<Candidate> pixels_of(const std::vector<Atom>& atoms) {
  std::vector<Candidate> candidates;
  for (const Atom& atom : atoms) {
    candidates.push_back(
        {static_cast<int>(std::lround(atom.y)), static_cast<int>(std::lround(atom.x))});
  }
  return candidates;
}

std::vector<Atom> refine_truth(const testing::Truth& truth, const RefineScale& scale) {
  return refine(truth.image, pixels_of(truth.atoms), scale, {});
}

// Without overlap the variance of x can't be below (2 / pi) (noise / height)^2.
TEST(Refine, ReachesTheCramerRaoBound) {
  testing::Scene scene = testing::square(16, 17);
  scene.noise = 0.1;
  scene.sigma = 2.5;
  const testing::Truth truth = testing::draw(scene);
  const auto result = testing::compare(truth, refine_truth(truth, {2, 16, 8}), 4, 12);
  const double bound = 2 / std::numbers::pi * 0.1 * 0.1;
  EXPECT_EQ(result.matched, result.true_count);
  EXPECT_LT(result.mean_square_x_error, 1.5 * bound);
  EXPECT_LT(result.mean_square_y_error, 1.5 * bound);
  EXPECT_GT(result.mean_square_x_error, bound / 1.5);
}

// Columns whose widths are 0.3 of their distance: the inverse of the Fisher matrix of place and
// height of a column and all within three spacings, and of a common background, gives 0.904 noise /
// height, 0.798 for one alone. Atoms outside of the image disturb those within four spacings. The
// root mean square over 175 atoms is known to 5 %.
TEST(Refine, ReachesTheCramerRaoBoundWhereColumnsOverlap) {
  for (const double noise : {0.01, 0.1}) {
    testing::Scene scene = testing::square(12, 17);
    scene.noise = noise;
    scene.sigma = 0.3 * 12;
    const testing::Truth truth = testing::draw(scene);
    const auto result = testing::compare(truth, refine_truth(truth, {2, 12, 20}), 4, 48);
    const double bound = 0.904 * noise;
    EXPECT_EQ(result.matched, result.true_count);
    EXPECT_LT(std::sqrt(result.mean_square_x_error), 1.2 * bound) << noise;
    EXPECT_LT(std::sqrt(result.mean_square_y_error), 1.2 * bound) << noise;
    EXPECT_GT(std::sqrt(result.mean_square_x_error), 0.8 * bound) << noise;
  }
}

// At 0.42 of the distance columns are as wide at half height as they are apart; the same matrix
// gives 2.136 noise / height.
TEST(Refine, ReachesTheCramerRaoBoundWhereColumnsTouch) {
  for (const double noise : {0.02, 0.05}) {
    testing::Scene scene = testing::square(12, 17);
    scene.rows = scene.columns = 300;
    scene.heights = {0.8, 1.0};
    scene.noise = noise;
    scene.sigma = 0.42 * 12;
    const testing::Truth truth = testing::draw(scene);
    const auto result = testing::compare(truth, refine_truth(truth, {3, 12, 12}), 4, 36);
    const double bound = 2.136 * noise * std::sqrt((1 + 1 / (0.8 * 0.8)) / 2);
    EXPECT_EQ(result.matched, result.true_count);
    EXPECT_LT(std::sqrt(result.mean_square_x_error), 1.2 * bound) << noise;
    EXPECT_LT(std::sqrt(result.mean_square_y_error), 1.2 * bound) << noise;
    EXPECT_GT(std::sqrt(result.mean_square_x_error), 0.8 * bound) << noise;
    EXPECT_NEAR(result.mean_square_x_over_error, 1, 0.5) << noise;
  }
}

// The finer an image and the less its noise, the sooner counts what windows leave undetermined, and
// what the first guess left in the background.
TEST(Refine, ReachesTheCramerRaoBoundInFineImagesOfLittleNoise) {
  for (const auto& [width, bound] : {std::pair{0.3, 0.904}, {0.42, 2.136}}) {
    testing::Scene scene = testing::square(24, 17);
    scene.rows = scene.columns = 600;
    scene.noise = 0.01;
    scene.sigma = width * 24;
    const testing::Truth truth = testing::draw(scene);
    const auto result = testing::compare(truth, refine_truth(truth, {6, 24, 12}), 8, 96);
    EXPECT_EQ(result.matched, result.true_count);
    EXPECT_LT(std::sqrt(result.mean_square_x_error), 1.2 * 0.01 * bound) << width;
    EXPECT_LT(std::sqrt(result.mean_square_y_error), 1.2 * 0.01 * bound) << width;
    EXPECT_GT(std::sqrt(result.mean_square_x_error), 0.8 * 0.01 * bound) << width;
  }
}

// About 200 atoms: the mean of their squared deviations has a relative error of 0.1.
TEST(Refine, StatesItsErrors) {
  for (const double noise : {0.02, 0.1, 0.25}) {
    testing::Scene scene = testing::square(16, 17);
    scene.noise = noise;
    const testing::Truth truth = testing::draw(scene);
    const auto result = testing::compare(truth, refine_truth(truth, {2, 16, 8}), 4, 12);
    EXPECT_NEAR(result.mean_square_x_over_error, 1, 0.4) << noise;
  }
}

TEST(Refine, HeightsOfOverlappingAtomsAreUnbiased) {
  for (const double overlap : {0.15, 0.2, 0.25, 0.3}) {
    testing::Scene scene = testing::square(14, 17);
    scene.heights = {0.6, 1.0};
    scene.sigma = overlap * 14;
    scene.noise = 0.01;
    const testing::Truth truth = testing::draw(scene);
    const auto result = testing::compare(truth, refine_truth(truth, {2.2, 14, 20}), 3, 14);
    EXPECT_EQ(result.matched, result.true_count);
    EXPECT_NEAR(result.mean_relative_intensity, 1, 0.03) << overlap;
  }
}

// What many columns have in common is asked of those in the middle first, and they may be unlike
// the rest: here they are wider by a third.
TEST(Refine, AnUnusualMiddleOfManyMisleadsNone) {
  testing::Scene scene = testing::square(8, 17);
  scene.rows = scene.columns = 840;
  scene.sigma = 2;
  testing::Truth truth = testing::draw(scene);
  scene.sigma = 2.6;
  const testing::Truth wider = testing::draw(scene);
  const auto is_middle = [](double x, double y, double margin) {
    return std::max(std::abs(x - 420), std::abs(y - 420)) < 150 + margin;
  };
  for (int row = 0; row < scene.rows; ++row) {
    for (int column = 0; column < scene.columns; ++column) {
      if (is_middle(column, row, 0)) truth.image.at(row, column) = wider.image.at(row, column);
    }
  }
  ASSERT_GT(truth.atoms.size(), 10'000U);
  std::vector<Atom> found = refine_truth(truth, {1.5, 8, 12});
  const auto is_near_middle = [&](const Atom& atom) { return is_middle(atom.x, atom.y, 16); };
  std::erase_if(truth.atoms, is_near_middle);
  std::erase_if(found, is_near_middle);
  const auto result = testing::compare(truth, found, 2, 24);
  const double bound = std::sqrt(2 / std::numbers::pi) * 0.1;
  EXPECT_GT(result.found_share(), 0.999);
  EXPECT_LT(std::sqrt(result.mean_square_x_error), 1.1 * bound);
  EXPECT_LT(std::sqrt(result.mean_square_y_error), 1.1 * bound);
  EXPECT_NEAR(result.mean_relative_intensity, 1, 0.03);
  EXPECT_NEAR(median_of(found, &Atom::sigma), 2, 0.06);
}

// On a hillside columns are drawn uphill, by 0.4 px (rms) here, unless the slope has its own term.
TEST(Refine, ColumnsOnAHillsideStayInPlace) {
  testing::Scene scene = testing::square(18, 17);
  scene.heights = {0.4, 1.0};
  scene.sigma = 3.5;
  scene.noise = 0.03;
  testing::Truth truth = testing::draw(scene);
  for (int row = 0; row < scene.rows; ++row) {
    for (int column = 0; column < scene.columns; ++column) {
      truth.image.at(row, column) += static_cast<float>(0.06 * std::sin(0.12 * column));
    }
  }
  const auto result = testing::compare(truth, refine_truth(truth, {3, 18, 12}), 4, 18);
  EXPECT_GE(result.found_share(), 0.99);
  EXPECT_LT(std::sqrt(result.mean_square_x_error), 0.15);
  EXPECT_LT(std::sqrt(result.mean_square_y_error), 0.15);
}

// The flank of an atom outside makes a candidate at the border, but no atom.
TEST(Refine, FlanksAtTheBorderAreNoAtoms) {
  testing::Truth truth = testing::draw(testing::square(16, 0));
  truth.atoms.clear();
  image::Image cut = testing::blank(truth.image.rows, truth.image.columns - 4, 0);
  for (int row = 0; row < cut.rows; ++row) {
    for (int column = 0; column < cut.columns; ++column) {
      cut.at(row, column) = truth.image.at(row, column + 4);
    }
  }
  // Columns of atoms lie 16 px apart, one at -4 now: 1.6 widths outside.
  std::vector<Candidate> candidates;
  for (int row = 16; row < cut.rows - 8; row += 16) {
    candidates.push_back({row, 0});
    candidates.push_back({row, 12});
  }
  for (const Atom& atom : refine(cut, candidates, {2, 16, 8}, {})) EXPECT_GT(atom.x, 8);
}

TEST(Refine, SeesPastTheClipLevel) {
  testing::Scene scene = testing::square(16, 17);
  scene.noise = 0.02;
  testing::Truth truth = testing::draw(scene);
  const float level = 3.8F;  // background 3, height 1
  truth.image.clipped.assign(truth.image.pixels.size(), 0);
  for (std::size_t i = 0; i < truth.image.pixels.size(); ++i) {
    if (truth.image.pixels[i] < level) continue;
    truth.image.pixels[i] = level;
    truth.image.clipped[i] = 1;
  }
  const auto atoms = refine_truth(truth, {2, 16, 8});
  const auto result = testing::compare(truth, atoms, 4, 12);
  EXPECT_EQ(result.matched, result.true_count);
  EXPECT_NEAR(result.mean_relative_intensity, 1, 0.02);
  for (const Atom& atom : atoms) EXPECT_GT(atom.clipped, 0);
}

TEST(Refine, AtomsCutByTheBorderHaveLargerErrors) {
  const testing::Truth truth = testing::draw(testing::square(16, 0));
  double cut = 0;
  double whole = 0;
  for (const Atom& atom : refine_truth(truth, {2, 16, 8})) {
    if (atom.x < 2 && atom.y > 20 && atom.y < 230) cut = std::max(cut, atom.x_error);
    if (atom.x > 20 && atom.x < 230) whole = std::max(whole, atom.x_error);
  }
  EXPECT_GT(cut, 1.2 * whole);
  EXPECT_GT(whole, 0);
}

class RefineInThreads : public ::testing::TestWithParam<double> {};

TEST_P(RefineInThreads, IsTheSameForAnyNumber) {
  testing::Scene scene = testing::square(12, 17);
  scene.sigma = GetParam();
  const testing::Truth truth = testing::draw(scene);
  std::vector<std::vector<Atom>> results;
  for (const int threads : {1, 2, 3}) {
    core::Execution execution;
    execution.threads = threads;
    results.push_back(refine(truth.image, pixels_of(truth.atoms), {2, 12, 8}, execution));
  }
  for (const auto& result : results) {
    ASSERT_EQ(result.size(), results[0].size());
    for (std::size_t i = 0; i < result.size(); ++i) {
      EXPECT_EQ(result[i].x, results[0][i].x);
      EXPECT_EQ(result[i].intensity, results[0][i].intensity);
      EXPECT_EQ(result[i].x_error, results[0][i].x_error);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(ApartAndTouching, RefineInThreads, ::testing::Values(2.5, 4.6));

TEST(Refine, OrdersByRowThenColumn) {
  const testing::Truth truth = testing::draw(testing::square(12, 17));
  const auto atoms = refine_truth(truth, {2, 12, 8});
  for (std::size_t i = 1; i < atoms.size(); ++i) {
    EXPECT_TRUE(atoms[i - 1].y < atoms[i].y ||
                (atoms[i - 1].y == atoms[i].y && atoms[i - 1].x < atoms[i].x));
  }
}

}  // namespace
}  // namespace gibbsight::atoms
