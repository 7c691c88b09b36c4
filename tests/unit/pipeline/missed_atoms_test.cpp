#include "gibbsight/pipeline/missed_atoms.hpp"

#include <gtest/gtest.h>

namespace gibbsight::pipeline {
namespace {

image::Image blank(int rows, int columns) {
  image::Image image;
  image.rows = rows;
  image.columns = columns;
  image.pixels.assign(image.index(rows, 0), 0);
  return image;
}

TEST(IsSeenAround, EndsAtTheBorder) {
  const image::Image image = blank(20, 30);
  EXPECT_TRUE(is_seen_around(image, 3, 3, 3));
  EXPECT_FALSE(is_seen_around(image, 2, 10, 3));
  EXPECT_FALSE(is_seen_around(image, 10, 2, 3));
  EXPECT_TRUE(is_seen_around(image, 26, 16, 3));
  EXPECT_FALSE(is_seen_around(image, 27, 10, 3));
  EXPECT_FALSE(is_seen_around(image, 10, 17, 3));
}

TEST(IsSeenAround, EndsAtTheMask) {
  image::Image image = blank(20, 30);
  image.usable.assign(image.pixels.size(), 1);
  image.usable[image.index(10, 15)] = 0;
  EXPECT_FALSE(is_seen_around(image, 15, 10, 3));
  EXPECT_FALSE(is_seen_around(image, 12, 10, 3));
  EXPECT_FALSE(is_seen_around(image, 15, 13, 3));
  EXPECT_TRUE(is_seen_around(image, 11, 10, 3));
}

}  // namespace
}  // namespace gibbsight::pipeline
