#include "gibbsight/rendering/grain.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "gibbsight/core/samples.hpp"

namespace gibbsight::rendering {
namespace {

bool counts(const image::Image& image, int row, int column) {
  return image.is_usable(row, column) && !image.is_clipped(row, column);
}

/// Pixels that count, under a window that falls off to the borders (else what is strong at one
/// frequency would leak into all others); the others are 0.
struct Windowed {
  cv::Mat1f values;
  double norm = 0;  ///< sum of the squared window over the pixels that count
};

Windowed windowed(const image::Image& residual) {
  cv::Mat1f window;
  cv::createHanningWindow(window, {residual.columns, residual.rows}, CV_32F);
  Windowed result;
  result.values = cv::Mat1f(cv::getOptimalDFTSize(residual.rows),
                            cv::getOptimalDFTSize(residual.columns), 0.0F);
  for (int row = 0; row < residual.rows; ++row) {
    for (int column = 0; column < residual.columns; ++column) {
      if (!counts(residual, row, column)) continue;
      const float weight = window(row, column);
      result.values(row, column) = weight * residual.at(row, column);
      result.norm += static_cast<double>(weight * weight);
    }
  }
  return result;
}

cv::Mat1f power_of(const Windowed& w) {
  cv::Mat transform;
  cv::dft(w.values, transform, cv::DFT_COMPLEX_OUTPUT);
  cv::Mat parts[2];
  cv::split(transform, parts);
  return cv::Mat1f((parts[0].mul(parts[0]) + parts[1].mul(parts[1])) / std::max(1.0, w.norm));
}

// The median of an exponential distribution is ln 2 times its mean.
cv::Mat1f smoothed(const cv::Mat1f& power) {
  cv::Mat1f smooth;
  constexpr int kWindow = 5;
  cv::medianBlur(power, smooth, kWindow);
  smooth /= std::numbers::ln2;
  // Offsets of lines are told apart from the rest: they lie in the first columns, and reach into
  // the medians of some more.
  constexpr int kStreak = 5;
  for (int column = 0; column < kStreak; ++column) {
    smooth.col(kStreak).copyTo(smooth.col(column));
    if (column > 0) smooth.col(smooth.cols - kStreak).copyTo(smooth.col(smooth.cols - column));
  }
  return smooth;
}

double median(const cv::Mat1f& column) {
  return static_cast<double>(core::median(std::vector<float>(column.begin(), column.end())));
}

/// Offsets of lines have power where the frequency of x is 0, and at all of y alike: a lattice and
/// a background only at few.
double line_deviation(const cv::Mat1f& power, const cv::Mat1f& smooth, int columns) {
  const double streak = median(power.col(0)) / std::numbers::ln2 - median(smooth.col(0));
  constexpr double kWindow = 2.0 / 3;  // squared mean over mean square of the window
  return std::sqrt(std::max(0.0, streak) / (kWindow * columns));
}

/// Variance as a straight line over the signal, relative to its mean.
void fit_gain(const image::Image& residual, const std::vector<float>& signal, Grain& grain) {
  double n = 0;
  double s = 0;
  double ss = 0;
  double v = 0;
  double sv = 0;
  for (int row = 0; row < residual.rows; ++row) {
    for (int column = 0; column < residual.columns; ++column) {
      if (!counts(residual, row, column)) continue;
      const auto value = static_cast<double>(residual.at(row, column));
      const auto x = static_cast<double>(signal[residual.index(row, column)]);
      ++n;
      s += x;
      ss += x * x;
      v += value * value;
      sv += x * value * value;
    }
  }
  if (n == 0 || v <= 0) return;
  const double spread = ss / n - (s / n) * (s / n);
  const double slope = spread > 0 ? std::max(0.0, (sv / n - s / n * v / n) / spread) : 0.0;
  grain.gain = slope / (v / n);
  grain.base = 1 - grain.gain * s / n;
}

}  // namespace

Grain measure_grain(const image::Image& residual, const std::vector<float>& signal) {
  const cv::Mat1f raw = power_of(windowed(residual));
  const cv::Mat1f smooth = smoothed(raw);
  Grain grain{.transform_rows = smooth.rows, .transform_columns = smooth.cols, .amplitude = {}};
  grain.amplitude.resize(smooth.total());
  std::transform(smooth.begin(), smooth.end(), grain.amplitude.begin(),
                 [](float p) { return std::sqrt(std::max(0.0F, p)); });
  grain.line_deviation = line_deviation(raw, smooth, residual.columns);
  fit_gain(residual, signal, grain);
  return grain;
}

void add_grain(const Grain& grain, const std::vector<float>& signal, const core::Stream& stream,
               image::Image& image) {
  cv::Mat1f noise(grain.transform_rows, grain.transform_columns);
  core::Generator random = stream.child("grain").generator();
  for (float& value : noise) value = static_cast<float>(random.normal());
  cv::Mat2f transform;
  cv::dft(noise, transform, cv::DFT_COMPLEX_OUTPUT);
  for (std::size_t i = 0; i < grain.amplitude.size(); ++i) {
    transform.ptr<cv::Vec2f>()[i] *= grain.amplitude[i];
  }
  cv::idft(transform, noise, cv::DFT_REAL_OUTPUT | cv::DFT_SCALE);
  core::Generator lines = stream.child("lines").generator();
  constexpr double kLeast = 0.05;
  for (int row = 0; row < image.rows; ++row) {
    const double offset = grain.line_deviation * lines.normal();
    for (int column = 0; column < image.columns; ++column) {
      const double variance =
          grain.base + grain.gain * static_cast<double>(signal[image.index(row, column)]);
      image.at(row, column) += static_cast<float>(
          offset + std::sqrt(std::max(kLeast, variance)) * static_cast<double>(noise(row, column)));
    }
  }
}

}  // namespace gibbsight::rendering
