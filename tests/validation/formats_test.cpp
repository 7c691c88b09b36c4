// Readers on files of real instruments; what they hold was read with other people's libraries.
#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/read_image.hpp"
#include "published.hpp"

namespace gibbsight::image {
namespace {

// Correlation of two images, the second one's rows mirrored if asked for.
double correlation(const Image& a, const Image& b, bool mirrored) {
  double sum_a = 0;
  double sum_b = 0;
  double product = 0;
  double square_a = 0;
  double square_b = 0;
  for (int row = 0; row < a.rows; ++row) {
    for (int column = 0; column < a.columns; ++column) {
      const double x = static_cast<double>(a.at(row, column)) * 1e9;
      const double y =
          static_cast<double>(b.at(row, mirrored ? b.columns - 1 - column : column)) * 1e9;
      sum_a += x;
      sum_b += y;
      product += x * y;
      square_a += x * x;
      square_b += y * y;
    }
  }
  const auto count = static_cast<double>(a.pixels.size());
  return (product - sum_a * sum_b / count) /
         std::sqrt((square_a - sum_a * sum_a / count) * (square_b - sum_b * sum_b / count));
}

TEST(RealFile, NanonisDirectionsShowTheSameSurface) {
  const std::string path = validation::published("format_nanonis.sxm");
  GIBBSIGHT_SKIP_WITHOUT(path);
  const Image forward = read_image(path, {});
  ImageOptions options;
  options.direction = "backward";
  const Image backward = read_image(path, options);
  EXPECT_EQ(forward.rows, 160);
  EXPECT_NEAR(forward.pixel_size->x_nm, 0.0625, 1e-12);
  EXPECT_FLOAT_EQ(forward.at(0, 0), 1.0568659e-07F);  // as nanonispy reads it
  EXPECT_GT(correlation(forward, backward, false), 0.8);
  EXPECT_LT(correlation(forward, backward, true), 0.3);
}

TEST(RealFile, Gxsm) {
  const std::string path = validation::published("format_gxsm.nc");
  GIBBSIGHT_SKIP_WITHOUT(path);
  const Image image = read_image(path, {});
  EXPECT_EQ(image.rows, 450);
  EXPECT_EQ(image.columns, 450);
  EXPECT_NEAR(image.pixel_size->x_nm, 0.13363028953, 1e-10);
  EXPECT_FLOAT_EQ(image.at(0, 0), -1.5049661F * 189.60000228881836F);  // of dz, as netCDF4 reads it
  EXPECT_EQ(describe_file(path).contents.main_channel().name, "ZS-Topo");
}

TEST(RealFile, DigitalMicrographIsForPython) {
  const std::string path = validation::published("format_cdte.dm3");
  GIBBSIGHT_SKIP_WITHOUT(path);
  try {
    read_image(path, {});
    FAIL();
  } catch (const core::InputError& error) {
    EXPECT_NE(error.problem().expected.find("gibbsight.read_image"), std::string::npos);
  }
}

TEST(RealFile, ResolutionOfPaperIsNoPixelSize) {
  for (const char* name : {"mores2_re05.tiff", "mores2_re78.tiff"}) {
    const std::string path = validation::published(name);
    GIBBSIGHT_SKIP_WITHOUT(path);
    EXPECT_FALSE(describe_file(path).pixel_size.has_value()) << name;
  }
}

TEST(RealFile, UnitOfImageJIsAPixelSize) {
  const std::string path = validation::published("wsse_partial.tif");
  GIBBSIGHT_SKIP_WITHOUT(path);
  EXPECT_DOUBLE_EQ(describe_file(path).pixel_size->x_nm, 1.0 / 64);
}

}  // namespace
}  // namespace gibbsight::image
