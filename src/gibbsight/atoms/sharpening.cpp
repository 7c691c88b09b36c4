#include "gibbsight/atoms/sharpening.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>

namespace gibbsight::atoms {
namespace {

double wiener(double from, double to, double noise_to_signal) {
  return to * from / (from * from + noise_to_signal);
}

// What columns of one width are of a point, at the waves that fit a side of `count` px 0, 1, ...
// times; a wave in the plane is the product of two.
Eigen::ArrayXd along_side(double sigma, int count) {
  const Eigen::ArrayXd kappa =
      2 * std::numbers::pi / count * Eigen::ArrayXd::LinSpaced(count, 0, count - 1);
  return (-0.5 * sigma * sigma * kappa.square()).exp();
}

// To waves as cv::dft packs those of a real image: real and imaginary part follow each other along
// rows, and in the columns that have only waves across them, along these.
void apply(const Sharpening& sharpening, cv::Mat1f& waves) {
  const Eigen::ArrayXd from_across = along_side(sharpening.from, waves.cols);
  const Eigen::ArrayXd to_across = along_side(sharpening.to, waves.cols);
  const Eigen::ArrayXd from_down = along_side(sharpening.from, waves.rows);
  const Eigen::ArrayXd to_down = along_side(sharpening.to, waves.rows);
  for (int row = 0; row < waves.rows; ++row) {
    for (int column = 0; column < waves.cols; ++column) {
      const int across = (column + 1) / 2;
      const bool is_alone = across == 0 || 2 * across == waves.cols;
      const int down = is_alone ? (row + 1) / 2 : std::min(row, waves.rows - row);
      waves(row, column) *=
          static_cast<float>(wiener(from_across[across] * from_down[down],
                                    to_across[across] * to_down[down], sharpening.noise_to_signal));
    }
  }
}

}  // namespace

double Sharpening::gain(double kappa) const {
  const auto column = [&](double sigma) { return std::exp(-0.5 * std::pow(sigma * kappa, 2)); };
  return wiener(column(from), column(to), noise_to_signal);
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
  cv::dft(padded, padded);
  apply(sharpening, padded);
  cv::dft(padded, padded, cv::DFT_INVERSE | cv::DFT_SCALE);
  return padded(cv::Rect({margin, margin}, pixels.size())).clone();
}

}  // namespace gibbsight::atoms
