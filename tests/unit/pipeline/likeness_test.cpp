#include "gibbsight/pipeline/likeness.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/random.hpp"

namespace gibbsight::pipeline {
namespace {

Look make_look(std::uint64_t seed, double deviation) {
  image::Image image;
  image.rows = image.columns = 64;
  std::vector<double> intensities;
  std::vector<double> misfits;
  core::Generator random = core::Stream(seed).generator();
  for (int i = 0; i < 64 * 64; ++i) {
    image.pixels.push_back(static_cast<float>(deviation * random.normal()));
  }
  for (int i = 0; i < 500; ++i) intensities.push_back(deviation * random.normal());
  for (int i = 0; i < 500; ++i) misfits.push_back(std::abs(deviation * random.normal()));
  return look_at(image, intensities, misfits);
}

std::vector<Look> twins() {
  std::vector<Look> looks;
  for (std::uint64_t i = 0; i < 24; ++i) looks.push_back(make_look(100 + i, 1));
  return looks;
}

TEST(Likeness, OfOneMoreTwinIsUsual) {
  // Uniform among the 25: any of three below 0.05 would be one chance in seven.
  for (const Likeness& l : compare_looks(make_look(1, 1), twins())) {
    EXPECT_GT(l.p_value, 0.05) << l.name;
    EXPECT_LT(l.distance, 2 * l.usual) << l.name;
  }
}

TEST(Likeness, OfAnotherScatterIsNot) {
  const auto likeness = compare_looks(make_look(1, 1.5), twins());
  ASSERT_EQ(likeness.size(), 3U);
  for (const Likeness& l : likeness) {
    EXPECT_NEAR(l.p_value, 1.0 / 25, 1e-12) << l.name;
    EXPECT_GT(l.distance, 2 * l.usual) << l.name;
  }
}

TEST(Likeness, NeedsTwoTwins) {
  EXPECT_TRUE(compare_looks(make_look(1, 1), {make_look(2, 1)}).empty());
}

}  // namespace
}  // namespace gibbsight::pipeline
