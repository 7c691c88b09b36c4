#include "gibbsight/image/read_png.hpp"

#include <png.h>

#include "files.hpp"

namespace gibbsight::image {
namespace {

// The pattern with so many 8-bit samples a pixel; alpha, the last of 2 or 4, varies.
std::vector<std::uint8_t> samples(int channels) {
  std::vector<std::uint8_t> values;
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      const auto value = static_cast<std::uint8_t>(pattern(row, column));
      const int colours = channels < 3 ? 1 : 3;
      values.insert(values.end(), static_cast<std::size_t>(colours), value);
      if (channels % 2 == 0) values.push_back(static_cast<std::uint8_t>(column));
    }
  }
  return values;
}

TEST(Png, GreyColourAndAlphaAreReadUpright) {
  const std::pair<int, int> kinds[] = {{PNG_COLOR_TYPE_GRAY, 1},
                                       {PNG_COLOR_TYPE_GRAY_ALPHA, 2},
                                       {PNG_COLOR_TYPE_RGB, 3},
                                       {PNG_COLOR_TYPE_RGB_ALPHA, 4}};
  for (const auto& [type, channels] : kinds) {
    for (const bool interlaced : {false, true}) {
      const auto bytes = png_bytes(kRows, kColumns, type, 8, samples(channels), interlaced);
      expect_pattern(read_png(bytes, "a.png", {}));
    }
  }
}

TEST(Png, SixteenBitsKeepBothBytes) {
  std::vector<std::uint8_t> values;
  for (const std::uint8_t value : samples(1)) {
    values.push_back(value);  // the greater byte comes first
    values.push_back(0);
  }
  const RawImage image =
      read_png(png_bytes(kRows, kColumns, PNG_COLOR_TYPE_GRAY, 16, values), "a.png", {});
  expect_pattern(image, 256);
  EXPECT_EQ(image.limits->highest, 65535.0F);
}

TEST(Png, PaletteIsLookedUp) {
  std::vector<std::uint8_t> values = samples(1);
  for (std::uint8_t& value : values) value = static_cast<std::uint8_t>(255 - value);
  expect_pattern(
      read_png(png_bytes(kRows, kColumns, PNG_COLOR_TYPE_PALETTE, 8, values), "a.png", {}));
}

TEST(Png, ColoursBecomeLuminance) {
  std::vector<std::uint8_t> values;
  for (int i = 0; i < kRows * kColumns; ++i) values.insert(values.end(), {100, 200, 50});
  const RawImage image =
      read_png(png_bytes(kRows, kColumns, PNG_COLOR_TYPE_RGB, 8, values), "a.png", {});
  EXPECT_NEAR(image.pixels[5], 0.2126 * 100 + 0.7152 * 200 + 0.0722 * 50, 1e-3);
}

TEST(Png, EveryTruncationIsAnInputError) {
  const std::string bytes = grey_png();
  for (std::size_t size = 8; size + 12 < bytes.size(); size += 11) {
    EXPECT_THROW(read_png(bytes.substr(0, size), "a.png", {}), core::InputError) << size;
  }
}

TEST(Png, HugeImageInASmallFileIsTruncated) {
  std::string bytes = grey_png();
  // Width and height stand at bytes 16 to 23; with the checksum of IHDR left wrong libpng would
  // object to that instead, so a real header of that size is made.
  std::string header;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &header,
      [](png_structp self, png_bytep data, png_size_t size) {
        static_cast<std::string*>(png_get_io_ptr(self))
            ->append(reinterpret_cast<const char*>(data), size);
      },
      nullptr);
  png_set_IHDR(png, info, 60'000, 60'000, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  png_destroy_write_struct(&png, &info);
  EXPECT_THROW(read_png(header + bytes.substr(33), "a.png", {}), core::InputError);
}

TEST(Png, HasOneFrame) {
  EXPECT_THROW(read_png(grey_png(), "a.png", {.frame = 1}), core::UsageError);
}

}  // namespace
}  // namespace gibbsight::image
