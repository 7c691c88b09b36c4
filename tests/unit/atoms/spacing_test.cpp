#include "gibbsight/atoms/spacing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "gibbsight/core/errors.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

using testing::blank;

double width_of(const image::Image& image) {
  return column_width(power_spectrum(filled_pixels(image), {}));
}

image::Image smoothed_noise(double sigma, std::uint64_t seed) {
  image::Image image = blank(256, 300, 0);
  testing::add_noise(image, 1, seed);
  cv::Mat1f view(image.rows, image.columns, image.pixels.data());
  cv::GaussianBlur(view, view, {}, sigma);
  return image;
}

TEST(ColumnWidth, IsTheStandardDeviationOfColumnsWellApart) {
  testing::Scene scene = testing::square(25, 11);
  scene.sigma = 2.5;
  scene.noise = 0.02;
  EXPECT_NEAR(width_of(testing::draw(scene).image), 2.5, 0.25);
}

TEST(ColumnWidth, ScalesWithTheImage) {
  for (const double spacing : {6.0, 10.0, 20.0, 40.0, 60.0}) {
    testing::Scene scene = testing::square(spacing, 30);
    scene.rows = scene.columns = 420;
    scene.sigma = 0.2 * spacing;
    EXPECT_NEAR(width_of(testing::draw(scene).image) / spacing, 0.155, 0.02) << spacing;
  }
}

TEST(ColumnWidth, SeesALatticeAlongTheAxes) {
  EXPECT_NEAR(width_of(testing::draw(testing::square(12, 0)).image), 0.15 * 12, 0.4);
}

TEST(ColumnWidth, RefusesNoise) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    image::Image image = blank(256, 300, 5);
    testing::add_noise(image, 1, seed);
    EXPECT_THROW(width_of(image), core::DataError) << seed;
  }
}

TEST(ColumnWidth, RefusesSmoothedNoise) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const double sigma : {1.0, 2.0, 4.0}) {
      EXPECT_THROW(width_of(smoothed_noise(sigma, seed)), core::DataError) << seed << " " << sigma;
    }
  }
}

TEST(ColumnWidth, RefusesNoiseWithScanLineOffsets) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    image::Image image = blank(256, 300, 0);
    testing::add_noise(image, 1, seed);
    image::Image offsets = blank(256, 1, 0);
    testing::add_noise(offsets, 3, seed + 100);
    for (int row = 0; row < image.rows; ++row) {
      for (int column = 0; column < image.columns; ++column) {
        image.at(row, column) += offsets.at(row, 0);
      }
    }
    EXPECT_THROW(width_of(image), core::DataError) << seed;
  }
}

TEST(ColumnWidth, RefusesAConstant) { EXPECT_THROW(width_of(blank(64, 64, 7)), core::DataError); }

TEST(ColumnWidth, SaysWhatItFoundAndWhatItNeeds) {
  image::Image image = blank(128, 128, 0);
  testing::add_noise(image, 1, 3);
  try {
    width_of(image);
    FAIL() << "noise was taken for a lattice";
  } catch (const core::DataError& error) {
    EXPECT_EQ(error.problem().what, "no lattice in the image");
    EXPECT_NE(error.problem().where.find("spectrum"), std::string::npos);
    EXPECT_FALSE(error.problem().value.empty());
    EXPECT_FALSE(error.problem().expected.empty());
  }
}

TEST(WhiteNoise, IsThatOfThePixels) {
  testing::Scene scene = testing::square(12, 17);
  scene.noise = 0.3;
  const Spectrum spectrum = power_spectrum(filled_pixels(testing::draw(scene).image), {});
  EXPECT_NEAR(white_noise(spectrum), 0.3, 0.01);
}

TEST(Background, OfWhiteNoiseIsItsPower) {
  for (const double noise : {0.3, 3e-24, 3e16}) {
    image::Image image = blank(300, 256, 0);
    testing::add_noise(image, noise, 4);
    const Spectrum spectrum = power_spectrum(filled_pixels(image), {});
    const auto middle = cv::Rect(20, 20, 80, 80);  // off the axes, where streaks of lines may be
    const cv::Mat1d power(spectrum.power(middle) / (noise * noise));
    const cv::Mat1d background(spectrum.background(middle) / (noise * noise));
    EXPECT_NEAR(cv::mean(power)[0], 1, 0.05) << noise;
    EXPECT_NEAR(cv::mean(background)[0], 1, 0.05) << noise;
    double least = 0;
    double most = 0;
    cv::minMaxLoc(background, &least, &most);
    EXPECT_GT(least, 0.7) << noise;
    EXPECT_LT(most, 1.3) << noise;
  }
}

}  // namespace
}  // namespace gibbsight::atoms
