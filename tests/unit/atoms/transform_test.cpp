#include "gibbsight/atoms/transform.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "gibbsight/core/random.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

cv::Mat1f noise(cv::Size size) {
  core::Generator generator = core::Stream(5).generator();
  cv::Mat1f pixels(size);
  for (float& pixel : pixels) pixel = static_cast<float>(generator.normal());
  return pixels;
}

constexpr int kColumns[] = {180, 135};  // even and odd: with a wave in the middle, and without
const int kRows = 200;

TEST(Transform, IsThatOfFourier) {
  for (const int columns : kColumns) {
    const cv::Mat1f pixels = noise({columns, kRows});
    cv::Mat2f all;
    cv::dft(pixels, all, cv::DFT_COMPLEX_OUTPUT);
    const cv::Mat2f half = half_transform(pixels, kRows, testing::threads(2));
    ASSERT_EQ(half.size(), cv::Size(kRows, columns / 2 + 1));
    EXPECT_LT(cv::norm(half.t(), all.colRange(0, half.rows), cv::NORM_INF), 1e-3);
  }
}

TEST(Transform, ComesBack) {
  for (const int columns : kColumns) {
    const cv::Mat1f pixels = noise({columns, kRows});
    const cv::Mat1f back = pixels_of_half(half_transform(pixels, kRows, testing::threads(2)),
                                          columns, testing::threads(2));
    ASSERT_EQ(back.size(), pixels.size());
    EXPECT_LT(cv::norm(back, pixels, cv::NORM_INF), 1e-5);
  }
}

TEST(Transform, DoesNotDependOnThreads) {
  const cv::Mat1f pixels = noise({kColumns[0], kRows});
  const auto both_ways = [&](int count) {
    return pixels_of_half(half_transform(pixels, kRows, testing::threads(count)), kColumns[0],
                          testing::threads(count));
  };
  const cv::Mat1f expected = both_ways(1);
  for (const int count : {2, 3}) EXPECT_EQ(cv::norm(both_ways(count), expected, cv::NORM_INF), 0);
}

}  // namespace
}  // namespace gibbsight::atoms
