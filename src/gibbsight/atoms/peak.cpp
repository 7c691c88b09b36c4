#include "gibbsight/atoms/peak.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace gibbsight::atoms {
namespace {

double held(const Parameters& p, const Hold& hold) {
  const double width = hold.width_weight * (p[kLogSigma] - hold.log_sigma);
  const double slopes = p[kSlopeX] * p[kSlopeX] + p[kSlopeY] * p[kSlopeY];
  const double background = hold.background_weight * p[kBackground];
  return width * width + hold.slope_weight * hold.slope_weight * slopes + background * background;
}

// exp(-(t - centre)^2 / (2 sigma^2)) at t = first, first + 1, ..., last; a Gaussian in the plane is
// the product of two.
Eigen::ArrayXd gaussian_profile(double centre, double log_sigma, int first, int last) {
  const double factor = -0.5 * std::exp(-2 * log_sigma);
  const auto t = Eigen::ArrayXd::LinSpaced(last - first + 1, first, last) - centre;
  return (t.square() * factor).exp();
}

}  // namespace

Parameters parameters_of(const Atom& atom) {
  Parameters p;
  p << atom.x, atom.y, atom.intensity, 0, std::log(atom.sigma), 0, 0;
  return p;
}

void draw(cv::Mat1d& image, const Parameters& p, double factor) {
  const double reach = kPeakReach * std::exp(p[kLogSigma]);
  const int left = std::max(0, static_cast<int>(std::ceil(p[kX] - reach)));
  const int top = std::max(0, static_cast<int>(std::ceil(p[kY] - reach)));
  const int right = std::min(image.cols - 1, static_cast<int>(std::floor(p[kX] + reach)));
  const int bottom = std::min(image.rows - 1, static_cast<int>(std::floor(p[kY] + reach)));
  if (right < left || bottom < top || p[kIntensity] == 0) return;
  const Eigen::ArrayXd across = gaussian_profile(p[kX], p[kLogSigma], left, right);
  const Eigen::ArrayXd down =
      factor * p[kIntensity] * gaussian_profile(p[kY], p[kLogSigma], top, bottom);
  for (int row = top; row <= bottom; ++row) {
    Eigen::Map<Eigen::ArrayXd>(image[row] + left, across.size()) += down[row - top] * across;
  }
}

void Peak::reserve(Eigen::Index size) {
  if (size <= value_.size()) return;
  for (Eigen::ArrayXd* list : {&x_, &y_, &value_}) list->resize(size);
  jacobian_.resize(size, Eigen::Index{kParameterCount});
}

void Peak::look(const image::Image& image, const cv::Mat1d& rest, double x, double y,
                double radius) {
  top_ = std::max(0, static_cast<int>(std::ceil(y - radius)));
  bottom_ = std::min(image.rows - 1, static_cast<int>(std::floor(y + radius)));
  left_ = std::max(0, static_cast<int>(std::ceil(x - radius)));
  right_ = std::min(image.columns - 1, static_cast<int>(std::floor(x + radius)));
  reserve(Eigen::Index{std::max(0, bottom_ - top_ + 1)} * std::max(0, right_ - left_ + 1));
  count_ = 0;
  clipped_ = 0;
  shape_of_.setConstant(kNone);
  const bool is_whole = image.usable.empty();
  for (int row = top_; row <= bottom_; ++row) {
    const double chord = std::sqrt(std::max(0.0, radius * radius - (row - y) * (row - y)));
    const int first = std::max(left_, static_cast<int>(std::ceil(x - chord)));
    const int last = std::min(right_, static_cast<int>(std::floor(x + chord)));
    const double* values = rest[row];
    for (int column = first; column <= last; ++column) {
      if (!is_whole && !image.is_usable(row, column)) continue;
      if (!std::isfinite(values[column])) continue;
      if (image.is_clipped(row, column)) {
        ++clipped_;
        continue;
      }
      x_[count_] = column;
      y_[count_] = row;
      value_[count_++] = values[column];
    }
  }
}

void Peak::add(const Parameters& p) { value_.head(count_) += p[kIntensity] * shape(p); }

