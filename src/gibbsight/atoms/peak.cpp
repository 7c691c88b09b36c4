#include "gibbsight/atoms/peak.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace gibbsight::atoms {
namespace {

using Jacobian = Eigen::Matrix<double, Eigen::Dynamic, kParameterCount>;

void resize(Peak& peak, Eigen::Index count) {
  for (Eigen::ArrayXd* list : {&peak.x, &peak.y, &peak.value}) list->conservativeResize(count);
}

// The model at each pixel; `g` is its shape.
Eigen::ArrayXd model(const Peak& peak, const Parameters& p, const Eigen::ArrayXd& g) {
  return p[kIntensity] * g + p[kBackground] + p[kSlopeX] * (peak.x - p[kX]) +
         p[kSlopeY] * (peak.y - p[kY]);
}

}  // namespace

Eigen::ArrayXd gaussian_profile(double centre, double log_sigma, int first, int last) {
  const double factor = -0.5 * std::exp(-2 * log_sigma);
  const auto t = Eigen::ArrayXd::LinSpaced(last - first + 1, first, last) - centre;
  return (t.square() * factor).exp();
}

Eigen::ArrayXd Peak::shape(const Parameters& p) const {
  const Eigen::ArrayXd across = gaussian_profile(p[kX], p[kLogSigma], left, right);
  const Eigen::ArrayXd down = gaussian_profile(p[kY], p[kLogSigma], top, bottom);
  Eigen::ArrayXd g(value.size());
  for (Eigen::Index i = 0; i < g.size(); ++i) {
    g[i] = across[static_cast<int>(x[i]) - left] * down[static_cast<int>(y[i]) - top];
  }
  return g;
}

Eigen::ArrayXd Peak::misfit(const Parameters& p) const { return value - model(*this, p, shape(p)); }

bool Peak::operator()(const double* parameters, double* residuals, double* jacobian) const {
  const Eigen::Map<const Parameters> p(parameters);
  const Eigen::ArrayXd g = shape(p);
  const Eigen::Index n = value.size();
  Eigen::Map<Eigen::ArrayXd> r(residuals, n + kHoldCount);
  r.head(n) = model(*this, p, g) - value;
  r.tail<kHoldCount>() << width_weight * (p[kLogSigma] - usual_log_sigma),
      slope_weight * p[kSlopeX], slope_weight * p[kSlopeY];
  if (jacobian == nullptr) return true;
  Eigen::Map<Jacobian> j(jacobian, n + kHoldCount, kParameterCount);
  const Eigen::ArrayXd across = x - p[kX];
  const Eigen::ArrayXd down = y - p[kY];
  const Eigen::ArrayXd steepness = p[kIntensity] * std::exp(-2 * p[kLogSigma]) * g;
  j.col(kX).head(n) = steepness * across - p[kSlopeX];
  j.col(kY).head(n) = steepness * down - p[kSlopeY];
  j.col(kIntensity).head(n) = g;
  j.col(kBackground).head(n).setOnes();
  j.col(kLogSigma).head(n) = steepness * (across.square() + down.square());
  j.col(kSlopeX).head(n) = across;
  j.col(kSlopeY).head(n) = down;
  j.bottomRows<kHoldCount>().setZero();
  j(n, kLogSigma) = width_weight;
  j(n + 1, kSlopeX) = slope_weight;
  j(n + 2, kSlopeY) = slope_weight;
  return true;
}

Peak pixels_around(const image::Image& image, double x, double y, double radius) {
  Peak peak;
  peak.top = std::max(0, static_cast<int>(std::ceil(y - radius)));
  peak.bottom = std::min(image.rows - 1, static_cast<int>(std::floor(y + radius)));
  peak.left = std::max(0, static_cast<int>(std::ceil(x - radius)));
  peak.right = std::min(image.columns - 1, static_cast<int>(std::floor(x + radius)));
  resize(peak, Eigen::Index{std::max(0, peak.bottom - peak.top + 1)} *
                   std::max(0, peak.right - peak.left + 1));
  Eigen::Index count = 0;
  for (int row = peak.top; row <= peak.bottom; ++row) {
    for (int column = peak.left; column <= peak.right; ++column) {
      if ((column - x) * (column - x) + (row - y) * (row - y) > radius * radius) continue;
      if (!image.is_usable(row, column) || !std::isfinite(image.at(row, column))) continue;
      if (image.is_clipped(row, column)) {
        ++peak.clipped;
        continue;
      }
      peak.x[count] = column;
      peak.y[count] = row;
      peak.value[count++] = static_cast<double>(image.at(row, column));
    }
  }
  resize(peak, count);
  return peak;
}

void fit_height(const Peak& peak, Parameters& p) {
  p[kIntensity] = 0;
  p[kBackground] = 0;
  p[kSlopeX] = 0;
  p[kSlopeY] = 0;
  if (peak.pixel_count() == 0) return;
  const Eigen::ArrayXd g = peak.shape(p);
  const double variance = (g - g.mean()).square().sum();
  if (variance > 0) p[kIntensity] = ((g - g.mean()) * peak.value).sum() / variance;
  p[kBackground] = peak.value.mean() - p[kIntensity] * g.mean();
}

Eigen::Vector2d position_errors(const Peak& peak, const Parameters& p) {
  const Eigen::Index count = peak.NumResiduals();
  Eigen::VectorXd residuals(count);
  Jacobian jacobian(count, Eigen::Index{kParameterCount});
  peak(p.data(), residuals.data(), jacobian.data());
  using Square = Eigen::Matrix<double, kParameterCount, kParameterCount>;
  const Square normal = jacobian.transpose() * jacobian;
  const Square covariance = normal.ldlt().solve(Square::Identity());
  const auto freedom = static_cast<double>(count - kParameterCount);
  return (covariance.diagonal().head<2>() * (residuals.squaredNorm() / freedom)).cwiseSqrt();
}

}  // namespace gibbsight::atoms
