#include "gibbsight/atoms/binning.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "gibbsight/atoms/find.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

testing::Scene fine_scene() {
  testing::Scene scene = testing::square(30, 17);
  scene.rows = 403;
  scene.columns = 398;
  scene.sigma = 6;
  scene.heights = {0.6, 1};
  scene.noise = 0.1;
  return scene;
}

// sqrt(2 / pi) noise / height is the bound for a column alone; its square root of mean square over
// some 280 numbers is known to 4 %, and averaging may take 3 % of it. 0.6 and 1 are equally common.
TEST(Binning, FinelySampledColumnsAreFoundAsWell) {
  const testing::Scene scene = fine_scene();
  const testing::Truth truth = testing::draw(scene);
  const AtomList list = find_atoms(truth.image, {}, {});
  const auto result = testing::compare(truth, list.atoms, 3, 15);
  EXPECT_EQ(result.matched, result.true_count);
  EXPECT_EQ(result.found_count, result.true_count);
  const double bound = 2 / std::numbers::pi * 0.01 * (1 + 1 / 0.36) / 2;
  EXPECT_LT(result.mean_square_x_error, 1.3 * bound);
  EXPECT_LT(result.mean_square_y_error, 1.3 * bound);
  EXPECT_NEAR(result.mean_square_x_over_error, 1, 0.3);
  EXPECT_NEAR(result.mean_relative_intensity, 1, 0.01);
  for (const Atom& atom : list.atoms) EXPECT_NEAR(atom.sigma, 6, 0.3);
  EXPECT_NEAR(list.spacing, 30, 0.3);
  EXPECT_EQ(list.image_rows, 403);
  EXPECT_EQ(list.image_columns, 398);
}

TEST(Binning, KnownAtomsAreMeasuredWhereTheyAre) {
  const testing::Truth truth = testing::draw(fine_scene());
  AtomList known;
  known.atoms = truth.atoms;
  const AtomList list = measure_atoms(truth.image, known, {}, {});
  const auto result = testing::compare(truth, list.atoms, 3, 15);
  EXPECT_EQ(result.matched, result.true_count);
  EXPECT_NEAR(result.mean_relative_intensity, 1, 0.01);
}

// One saturated pixel spoils its square, which has 16.
TEST(Binning, ClippedPixelsAreLeftOut) {
  image::Image image = testing::blank(9, 11, 1);
  image.clipped.assign(image.pixels.size(), 0);
  image.clipped[image.index(5, 6)] = 1;
  image.usable.assign(image.pixels.size(), 1);
  image.usable[image.index(0, 0)] = 0;
  image.at(1, 5) = 17;
  const image::Image binned = bin(image, 4);
  ASSERT_EQ(binned.rows, 2);
  ASSERT_EQ(binned.columns, 2);
  EXPECT_EQ(binned.pixels, (std::vector<float>{1, 2, 1, 1}));
  EXPECT_EQ(binned.clipped, (std::vector<std::uint8_t>{0, 0, 0, 1}));
  EXPECT_EQ(binned.usable, (std::vector<std::uint8_t>{0, 1, 1, 1}));
}

TEST(Binning, PlacesComeBack) {
  const std::vector<Candidate> coarse = to_bins(std::vector<Candidate>{{0, 4}, {7, 12}}, 5);
  EXPECT_EQ(coarse[0].row, 0);
  EXPECT_EQ(coarse[0].column, 0);
  EXPECT_EQ(coarse[1].row, 1);
  EXPECT_EQ(coarse[1].column, 2);
  const Atom fine = from_bins(std::vector<Atom>{{.x = 2, .y = 0.4, .sigma = 8}}, 5).front();
  EXPECT_DOUBLE_EQ(fine.x, 12);
  EXPECT_DOUBLE_EQ(fine.y, 4);
  const auto middle = from_bins(std::vector<Candidate>{{0, 2}}, 5).front();
  EXPECT_EQ(middle.row, 2);
  EXPECT_EQ(middle.column, 12);
}

TEST(Binning, AtomsComeBack) {
  const Atom atom{.x = 12.3,
                  .y = 45.6,
                  .x_error = 0.1,
                  .y_error = 0.2,
                  .intensity = 7,
                  .background = 3,
                  .sigma = 5,
                  .residual = 0.4,
                  .clipped = 18};
  const Atom coarse = to_bins(std::vector<Atom>{atom}, 3).front();
  EXPECT_DOUBLE_EQ(3 * coarse.x + 1, atom.x);  // the first bin's centre is pixel 1
  EXPECT_LT(coarse.intensity, atom.intensity);
  const Atom back = from_bins(std::vector<Atom>{coarse}, 3).front();
  EXPECT_DOUBLE_EQ(back.x, atom.x);
  EXPECT_DOUBLE_EQ(back.y, atom.y);
  EXPECT_DOUBLE_EQ(back.x_error, atom.x_error);
  EXPECT_DOUBLE_EQ(back.y_error, atom.y_error);
  EXPECT_DOUBLE_EQ(back.intensity, atom.intensity);
  EXPECT_DOUBLE_EQ(back.background, atom.background);
  EXPECT_DOUBLE_EQ(back.sigma, atom.sigma);
  EXPECT_DOUBLE_EQ(back.residual, atom.residual);
  EXPECT_EQ(back.clipped, atom.clipped);
}

}  // namespace
}  // namespace gibbsight::atoms
