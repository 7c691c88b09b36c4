#include "gibbsight/atoms/candidates.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <tuple>

namespace gibbsight::atoms {
namespace {

constexpr double kFilterWidth = 1.2;  // of the filter, in widths of a column
constexpr double kApart = 2;          // least distance of two candidates, in widths of the filter

struct Maximum {
  float height = 0;
  Candidate place;
};

// Minus sigma^2 times the Laplacian of the image blurred by a Gaussian of `sigma`: the difference
// of two blurs, by the heat equation, which stays accurate for narrow kernels too.
cv::Mat1f negative_laplacian(const cv::Mat1f& pixels, double sigma) {
  constexpr double kStep = 0.1;  // relative change of the variance between the two blurs
  cv::Mat1f narrow;
  cv::Mat1f wide;
  cv::GaussianBlur(pixels, narrow, {}, sigma * std::sqrt(1 - kStep), 0, cv::BORDER_REFLECT_101);
  cv::GaussianBlur(pixels, wide, {}, sigma * std::sqrt(1 + kStep), 0, cv::BORDER_REFLECT_101);
  narrow -= wide;
  narrow /= kStep;
  return narrow;
}

// Standard deviation of the filter's answer to white noise of standard deviation 1: with
// H = (kappa sigma)^2 exp(-(kappa sigma)^2 / 2), the integral of H^2 over the plane is
// 1 / (2 pi sigma^2).
double noise_gain(double sigma) { return 1 / (sigma * std::sqrt(2 * std::numbers::pi)); }

// Solves lambda u exp(-u^2/2) / (2 pi)^(3/2) = share / (pi radius^2) for u >= 1 by iteration;
// lambda, the second spectral moment of the filtered noise along an axis, is 3 / (2 sigma^2).
double significant_height(double false_share) {
  const double peaks = 1.5 / std::pow(2 * std::numbers::pi, 1.5);  // per sigma^2
  const double disc = std::numbers::pi * kApart * kApart;          // in sigma^2
  const double ratio = std::max(peaks * disc / false_share, 1.0);
  double u = 1;
  for (int i = 0; i < 50; ++i) u = std::max(1.0, std::sqrt(2 * std::log(ratio * u)));
  return u;
}

std::vector<Maximum> local_maxima(const image::Image& image, const cv::Mat1f& filtered,
                                  double threshold) {
  cv::Mat1f highest;
  cv::dilate(filtered, highest, cv::Mat());  // over 3 x 3 pixels
  std::vector<Maximum> maxima;
  for (int row = 0; row < filtered.rows; ++row) {
    for (int column = 0; column < filtered.cols; ++column) {
      const float height = filtered(row, column);
      if (height < highest(row, column) || static_cast<double>(height) <= threshold) continue;
      if (image.is_usable(row, column)) maxima.push_back({height, {row, column}});
    }
  }
  return maxima;
}

std::vector<Candidate> keep_highest_within(int radius, cv::Size size, std::vector<Maximum> maxima) {
  std::sort(maxima.begin(), maxima.end(), [](const Maximum& a, const Maximum& b) {
    return std::tuple(-a.height, a.place.row, a.place.column) <
           std::tuple(-b.height, b.place.row, b.place.column);
  });
  cv::Mat1b taken(size, 0);
  std::vector<Candidate> kept;
  for (const Maximum& maximum : maxima) {
    if (taken(maximum.place.row, maximum.place.column) != 0) continue;
    cv::circle(taken, {maximum.place.column, maximum.place.row}, radius, 1, cv::FILLED);
    kept.push_back(maximum.place);
  }
  std::sort(kept.begin(), kept.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(a.row, a.column) < std::tuple(b.row, b.column);
  });
  return kept;
}

}  // namespace

std::vector<Candidate> find_candidates(const image::Image& image, const cv::Mat1f& pixels,
                                       const CandidateScale& scale) {
  const double sigma = kFilterWidth * scale.width;
  const double threshold = scale.noise * noise_gain(sigma) * significant_height(scale.false_share);
  const int radius = std::max(1, static_cast<int>(std::lround(kApart * sigma)));
  return keep_highest_within(radius, pixels.size(),
                             local_maxima(image, negative_laplacian(pixels, sigma), threshold));
}

}  // namespace gibbsight::atoms
