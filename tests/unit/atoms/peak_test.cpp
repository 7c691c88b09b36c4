// The sums along rows that Peak works with, against a loop over all pixels.
#include "gibbsight/atoms/peak.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <opencv2/core.hpp>

#include "gibbsight/core/random.hpp"

namespace gibbsight::atoms {
namespace {

constexpr double kRadius = 6.3;
constexpr int kSide = 21;
constexpr std::size_t kPixels = std::size_t{kSide} * kSide;

// Noise on a level far from zero, with holes: masked, clipped, and unknown.
struct Window {
  image::Image image;
  cv::Mat1d rest = cv::Mat1d(kSide, kSide);

  Window() {
    image.rows = image.columns = kSide;
    image.pixels.assign(kPixels, 0.0F);
    image.usable.assign(kPixels, 1);
    image.clipped.assign(kPixels, 0);
    core::Generator random = core::Stream(7).generator();
    for (double& value : rest) value = 1e4 + random.normal();
    image.usable[image.index(9, 8)] = 0;
    image.clipped[image.index(12, 11)] = 1;
    image.clipped[image.index(12, 12)] = 1;
    rest(10, 12) = std::nan("");
  }
};

Parameters some_parameters() {
  Parameters p;
  p << 10.3, 9.6, 4.5, 9998.7, std::log(2.1), 0.07, -0.04;
  return p;
}

// Value and derivatives of the model at a pixel.
Parameters derivatives(const Parameters& p, int row, int column) {
  const double u = column - p[kX];
  const double v = row - p[kY];
  const double variance = std::exp(2 * p[kLogSigma]);
  const double g = std::exp(-(u * u + v * v) / (2 * variance));
  Parameters d;
  d << p[kIntensity] * g * u / variance - p[kSlopeX], p[kIntensity] * g * v / variance - p[kSlopeY],
      g, 1, p[kIntensity] * g * (u * u + v * v) / variance, u, v;
  return d;
}

double model(const Parameters& p, int row, int column) {
  const double u = column - p[kX];
  const double v = row - p[kY];
  return p[kIntensity] * derivatives(p, row, column)[kIntensity] + p[kBackground] + p[kSlopeX] * u +
         p[kSlopeY] * v;
}

template <class See>
int for_pixels(const Window& window, const See& see) {
  int count = 0;
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      if (std::hypot(column - 10.0, row - 10.0) > kRadius) continue;
      if (!window.image.is_usable(row, column) || window.image.is_clipped(row, column)) continue;
      if (std::isnan(window.rest(row, column))) continue;
      see(row, column);
      ++count;
    }
  }
  return count;
}

TEST(Peak, SumsOfRowsAreThoseOfPixels) {
  const Window window;
  const Parameters p = some_parameters();
  Peak peak;
  peak.look(window.image, window.rest, 10, 10, kRadius);
  ParameterMatrix matrix = ParameterMatrix::Zero();
  Parameters gradient = Parameters::Zero();
  double cost = 0;
  const int count = for_pixels(window, [&](int row, int column) {
    const Parameters d = derivatives(p, row, column);
    const double misfit = model(p, row, column) - window.rest(row, column);
    matrix += d * d.transpose();
    gradient += d * misfit;
    cost += misfit * misfit;
  });
  EXPECT_EQ(peak.pixel_count(), count);
  EXPECT_EQ(peak.clipped(), 2);
  const Normal normal = peak.normal(p, {}, peak.misfit(p));
  EXPECT_LT((normal.matrix - matrix).norm(), 1e-10 * matrix.norm());
  EXPECT_LT((normal.gradient - gradient).norm(), 1e-10 * gradient.norm());
  EXPECT_NEAR(normal.cost, cost, 1e-10 * cost);
}

TEST(Peak, WhatIsHeldCountsLikePixels) {
  const Window window;
  const Parameters p = some_parameters();
  const Hold hold{.log_sigma = 0.5, .width_weight = 3, .slope_weight = 20, .background_weight = 2};
  Peak peak;
  peak.look(window.image, window.rest, 10, 10, kRadius);
  const Normal free = peak.normal(p, {}, peak.misfit(p));
  const Normal held = peak.normal(p, hold, peak.misfit(p));
  Parameters weights;
  weights << 0, 0, 0, 4, 9, 400, 400;
  Parameters departures = p;
  departures[kLogSigma] -= hold.log_sigma;
  const Parameters pull = weights.cwiseProduct(departures);
  EXPECT_LT((held.matrix.diagonal() - free.matrix.diagonal() - weights).norm(), 1e-9);
  EXPECT_LT((held.gradient - free.gradient - pull).norm(), 1e-9 * pull.norm());
  EXPECT_NEAR(held.cost - free.cost, pull.dot(departures), 1e-9 * held.cost);
  EXPECT_NEAR(peak.cost(p, hold), held.cost, 1e-12 * held.cost);
}

TEST(Peak, HeightIsTheBestOnALevelBackground) {
  const Window window;
  Parameters p = some_parameters();
  Peak peak;
  peak.look(window.image, window.rest, 10, 10, kRadius);
  peak.add(p);
  peak.fit_height(p);
  EXPECT_EQ(p[kSlopeX], 0);
  const Normal at_best = peak.normal(p, {}, peak.misfit(p));
  EXPECT_NEAR(at_best.gradient[kIntensity], 0, 1e-9);
  EXPECT_NEAR(at_best.gradient[kBackground], 0, 1e-9);
  EXPECT_GT(p[kIntensity], 3);
}

// Over the same pixels, over others, at the border and beyond it.
TEST(Peak, ExchangedPeaksAreOneMoreAndOneLess) {
  const Parameters taken = some_parameters();
  for (const double moved : {0.001, 0.7, 9.0, 40.0}) {
    Parameters added = taken;
    added[kX] += moved;
    added[kIntensity] = 2;
    cv::Mat1d exchanged(kSide, kSide, 3.0);
    cv::Mat1d one_by_one = exchanged.clone();
    exchange(exchanged, added, taken);
    draw(one_by_one, added, 1);
    draw(one_by_one, taken, -1);
    EXPECT_LT(cv::norm(exchanged, one_by_one, cv::NORM_INF), 1e-14) << moved;
    const double at_taken = moved < 1 ? 2 - 4.5 : -4.5;
    EXPECT_NEAR(exchanged(10, 10), 3 + at_taken, 0.35) << moved;
  }
}

}  // namespace
}  // namespace gibbsight::atoms
