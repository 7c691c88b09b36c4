#include "gibbsight/atoms/sharpening.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "gibbsight/atoms/spectrum.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

// A column of width a and height 1 becomes one of width b and height a^2 / b^2, and the filter
// makes (b / v)^2 (s / v)^2 (2 - r^2 / v^2) exp(-r^2 / (2 v^2)) of each unit of height, v^2 = b^2 +
// s^2.
TEST(Sharpening, MakesAColumnNarrow) {
  constexpr double kTo = 4;
  constexpr double kFilter = 3;
  testing::Scene scene = testing::square(200, 0);  // one column in the middle
  scene.rows = scene.columns = 101;
  scene.sigma = 5;
  scene.noise = 0;
  const testing::Truth truth = testing::draw(scene);
  ASSERT_EQ(truth.atoms.size(), 1U);
  const Atom& atom = truth.atoms.front();
  const cv::Mat1f seen =
      sharpened_curvature(filled_pixels(truth.image), {scene.sigma, kTo, 1e-6}, kFilter, {});
  EXPECT_FALSE(seen.isSubmatrix());  // filters look beyond the border of a part of an image
  const double height = scene.sigma * scene.sigma / (kTo * kTo);
  const double squared = kTo * kTo + kFilter * kFilter;
  for (const auto& [column, row] : {std::pair{50, 50}, {54, 50}, {50, 43}, {44, 58}, {80, 70}}) {
    const double r = (std::pow(column - atom.x, 2) + std::pow(row - atom.y, 2)) / squared;
    const double expected =
        height * std::pow(kTo * kFilter / squared, 2) * (2 - r) * std::exp(-r / 2);
    EXPECT_NEAR(static_cast<double>(seen(row, column)), expected, 0.01) << column << ' ' << row;
  }
}

TEST(Sharpening, KnowsThatNoiseGrows) {
  EXPECT_NEAR(Sharpening({0, 0, 0}).noise_growth(3), 1, 1e-6);
  const double little = Sharpening({4, 3, 1e-3}).noise_growth(3);
  const double much = Sharpening({4, 2, 1e-3}).noise_growth(3);
  EXPECT_GT(little, 1);
  EXPECT_GT(much, little);
}

}  // namespace
}  // namespace gibbsight::atoms
