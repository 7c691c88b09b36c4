#include "gibbsight/image/polarity.hpp"

#include <gtest/gtest.h>

#include "pictures.hpp"

namespace gibbsight::image {
namespace {

TEST(Polarity, PeaksAreToldFromHolesAtAnyWidthAndNoise) {
  for (const double spacing : {7.0, 12.0, 25.0}) {
    for (const double noise : {0.0, 0.1, 0.3}) {
      Image image = bumps(200, 240, spacing, 17, noise, 3);
      EXPECT_FALSE(atoms_look_dark(image)) << spacing << " " << noise;
      for (float& pixel : image.pixels) pixel = -pixel;
      EXPECT_TRUE(atoms_look_dark(image)) << spacing << " " << noise;
    }
  }
}

TEST(Polarity, MaskedPartsAreNotAsked) {
  Image image = bumps(200, 240, 9, 17, 0.05, 3);
  image.usable.assign(image.pixels.size(), 1);
  for (int row = 60; row < 120; ++row) {
    for (int column = 60; column < 120; column += 4) {
      image.at(row, column) = -100;
      for (int c = column - 1; c <= column + 1; ++c) {
        for (int r = row - 1; r <= row + 1; ++r) image.usable[image.index(r, c)] = 0;
      }
    }
  }
  EXPECT_FALSE(atoms_look_dark(image));
}

}  // namespace
}  // namespace gibbsight::image
