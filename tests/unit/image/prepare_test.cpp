#include "gibbsight/image/prepare.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "pictures.hpp"

namespace gibbsight::image {
namespace {

// Every value once.
RawImage ramp(int rows = 40, int columns = 50) {
  RawImage raw;
  raw.rows = rows;
  raw.columns = columns;
  raw.pixels.resize(static_cast<std::size_t>(rows * columns));
  std::iota(raw.pixels.begin(), raw.pixels.end(), 0.0F);
  return raw;
}

int clipped_count(const Image& image) {
  return std::accumulate(image.clipped.begin(), image.clipped.end(), 0);
}

TEST(Prepare, TinyAndConstantImagesAreDataErrors) {
  EXPECT_THROW(prepare(ramp(1, 1), {}, "a"), core::DataError);
  EXPECT_THROW(prepare(ramp(31, 50), {}, "a"), core::DataError);
  EXPECT_NO_THROW(prepare(ramp(32, 32), {}, "a"));
  RawImage raw = ramp();
  std::fill(raw.pixels.begin(), raw.pixels.end(), 7.0F);
  EXPECT_THROW(prepare(raw, {}, "a"), core::DataError);
}

TEST(Prepare, RowsThatWereNeverScannedAreUnusable) {
  constexpr float kNothing = std::numeric_limits<float>::quiet_NaN();
  for (const bool at_the_end : {true, false}) {
    RawImage raw = ramp();
    const int first = at_the_end ? 33 : 0;
    std::fill_n(raw.pixels.begin() + first * 50, 7 * 50, kNothing);
    const Image image = prepare(raw, {}, "a");
    for (int row = 0; row < image.rows; ++row) {
      EXPECT_EQ(image.is_usable(row, 20), row < first || row >= first + 7) << row;
      EXPECT_TRUE(std::isfinite(image.at(row, 20)));
    }
    EXPECT_EQ(image.at(first, 20), ramp().pixels[(at_the_end ? 32 : 7) * 50 + 20]);
  }
}

TEST(Prepare, NothingButUnscannedRowsOrSomeInTheMiddleAreErrors) {
  constexpr float kNothing = std::numeric_limits<float>::quiet_NaN();
  RawImage raw = ramp();
  std::fill_n(raw.pixels.begin() + 20 * 50, 50, kNothing);
  EXPECT_THROW(prepare(raw, {}, "a"), core::DataError);
  std::fill(raw.pixels.begin(), raw.pixels.end(), kNothing);
  EXPECT_THROW(prepare(raw, {}, "a"), core::DataError);
}

TEST(Prepare, ValuesThatAreNotFiniteAreNamedByPlace) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    RawImage raw = ramp();
    raw.pixels[3 * 50 + 11] = bad;
    raw.pixels[9 * 50] = bad;
    try {
      prepare(raw, {}, "a.tif");
      FAIL();
    } catch (const core::DataError& error) {
      EXPECT_NE(error.problem().value.find("row 3, column 11"), std::string::npos);
      EXPECT_EQ(error.problem().where, "a.tif");
    }
  }
}

TEST(Prepare, DarkPolarityChangesTheSign) {
  ImageOptions options;
  options.polarity = "dark";
  EXPECT_EQ(prepare(ramp(), options, "a").pixels[5], -5.0F);
}

TEST(Prepare, AutomaticPolarityMakesAtomsBright) {
  ImageOptions options;
  options.polarity = "auto";
  for (const float sign : {1.0F, -1.0F}) {
    const Image atoms = bumps(120, 120, 12, 17, 0.05, 3);
    RawImage raw;
    raw.rows = raw.columns = 120;
    for (const float pixel : atoms.pixels) raw.pixels.push_back(sign * pixel);
    EXPECT_EQ(prepare(raw, options, "a").pixels, atoms.pixels);
  }
}

TEST(Prepare, RegionKeepsTheFrame) {
  ImageOptions options;
  options.roi = {5, 3, 45, 40};
  const Image image = prepare(ramp(), options, "a");
  EXPECT_EQ(image.columns, 50);
  EXPECT_TRUE(image.is_usable(3, 5));
  EXPECT_TRUE(image.is_usable(39, 44));
  EXPECT_FALSE(image.is_usable(2, 5));
  EXPECT_FALSE(image.is_usable(3, 4));
  EXPECT_FALSE(image.is_usable(3, 45));
}

TEST(Prepare, RegionsThatDoNotFitAreUsageErrors) {
  const std::vector<double> regions[] = {
      {0, 0, 51, 40}, {0, 0, 50}, {10, 0, 20, 40}, {50, 40, 0, 0}, {0, 0, 50, 40, 1}};
  for (const auto& roi : regions) {
    ImageOptions options;
    options.roi = roi;
    EXPECT_THROW(prepare(ramp(), options, "a"), core::UsageError) << core::to_text(roi);
  }
}

TEST(Prepare, GivenPixelSizeWins) {
  RawImage raw = ramp();
  raw.pixel_size = {1, 1};
  EXPECT_EQ(prepare(raw, {}, "a").pixel_size->x_nm, 1);
  ImageOptions options;
  options.pixel_size = {0.1, 0.2};
  const Image image = prepare(raw, options, "a");
  EXPECT_EQ(image.pixel_size->x_nm, 0.1);
  EXPECT_EQ(image.pixel_size->y_nm, 0.2);
  options.pixel_size = {0.3};
  EXPECT_EQ(prepare(raw, options, "a").pixel_size->y_nm, 0.3);
  options.pixel_size = {1, 2, 3};
  EXPECT_THROW(prepare(raw, options, "a"), core::UsageError);
}

TEST(Prepare, UnknownPixelSizeStaysUnknown) {
  EXPECT_FALSE(prepare(ramp(), {}, "a").pixel_size.has_value());
}

TEST(Prepare, MaximumOfAnIntegerTypeIsClipped) {
  RawImage raw = ramp();
  raw.limits = {0, 1999};  // its last value
  const Image image = prepare(raw, {}, "a");
  EXPECT_EQ(clipped_count(image), 1);
  EXPECT_TRUE(image.is_clipped(39, 49));
  raw.limits = {0, 4095};
  EXPECT_EQ(clipped_count(prepare(raw, {}, "a")), 0);
}

TEST(Prepare, PileUpAtTheTopIsClipped) {
  RawImage raw = ramp();
  for (float& pixel : raw.pixels) pixel = std::min(pixel, 1980.0F);
  EXPECT_EQ(clipped_count(prepare(raw, {}, "a")), 20);
}

TEST(Prepare, DarkAtomsClipAtTheBottom) {
  RawImage raw = ramp();
  raw.limits = {0, 1999};
  ImageOptions options;
  options.polarity = "dark";
  const Image image = prepare(raw, options, "a");
  EXPECT_EQ(clipped_count(image), 1);
  EXPECT_TRUE(image.is_clipped(0, 0));
}

}  // namespace
}  // namespace gibbsight::image
