#include "gibbsight/rendering/appearance.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace gibbsight::rendering {
namespace {

constexpr double kSpacing = 10;
constexpr int kSize = 220;

/// Two kinds at random on a square lattice; the bright one has a tail that reaches its neighbours.
double shape(int kind, double r) {
  const double core = std::exp(-r * r / (2 * 2.5 * 2.5));
  return kind == 0 ? 0.6 * core : core + 0.2 * std::exp(-r * r / (2 * 6.0 * 6.0));
}

struct Picture {
  image::Image image;
  std::vector<SeenColumn> columns;
};

Picture make_picture(double noise) {
  Picture picture;
  picture.image.rows = picture.image.columns = kSize;
  picture.image.pixels.assign(kSize * kSize, 0.0F);
  core::Generator random = core::Stream(7).generator();
  for (double y = 1; y < kSize; y += kSpacing) {
    for (double x = 1; x < kSize; x += kSpacing) {
      const int kind = random.uniform() < 0.5 ? 0 : 1;
      picture.columns.push_back({x, y, 1, {1.0 - kind, 0.0 + kind}});
      for_each_pixel_around(picture.image, x, y, 30, [&](std::size_t pixel, double squared) {
        picture.image.pixels[pixel] += static_cast<float>(shape(kind, std::sqrt(squared)));
      });
    }
  }
  for (float& pixel : picture.image.pixels) pixel += static_cast<float>(noise * random.normal());
  return picture;
}

/// Of an image where the two kinds are as narrow as each other, as a finder sees them.
const std::vector<Bump> kExpected{{0.6, 2.5}, {1.05, 2.6}};

TEST(Appearance, TellsATailFromWhatStandsNextToIt) {
  const Picture picture = make_picture(0.05);
  const Appearance a =
      measure_appearance(picture.image, picture.columns, kExpected, kSpacing, {}).appearance;
  // What both kinds have in common may be given to one column or the next; their difference not.
  for (const double r : {0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0}) {
    const double found = static_cast<double>(a.profiles[1].at(r * r) - a.profiles[0].at(r * r));
    EXPECT_NEAR(found, shape(1, r) - shape(0, r), 0.02) << r;
  }
}

TEST(Appearance, DrawsTheImageThatItWasMeasuredIn) {
  constexpr double kNoise = 0.05;
  const Picture picture = make_picture(kNoise);
  const Appearance a =
      measure_appearance(picture.image, picture.columns, kExpected, kSpacing, {}).appearance;
  std::vector<Column> columns;
  for (const SeenColumn& c : picture.columns) {
    columns.push_back({c.x, c.y, 1, c.shares[1] > 0 ? 1 : 0});
  }
  const image::Image drawn = draw(columns, a, core::Stream(3));
  EXPECT_EQ(drawn.pixels, draw(columns, a, core::Stream(3)).pixels);
  EXPECT_NE(drawn.pixels, draw(columns, a, core::Stream(4)).pixels);
  double squares = 0;
  double count = 0;
  for (int row = 20; row < kSize - 20; ++row) {
    for (int column = 20; column < kSize - 20; ++column) {
      squares += std::pow(drawn.at(row, column) - picture.image.at(row, column), 2);
      ++count;
    }
  }
  // Two images with independent noise differ by twice its variance.
  EXPECT_NEAR(std::sqrt(squares / count / 2), kNoise, 0.1 * kNoise);
}

TEST(Appearance, MeasuresTheHeightOfEachColumn) {
  Picture picture = make_picture(0.0);
  const std::size_t one = picture.columns.size() / 2 + 7;
  const SeenColumn& c = picture.columns[one];
  const int kind = c.shares[1] > 0 ? 1 : 0;
  for_each_pixel_around(picture.image, c.x, c.y, 30, [&](std::size_t pixel, double squared) {
    picture.image.pixels[pixel] += static_cast<float>(0.2 * shape(kind, std::sqrt(squared)));
  });
  const auto heights =
      measure_appearance(picture.image, picture.columns, kExpected, kSpacing, {}).heights;
  EXPECT_NEAR(heights[one], 1.2, 0.03);
}

TEST(Appearance, ClipsWhatIsClippedInTheExperiment) {
  Picture picture = make_picture(0.02);
  picture.image.clipped.assign(picture.image.pixels.size(), 0);
  for (std::size_t i = 0; i < picture.image.pixels.size(); ++i) {
    if (picture.image.pixels[i] < 1.1F) continue;
    picture.image.pixels[i] = 1.1F;
    picture.image.clipped[i] = 1;
  }
  const Appearance a =
      measure_appearance(picture.image, picture.columns, kExpected, kSpacing, {}).appearance;
  std::vector<Column> columns;
  for (const SeenColumn& c : picture.columns) columns.push_back({c.x, c.y, 1, 1});
  const image::Image drawn = draw(columns, a, core::Stream(3));
  float highest = 0;
  std::size_t clipped = 0;
  for (std::size_t i = 0; i < drawn.pixels.size(); ++i) {
    highest = std::max(highest, drawn.pixels[i]);
    clipped += drawn.clipped[i];
  }
  EXPECT_FLOAT_EQ(highest, 1.1F);
  EXPECT_GT(clipped, columns.size());
}

image::Image noise_image(double line_deviation) {
  image::Image image;
  image.rows = 200;
  image.columns = 160;
  image.pixels.resize(200 * 160);
  core::Generator random = core::Stream(11).generator();
  for (int row = 0; row < image.rows; ++row) {
    const double offset = line_deviation * random.normal();
    double last = 0;
    for (int column = 0; column < image.columns; ++column) {
      last = 0.6 * last + 0.8 * random.normal();  // variance 1, correlation 0.6 a pixel
      image.at(row, column) = static_cast<float>(last + offset);
    }
  }
  return image;
}

TEST(Grain, HasVarianceCorrelationAndLineOffsetsOfTheMeasuredOne) {
  const std::vector<float> no_signal(200 * 160, 0.0F);
  for (const double deviation : {0.0, 0.5}) {
    const Grain grain = measure_grain(noise_image(deviation), no_signal);
    EXPECT_NEAR(grain.line_deviation, deviation, 0.1);
    image::Image drawn = noise_image(0);
    std::fill(drawn.pixels.begin(), drawn.pixels.end(), 0.0F);
    add_grain(grain, no_signal, core::Stream(5), drawn);
    double variance = 0;
    double next = 0;
    double count = 0;
    for (int row = 0; row < drawn.rows; ++row) {
      for (int column = 0; column + 1 < drawn.columns; ++column) {
        const auto value = static_cast<double>(drawn.at(row, column));
        variance += value * value;
        next += value * static_cast<double>(drawn.at(row, column + 1));
        ++count;
      }
    }
    const double line = deviation * deviation;
    // The power is known to a tenth, that of the offsets of 200 lines to a quarter.
    EXPECT_NEAR(variance / count, 1 + line, 0.1 + line / 3);
    EXPECT_NEAR(next / count, 0.6 + line, 0.1 + line / 3);
  }
}

TEST(Grain, IsStrongerWhereThereIsMoreSignal) {
  image::Image residual = noise_image(0);
  std::vector<float> signal(residual.pixels.size());
  for (std::size_t i = 0; i < signal.size(); ++i) {
    signal[i] = static_cast<float>(i % 3);  // variance 1, 2, 3
    residual.pixels[i] *= std::sqrt(1 + signal[i]);
  }
  const Grain grain = measure_grain(residual, signal);
  EXPECT_NEAR(grain.base, 0.5, 0.1);
  EXPECT_NEAR(grain.gain, 0.5, 0.1);
}

}  // namespace
}  // namespace gibbsight::rendering
