#include "gibbsight/image/averaging.hpp"

#include <gtest/gtest.h>

#include "pictures.hpp"

namespace gibbsight::image {
namespace {

Image numbered(int rows, int columns) {
  Image image = blank(rows, columns);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      image.at(row, column) = static_cast<float>(10 * row + column);
    }
  }
  return image;
}

TEST(Averaging, MeansOverWholePixels) {
  const Image coarse = average(numbered(4, 6), 2, 3);
  EXPECT_EQ(coarse.pixels, (std::vector<float>{5.5, 7.5, 9.5, 25.5, 27.5, 29.5}));
}

// Three pixels become two: each has one and a half.
TEST(Averaging, MeansOverPartsOfPixels) {
  const Image coarse = average(numbered(1, 3), 1, 2);
  EXPECT_NEAR(coarse.at(0, 0), 1.0 / 3, 1e-6);
  EXPECT_NEAR(coarse.at(0, 1), 5.0 / 3, 1e-6);
}

TEST(Averaging, PartsThatAreMaskedOrClippedCountForTheWhole) {
  Image image = numbered(2, 6);
  image.usable = {1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1};
  image.clipped = {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
  const Image coarse = average(image, 1, 3);
  EXPECT_EQ(coarse.usable, (std::vector<std::uint8_t>{1, 1, 0}));
  EXPECT_EQ(coarse.clipped, (std::vector<std::uint8_t>{0, 1, 0}));
}

TEST(SquarePixels, TheFinerAxisIsAveraged) {
  Image image = numbered(40, 30);
  image.pixel_size = {0.2, 0.05};
  const Image square = with_square_pixels(image);
  EXPECT_EQ(square.rows, 10);
  EXPECT_EQ(square.columns, 30);
  EXPECT_EQ(square.pixel_size, (PixelSize{0.2, 0.2}));
  EXPECT_EQ(square.file_pixel_size, (PixelSize{0.2, 0.05}));
  EXPECT_EQ(with_square_pixels(square), square);
}

TEST(SquarePixels, NothingIsDoneWhereTheyAreOrMayBe) {
  Image image = numbered(40, 30);
  EXPECT_EQ(with_square_pixels(image), image);
  image.pixel_size = {0.2, 0.19};
  EXPECT_EQ(with_square_pixels(image), image);
}

}  // namespace
}  // namespace gibbsight::image