const Eigen::ArrayXd& Peak::shape(const Parameters& p) {
  const Eigen::Vector3d of(p[kX], p[kY], p[kLogSigma]);
  if (of == shape_of_) return shape_;
  shape_of_ = of;
  const Eigen::ArrayXd across = gaussian_profile(p[kX], p[kLogSigma], left_, right_);
  const Eigen::ArrayXd down = gaussian_profile(p[kY], p[kLogSigma], top_, bottom_);
  shape_.resize(count_);
  for (Eigen::Index i = 0; i < shape_.size(); ++i) {
    shape_[i] = across[static_cast<int>(x_[i]) - left_] * down[static_cast<int>(y_[i]) - top_];
  }
  return shape_;
}

Eigen::ArrayXd Peak::misfit(const Parameters& p) {
  return p[kIntensity] * shape(p) + p[kBackground] + p[kSlopeX] * (x_.head(count_) - p[kX]) +
         p[kSlopeY] * (y_.head(count_) - p[kY]) - value_.head(count_);
}

double Peak::root_mean_square(const Parameters& p) {
  return count_ == 0 ? 0 : std::sqrt(misfit(p).square().mean());
}

double Peak::cost(const Parameters& p, const Hold& hold) {
  return misfit(p).square().sum() + held(p, hold);
}

Normal Peak::normal(const Parameters& p, const Hold& hold) {
  const Eigen::ArrayXd& g = shape(p);
  const Eigen::ArrayXd r = misfit(p);
  auto j = jacobian_.topRows(count_);
  const auto across = x_.head(count_) - p[kX];
  const auto down = y_.head(count_) - p[kY];
  const Eigen::ArrayXd steepness = p[kIntensity] * std::exp(-2 * p[kLogSigma]) * g;
  j.col(kX) = steepness * across - p[kSlopeX];
  j.col(kY) = steepness * down - p[kSlopeY];
  j.col(kIntensity) = g;
  j.col(kBackground).setOnes();
  j.col(kLogSigma) = steepness * (across.square() + down.square());
  j.col(kSlopeX) = across;
  j.col(kSlopeY) = down;
  Normal n;
  for (int c = 0; c < kParameterCount; ++c) {
    n.matrix.col(c).head(c + 1).noalias() = j.leftCols(c + 1).transpose() * j.col(c);
  }
  n.matrix.triangularView<Eigen::StrictlyLower>() = n.matrix.transpose();
  n.gradient.noalias() = j.transpose() * r.matrix();
  n.cost = r.square().sum() + held(p, hold);
  const double width = hold.width_weight * hold.width_weight;
  const double slope = hold.slope_weight * hold.slope_weight;
  n.matrix(kLogSigma, kLogSigma) += width;
  n.gradient[kLogSigma] += width * (p[kLogSigma] - hold.log_sigma);
  const double background = hold.background_weight * hold.background_weight;
  n.matrix(kBackground, kBackground) += background;
  n.gradient[kBackground] += background * p[kBackground];
  for (const Parameter s : {kSlopeX, kSlopeY}) {
    n.matrix(s, s) += slope;
    n.gradient[s] += slope * p[s];
  }
  return n;
}

void Peak::fit_height(Parameters& p) {
  p[kIntensity] = 0;
  p[kBackground] = 0;
  p[kSlopeX] = 0;
  p[kSlopeY] = 0;
  if (count_ == 0) return;
  const Eigen::ArrayXd& g = shape(p);
  const auto value = value_.head(count_);
  const double variance = (g - g.mean()).square().sum();
  if (variance > 0) p[kIntensity] = ((g - g.mean()) * value).sum() / variance;
  p[kBackground] = value.mean() - p[kIntensity] * g.mean();
}

Eigen::Vector2d position_errors(Peak& peak, const Parameters& p, const Hold& hold) {
  constexpr int kHeld = 3;  // each counts like a pixel
  const Normal n = peak.normal(p, hold);
  const decltype(n.matrix) covariance = n.matrix.ldlt().solve(decltype(n.matrix)::Identity());
  const double freedom = peak.pixel_count() + kHeld - kParameterCount;
  return (covariance.diagonal().head<2>() * (n.cost / freedom)).cwiseSqrt();
}

}  // namespace gibbsight::atoms
