#include "gibbsight/atoms/sharpening.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <utility>

#include "gibbsight/atoms/strips.hpp"
#include "gibbsight/atoms/transform.hpp"

namespace gibbsight::atoms {
namespace {

double wiener(double from, double to, double noise_to_signal) {
  return to * from / (from * from + noise_to_signal);
}

// The waves that fit into a length of the image 0, 1, ... times: what is left of each in columns as
// wide as they are, as they shall be, and by the filter. A wave in the plane is the product of two.
struct Waves {
  Eigen::ArrayXd from;
  Eigen::ArrayXd to;
  Eigen::ArrayXd blur;
  Eigen::ArrayXd curvature;  // of the filter

  Waves(const Sharpening& sharpening, double filter, int length) {
    const int last = length / 2;
    const Eigen::ArrayXd squares =
        (2 * std::numbers::pi / length * Eigen::ArrayXd::LinSpaced(last + 1, 0, last)).square();
    const auto columns = [&](double sigma) { return (-0.5 * sigma * sigma * squares).exp(); };
    from = columns(sharpening.from);
    to = columns(sharpening.to);
    blur = columns(filter);
    curvature = filter * filter * squares;
  }
};

// To half of the waves in an image of this size.
void apply(const Sharpening& sharpening, double filter, cv::Size size,
           const core::Execution& execution, cv::Mat2f& waves) {
  const Waves x(sharpening, filter, size.width);
  const Waves y(sharpening, filter, size.height);
  const auto apply_to = [&](int across) {
    for (int i = 0; i < waves.cols; ++i) {
      const int down = std::min(i, waves.cols - i);
      const double sharper = wiener(x.from[across] * y.from[down], x.to[across] * y.to[down],
                                    sharpening.noise_to_signal);
      const double seen = (x.curvature[across] + y.curvature[down]) * x.blur[across] * y.blur[down];
      waves(across, i) *= static_cast<float>(sharper * seen);
    }
  };
  for_strips(waves.rows, execution, [&](const cv::Range& rows) {
    for (int across = rows.start; across < rows.end; ++across) apply_to(across);
  });
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

cv::Mat1f sharpened_curvature(const cv::Mat1f& pixels, const Sharpening& sharpening, double sigma,
                              const core::Execution& execution) {
  constexpr double kMirrored = 6;  // widths, so that opposite borders don't meet
  const int margin = std::min(
      {static_cast<int>(std::ceil(kMirrored * sharpening.from)), pixels.rows - 1, pixels.cols - 1});
  cv::Mat1f padded;
  cv::copyMakeBorder(pixels, padded, margin,
                     cv::getOptimalDFTSize(pixels.rows + 2 * margin) - pixels.rows - margin, margin,
                     cv::getOptimalDFTSize(pixels.cols + 2 * margin) - pixels.cols - margin,
                     cv::BORDER_REFLECT_101);
  padded -= cv::mean(pixels)[0];
  cv::Mat2f waves = half_transform(padded, padded.rows, execution);
  apply(sharpening, sigma, padded.size(), execution, waves);
  const cv::Mat1f seen = pixels_of_half(std::move(waves), padded.cols, execution);
  return seen(cv::Rect({margin, margin}, pixels.size())).clone();  // or filters would see the rest
}

}  // namespace gibbsight::atoms
