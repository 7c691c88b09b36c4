#include "gibbsight/atoms/strips.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "gibbsight/atoms/blur.hpp"
#include "gibbsight/atoms/spectrum.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

bool same(const cv::Mat& one, const cv::Mat& other) {
  return one.size() == other.size() && cv::norm(one, other, cv::NORM_INF) == 0;
}

TEST(Strips, HaveEveryRowOnce) {
  for (const int rows : {1, 63, 64, 500}) {
    for (const int count : {1, 2, 5}) {
      std::vector<int> seen(static_cast<std::size_t>(rows), 0);
      std::mutex mutex;
      for_strips(rows, testing::threads(count), [&](const cv::Range& range) {
        const std::scoped_lock lock(mutex);
        for (int row = range.start; row < range.end; ++row) ++seen[static_cast<std::size_t>(row)];
      });
      EXPECT_EQ(seen, std::vector<int>(seen.size(), 1)) << rows << ' ' << count;
    }
  }
}

TEST(Strips, LeaveNoTraceInABlur) {
  const cv::Mat1f pixels = filled_pixels(testing::draw(testing::square(12, 7)).image);
  cv::Mat1f expected;
  cv::GaussianBlur(pixels, expected, {}, 6.4, 0, cv::BORDER_REFLECT_101);
  for (const int count : {1, 2, 3}) {
    EXPECT_TRUE(same(blurred(pixels, 6.4, testing::threads(count)), expected)) << count;
  }
}

TEST(Strips, LeaveNoTraceInASpectrum) {
  testing::Scene scene = testing::square(12, 7);
  scene.rows = 201;
  const cv::Mat1f pixels = filled_pixels(testing::draw(scene).image);
  const Spectrum expected = power_spectrum(pixels, testing::threads(1));
  for (const int count : {2, 3}) {
    const Spectrum spectrum = power_spectrum(pixels, testing::threads(count));
    EXPECT_TRUE(same(spectrum.power, expected.power)) << count;
    EXPECT_TRUE(same(spectrum.background, expected.background)) << count;
  }
}

// Parseval: white noise of variance 1 has a mean power of 1.
TEST(Spectrum, OfWhiteNoiseIsItsVariance) {
  image::Image image = testing::blank(200, 301, 5);
  testing::add_noise(image, 1, 3);
  const Spectrum spectrum = power_spectrum(filled_pixels(image), {});
  EXPECT_NEAR(cv::mean(spectrum.power)[0], 1, 0.02);
}

}  // namespace
}  // namespace gibbsight::atoms
