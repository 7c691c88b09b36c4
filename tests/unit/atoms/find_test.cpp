#include "gibbsight/atoms/find.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/levelling.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

void tilt_and_shift_lines(image::Image& image, double tilt, double offset, std::uint64_t seed) {
  image::Image offsets = testing::blank(image.rows, 1, 0);
  testing::add_noise(offsets, offset, seed);
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      image.at(row, column) += offsets.at(row, 0) + static_cast<float>(tilt * (row + 0.5 * column));
    }
  }
}

TEST(FindAtoms, TwoSpeciesTurnedTiltedAndNoisy) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    testing::Scene scene = testing::square(10, 17);
    scene.rows = scene.columns = 400;
    scene.heights = {0.65, 1.0};
    scene.noise = 0.2;
    scene.sigma = 2.2;
    scene.seed = seed;
    testing::Truth truth = testing::draw(scene);
    tilt_and_shift_lines(truth.image, 0.01, 0.5, seed);
    const AtomList list = find_atoms(image::level(truth.image, {}), {}, {});
    const auto result = testing::compare(truth, list.atoms, 2.5, 5);
    EXPECT_GE(result.found_share(), 0.98);
    EXPECT_LT(result.false_share(), 0.01);
    EXPECT_NEAR(list.spacing, 10, 0.4);
  }
}

testing::Scene honeycomb(double second_height, double sigma) {
  testing::Scene scene;
  scene.rows = scene.columns = 320;
  scene.a[0] = 20;
  scene.a[1] = 3;
  scene.b[0] = 0.5 * 20 - 0.8660254 * 3;
  scene.b[1] = 0.8660254 * 20 + 0.5 * 3;
  scene.second_site[0] = (scene.a[0] + scene.b[0]) / 3;
  scene.second_site[1] = (scene.a[1] + scene.b[1]) / 3;
  scene.second_height = second_height;
  scene.sigma = sigma;
  scene.noise = 0.05;
  return scene;
}

void expect_all_found(const testing::Truth& truth) {
  const auto result = testing::compare(truth, find_atoms(truth.image, {}, {}).atoms, 2.5, 8);
  EXPECT_GE(result.found_share(), 0.99);
  EXPECT_LT(result.false_share(), 0.01);
  EXPECT_NEAR(result.mean_relative_intensity, 1, 0.03);
}

TEST(FindAtoms, HoneycombWithADimSublattice) {
  expect_all_found(testing::draw(honeycomb(0.3, 3.2)));
}

// Three bright neighbours answer the filter with a trough as deep as a dim column is high.
TEST(FindAtoms, HoneycombWhoseDimSublatticeTheBrightOneHides) {
  testing::Scene scene = honeycomb(0.25, 3.8);
  scene.heights = {0.7, 1};
  expect_all_found(testing::draw(scene));
}

// As wide at half height as apart; most dim columns between bright ones are no maxima.
TEST(FindAtoms, TouchingColumnsOfTwoSpecies) {
  for (const double noise : {0.03, 0.1}) {
    testing::Scene scene = testing::square(12, 17);
    scene.rows = scene.columns = 300;
    scene.heights = {0.65, 1.0};
    scene.sigma = 0.42 * 12;
    scene.noise = noise;
    const testing::Truth truth = testing::draw(scene);
    const auto result = testing::compare(truth, find_atoms(truth.image, {}, {}).atoms, 4, 24);
    EXPECT_GE(result.found_share(), 0.99) << noise;
    EXPECT_LT(result.false_share(), 0.01) << noise;
    const double bound = 2.136 * noise * std::sqrt((1 + 1 / (0.65 * 0.65)) / 2);
    EXPECT_LT(std::sqrt(result.mean_square_x_error), 1.25 * bound) << noise;
  }
}

// One site in six is empty, and stays so.
TEST(FindAtoms, TouchingColumnsAndVacancies) {
  testing::Scene scene = testing::square(12, 17);
  scene.rows = scene.columns = 300;
  scene.heights = {0.0, 0.7, 0.8, 0.9, 1.0, 1.0};
  scene.sigma = 0.38 * 12;
  scene.noise = 0.03;
  testing::Truth truth = testing::draw(scene);
  std::erase_if(truth.atoms, [](const Atom& atom) { return atom.intensity == 0; });
  const auto result = testing::compare(truth, find_atoms(truth.image, {}, {}).atoms, 4, 24);
  EXPECT_GE(result.found_share(), 0.99);
  EXPECT_LT(result.false_share(), 0.02);
}

TEST(FindAtoms, AnySpacing) {
  for (const double spacing : {6.0, 8.0, 13.0, 25.0, 60.0}) {
    testing::Scene scene = testing::square(spacing, 17);
    scene.rows = 420;
    scene.columns = 380;
    scene.heights = {0.7, 1.0};
    scene.sigma = 0.2 * spacing;
    const testing::Truth truth = testing::draw(scene);
    const AtomList list = find_atoms(truth.image, {}, {});
    const auto result = testing::compare(truth, list.atoms, 0.25 * spacing, 0.5 * spacing);
    EXPECT_GE(result.found_share(), 0.98) << spacing;
    EXPECT_LT(result.false_share(), 0.01) << spacing;
    EXPECT_NEAR(list.spacing, spacing, 0.04 * spacing);
    EXPECT_EQ(list.image_rows, 420);
    EXPECT_EQ(list.image_columns, 380);
  }
}

