#include "gibbsight/image/levelling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "pictures.hpp"

namespace gibbsight::image {
namespace {

void add_plane(Image& image, double across, double down) {
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      image.at(row, column) += static_cast<float>(across * (column - (image.columns - 1) / 2.0) +
                                                  down * (row - (image.rows - 1) / 2.0));
    }
  }
}

void add_line_offsets(Image& image, double deviation, std::uint64_t seed) {
  core::Generator generator = core::Stream(seed).generator();
  for (int row = 0; row < image.rows; ++row) {
    const auto offset = static_cast<float>(deviation * generator.normal());
    for (int column = 0; column < image.columns; ++column) image.at(row, column) += offset;
  }
}

double largest_difference(const Image& a, const Image& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    largest = std::max(largest, static_cast<double>(std::abs(a.pixels[i] - b.pixels[i])));
  }
  return largest;
}

// Root mean square of what lies between two images, a constant apart.
double spread_of_difference(const Image& a, const Image& b) {
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    const double difference = static_cast<double>(a.pixels[i] - b.pixels[i]);
    sum += difference;
    squares += difference * difference;
  }
  const auto count = static_cast<double>(a.pixels.size());
  return std::sqrt(squares / count - sum / count * sum / count);
}

TEST(LevelPlane, RemovesATiltAndKeepsTheCentre) {
  const Image flat = bumps(200, 260, 9, 17, 0.05, 1);
  Image tilted = flat;
  add_plane(tilted, 0.02, -0.03);
  // The fit's own uncertainty: the corrugation, 0.3, over some 5,000 samples.
  EXPECT_LT(largest_difference(level_plane(tilted), flat), 0.05);
}

TEST(LevelPlane, MaskedPartsAreNotAsked) {
  const Image flat = bumps(200, 260, 9, 17, 0.05, 1);
  Image image = flat;
  image.usable.assign(image.pixels.size(), 1);
  for (int row = 0; row < 100; ++row) {
    for (int column = 0; column < 130; ++column) {
      image.at(row, column) = 50;
      image.usable[image.index(row, column)] = 0;
    }
  }
  const Image level = level_plane(image);
  EXPECT_NEAR(level.at(190, 250), flat.at(190, 250), 0.05);
}

TEST(LevelLines, RemovesMostOfTheOffsets) {
  // Rows of atoms along the scan can't be told from offsets of their period, so less is removed.
  const std::pair<double, double> angles_and_limits[] = {{0, 0.05}, {17, 0.025}, {45, 0.025}};
  for (const auto& [degrees, limit] : angles_and_limits) {
    const Image clean = bumps(300, 320, 9, degrees, 0.05, 1);
    Image image = clean;
    add_line_offsets(image, 0.1, 2);
    ASSERT_TRUE(has_line_offsets(image)) << degrees;
    EXPECT_LT(spread_of_difference(level_lines(image), clean), limit) << degrees;
  }
}

TEST(LevelLines, ImagesWithoutOffsetsAreLeftAlone) {
  ImageOptions options;
  options.level_plane = false;
  for (const double degrees : {0.0, 3.0, 17.0, 30.0, 45.0, 90.0}) {
    for (const double noise : {0.0, 0.05, 0.3}) {
      const Image image = bumps(200, 260, 9, degrees, noise, 1);
      EXPECT_EQ(level(image, options).pixels, image.pixels) << degrees << " " << noise;
    }
  }
}

TEST(LevelLines, HarmsLittleWhereForced) {
  ImageOptions options;
  options.level_plane = false;
  options.level_lines = "always";
  for (const double degrees : {0.0, 17.0}) {
    const Image image = bumps(300, 320, 9, degrees, 0.05, 1);
    EXPECT_LT(spread_of_difference(level(image, options), image), 0.02) << degrees;
  }
}

TEST(TakenAway, IsAStraightLineInEveryRow) {
  Image image = bumps(60, 80, 9, 17, 0.05, 1);
  add_plane(image, 0.02, -0.03);
  add_line_offsets(image, 0.4, 2);
  const Image after = level_lines(level_plane(image));
  const auto taken = taken_away(image, after);
  ASSERT_EQ(taken.size(), 60U);
  double largest = 0;
  for (int row = 0; row < image.rows; ++row)
    for (int column = 0; column < image.columns; ++column) {
      const auto [left, right] = taken[static_cast<std::size_t>(row)];
      const double line = left + (right - left) * column / (image.columns - 1);
      const double before = static_cast<double>(after.at(row, column)) + line;
      largest = std::max(largest, std::abs(before - static_cast<double>(image.at(row, column))));
    }
  EXPECT_LT(largest, 1e-4);
}

TEST(Level, IsDoneOnce) {
  Image image = bumps(200, 220, 9, 17, 0.05, 1);
  add_plane(image, 0.01, 0.02);
  const Image once = levelled(image);
  EXPECT_TRUE(once.is_levelled);
  EXPECT_EQ(once, level(image, {}));
  EXPECT_EQ(levelled(once), once);
  ImageOptions as_it_is;
  as_it_is.level_plane = false;
  as_it_is.level_lines = "never";
  EXPECT_EQ(levelled(level(image, as_it_is)).pixels, image.pixels);
}

TEST(Level, IsTheSameForAnyNumberOfThreads) {
  Image image = bumps(200, 220, 9, 17, 0.05, 1);
  add_plane(image, 0.01, 0.02);
  add_line_offsets(image, 0.4, 2);
  const auto with = [&](int threads) {
    return level(image, {}, {.threads = threads, .progress = {}, .interrupted = {}});
  };
  EXPECT_EQ(with(1), with(3));
}

TEST(LevelLines, SlowBackgroundStays) {
  Image image = bumps(300, 320, 9, 17, 0.05, 1);
  add_line_offsets(image, 0.1, 2);
  Image hilly = image;
  for (int row = 0; row < image.rows; ++row) {
    const auto hill = static_cast<float>(3 * std::exp(-std::pow((row - 150) / 60.0, 2)));
    for (int column = 0; column < image.columns; ++column) hilly.at(row, column) += hill;
  }
  const Image difference = level_lines(hilly);
  const Image without = level_lines(image);
  // The rise from the foot to the top of the hill survives.
  const double rise = static_cast<double>(difference.at(150, 100) - without.at(150, 100)) -
                      static_cast<double>(difference.at(2, 100) - without.at(2, 100));
  EXPECT_NEAR(rise, 3, 0.3);
}

TEST(LevelLines, MaskedPixelsAreNotAsked) {
  const Image clean = bumps(300, 320, 9, 17, 0.05, 1);
  Image image = clean;
  add_line_offsets(image, 0.1, 2);
  image.usable.assign(image.pixels.size(), 1);
  core::Generator generator = core::Stream(5).generator();
  for (int row = 0; row < 300; ++row) {
    const auto wild = static_cast<float>(50 * generator.normal());
    for (int column = 0; column < 220; ++column) {
      image.at(row, column) = wild;
      image.usable[image.index(row, column)] = 0;
    }
  }
  const Image level = level_lines(image);
  double squares = 0;
  for (int row = 0; row < 300; ++row) {
    const double left = static_cast<double>(level.at(row, 300) - clean.at(row, 300));
    squares += left * left;
  }
  EXPECT_LT(std::sqrt(squares / 300), 0.06);
}

}  // namespace
}  // namespace gibbsight::image
