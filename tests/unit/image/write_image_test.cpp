#include "gibbsight/image/write_image.hpp"

#include "files.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/read_image.hpp"
#include "gibbsight/image/read_png.hpp"
#include "pictures.hpp"

namespace gibbsight::image {
namespace {

class WriteImage : public WithFiles {};

TEST_F(WriteImage, TiffReadsBackToTheBit) {
  Image image = bumps(40, 52, 9, 17, 0.1, 1);
  image.pixel_size = {0.0123, 0.002};
  write_tiff(path("a.tif"), image);
  const Image again = read_image(path("a.tif"), {});
  EXPECT_EQ(again.rows, image.rows);
  EXPECT_EQ(again.pixels, image.pixels);
  ASSERT_TRUE(again.pixel_size.has_value());
  EXPECT_NEAR(again.pixel_size->x_nm, 0.0123, 1e-7);
  EXPECT_NEAR(again.pixel_size->y_nm, 0.002, 1e-7);
}

TEST_F(WriteImage, UnknownPixelSizeStaysUnknown) {
  write_tiff(path("a.tif"), bumps(40, 52, 9, 17, 0.1, 1));
  EXPECT_FALSE(read_image(path("a.tif"), {}).pixel_size.has_value());
}

TEST_F(WriteImage, SameImageSameBytes) {
  const Image image = bumps(40, 52, 9, 17, 0.1, 1);
  write_tiff(path("a.tif"), image);
  write_tiff(path("b.tif"), image);
  EXPECT_EQ(core::read_file(path("a.tif")), core::read_file(path("b.tif")));
}

TEST_F(WriteImage, UnwritablePlaceIsAnOutputError) {
  EXPECT_THROW(write_tiff(path("no/such/folder.tif"), blank(40, 40)), core::OutputError);
}

TEST_F(WriteImage, PngShowsDarkToBright) {
  Image image = blank(40, 50);
  for (int row = 0; row < 40; ++row) {
    for (int column = 0; column < 50; ++column) {
      image.at(row, column) = static_cast<float>(-5 + 0.001 * (50 * row + column));
    }
  }
  const auto bytes = encode_png(image);
  const RawImage grey = read_png({bytes.begin(), bytes.end()}, "a.png", {});
  ASSERT_EQ(grey.columns, 50);
  EXPECT_EQ(grey.pixels.front(), 0.0F);
  EXPECT_EQ(grey.pixels.back(), 255.0F);
  EXPECT_NEAR(grey.pixels[1000], 127.5, 1.5);
}

TEST_F(WriteImage, ConstantImageHasAPng) { EXPECT_FALSE(encode_png(blank(40, 50)).empty()); }

}  // namespace
}  // namespace gibbsight::image