TEST(FindAtoms, TakesASpacingGivenByHand) {
  const testing::Truth truth = testing::draw(testing::square(12, 17));
  FindOptions options;
  options.spacing = 12;
  const auto result = testing::compare(truth, find_atoms(truth.image, options, {}).atoms, 3, 6);
  EXPECT_EQ(result.matched, result.true_count);
  EXPECT_EQ(result.found_count, result.true_count);
}

TEST(FindAtoms, IsTheSameForAnyNumberOfThreads) {
  const testing::Truth truth = testing::draw(testing::square(12, 17));
  core::Execution one;
  one.threads = 1;
  core::Execution three;
  three.threads = 3;
  const AtomList first = find_atoms(truth.image, {}, one);
  const AtomList second = find_atoms(truth.image, {}, three);
  ASSERT_EQ(first.atoms.size(), second.atoms.size());
  for (std::size_t i = 0; i < first.atoms.size(); ++i) {
    EXPECT_EQ(first.atoms[i].x, second.atoms[i].x);
    EXPECT_EQ(first.atoms[i].intensity, second.atoms[i].intensity);
  }
}

// Edges, shading and grain, as in a photograph.
image::Image photograph(std::uint64_t seed) {
  image::Image image = testing::blank(300, 400, 20);
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      float& pixel = image.at(row, column);
      pixel += static_cast<float>(40 * std::sin(column / 130.0) + 0.1 * row);
      if (std::hypot(column - 150, row - 140) < 70) pixel += 60;
      if (column > 230 && column < 340 && row > 60 && row < 250) pixel -= 30;
    }
  }
  testing::add_noise(image, 1, seed);
  return image;
}

TEST(FindAtoms, RefusesAPhotograph) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    EXPECT_THROW(find_atoms(photograph(seed), {}, {}), core::DataError);
  }
}

TEST(FindAtoms, RefusesNoiseEvenWithASpacingGivenByHand) {
  image::Image image = testing::blank(256, 256, 0);
  testing::add_noise(image, 1, 9);
  FindOptions options;
  options.spacing = 10;
  options.false_share = 1;
  EXPECT_THROW(find_atoms(image, options, {}), core::DataError);
}

// Looked for in pieces smaller than an atom, there are peaks everywhere, and in regular order:
// those of the pixels.
TEST(FindAtoms, RefusesPeaksThatAreNoColumns) {
  testing::Scene scene = testing::square(12, 5);
  scene.sigma = 4.2;
  scene.noise = 0.02;
  FindOptions options;
  options.spacing = 3;
  try {
    find_atoms(testing::draw(scene).image, options, {});
    FAIL() << "nothing was refused";
  } catch (const core::DataError& error) {
    EXPECT_NE(std::string(error.what()).find("peaks like a column"), std::string::npos)
        << error.what();
  }
}

TEST(FindAtoms, RefusesWhatIsTooSmallOrEmpty) {
  EXPECT_THROW(find_atoms(testing::blank(1, 1, 0), {}, {}), core::DataError);
  EXPECT_THROW(find_atoms(testing::blank(100, 5, 0), {}, {}), core::DataError);
  EXPECT_THROW(find_atoms(testing::blank(100, 100, 2), {}, {}), core::DataError);
  image::Image masked = testing::draw(testing::square(12, 17)).image;
  masked.usable.assign(masked.pixels.size(), 0);
  EXPECT_THROW(find_atoms(masked, {}, {}), core::DataError);
}

TEST(FindAtoms, StopsWhenAsked) {
  core::Execution execution;
  execution.interrupted = [] { return true; };
  EXPECT_THROW(find_atoms(testing::draw(testing::square(12, 17)).image, {}, execution),
               core::Interrupted);
}

// One atom in five, wide ones, so that little noise of pixels is left but all of that of lines.
TEST(FindAtoms, TakesNoLinesForAtomsOfASparseLayer) {
  testing::Scene scene = testing::square(25, 8);
  scene.rows = scene.columns = 600;
  scene.heights = {0, 0, 0, 0, 1};
  scene.sigma = 6;
  scene.noise = 0.08;
  testing::Truth truth = testing::draw(scene);
  tilt_and_shift_lines(truth.image, 0, 0.03, 4);
  std::erase_if(truth.atoms, [](const Atom& atom) { return atom.intensity == 0; });
  const auto result = testing::compare(truth, find_atoms(truth.image, {}, {}).atoms, 3, 12);
  EXPECT_GE(result.found_share(), 0.99);
  EXPECT_LT(result.false_share(), 0.01);
}

}  // namespace
}  // namespace gibbsight::atoms
