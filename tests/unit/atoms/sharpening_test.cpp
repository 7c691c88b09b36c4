#include "gibbsight/atoms/sharpening.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/atoms/spectrum.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

TEST(Sharpening, MakesAColumnNarrow) {
  testing::Scene scene = testing::square(200, 0);  // one column in the middle
  scene.rows = scene.columns = 101;
  scene.sigma = 5;
  scene.noise = 0;
  const cv::Mat1f sharp = sharpen(filled_pixels(testing::draw(scene).image), {5, 4, 1e-6});
  const auto at = [&](int x, int y) { return static_cast<double>(sharp(50 + y, 50 + x)); };
  const double background = at(-40, -40);
  const double height = at(0, 0) - background;
  EXPECT_NEAR(height, 25.0 / 16, 0.08);  // as much in a smaller area
  EXPECT_NEAR((at(8, 0) - background) / height, std::exp(-2.0), 0.05);
  EXPECT_NEAR((at(0, -8) - background) / height, std::exp(-2.0), 0.05);
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
