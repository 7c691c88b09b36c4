#include "gibbsight/atoms/sharpening.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>

namespace gibbsight::atoms {
namespace {

// Of the i-th of `count` waves of a transform, per px.
double kappa_of(int i, int count) { return 2 * std::numbers::pi * std::min(i, count - i) / count; }

}  // namespace

double Sharpening::gain(double kappa) const {
  const double g = std::exp(-0.5 * from * from * kappa * kappa);
  return std::exp(-0.5 * to * to * kappa * kappa) * g / (g * g + noise_to_signal);
}

double Sharpening::noise_growth(double sigma) const {
  constexpr int kSteps = 400;
  constexpr double kFarthest = 6;  // in units of 1 / sigma
  double before = 0;
  double after = 0;
  for (int i = 1; i <= kSteps; ++i) {
    const double kappa = i * kFarthest / (kSteps * sigma);
    const double power = std::pow(kappa, 5) * std::exp(-std::pow(kappa * sigma, 2));
    before += power;
    after += power * std::pow(gain(kappa), 2);
  }
  return std::sqrt(after / before);
}

cv::Mat1f sharpen(const cv::Mat1f& pixels, const Sharpening& sharpening) {
  constexpr double kMargin = 6;  // widths, mirrored, so that opposite borders don't meet
  const int margin = std::min(
      {static_cast<int>(std::ceil(kMargin * sharpening.from)), pixels.rows - 1, pixels.cols - 1});
  cv::Mat1f padded;
  cv::copyMakeBorder(pixels, padded, margin,
                     cv::getOptimalDFTSize(pixels.rows + 2 * margin) - pixels.rows - margin, margin,
                     cv::getOptimalDFTSize(pixels.cols + 2 * margin) - pixels.cols - margin,
                     cv::BORDER_REFLECT_101);
  padded -= cv::mean(pixels)[0];
  cv::Mat2f waves;
  cv::dft(padded, waves, cv::DFT_COMPLEX_OUTPUT);
  for (int row = 0; row < waves.rows; ++row) {
    for (int column = 0; column < waves.cols; ++column) {
      const double kappa = std::hypot(kappa_of(row, waves.rows), kappa_of(column, waves.cols));
      waves(row, column) *= static_cast<float>(sharpening.gain(kappa));
    }
  }
  cv::dft(waves, padded, cv::DFT_INVERSE | cv::DFT_SCALE | cv::DFT_REAL_OUTPUT);
  return padded(cv::Rect({margin, margin}, pixels.size())).clone();
}

}  // namespace gibbsight::atoms
