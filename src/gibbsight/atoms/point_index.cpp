#include "gibbsight/atoms/point_index.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "gibbsight/core/samples.hpp"

namespace gibbsight::atoms {
namespace {

/// Where all points lie along one axis but for a few far ones, which would make the bins too wide.
std::pair<double, double> extent(const std::vector<Eigen::Vector2d>& points, Eigen::Index axis) {
  constexpr double kLeftOut = 0.05;    // at either end
  constexpr double kBeyond = 1.0 / 8;  // of the rest; in a filled plane, 1 / 18 holds all points
  std::vector<double> values;
  values.reserve(points.size());
  for (const Eigen::Vector2d& point : points) values.push_back(point[axis]);
  const auto at = static_cast<std::ptrdiff_t>(kLeftOut * static_cast<double>(values.size()));
  const auto ranked = [&](std::ptrdiff_t rank) {
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<std::size_t>(rank)];
  };
  const double low = ranked(at);
  const double high = ranked(std::ssize(values) - 1 - at);
  const double margin = kBeyond * (high - low);
  return {low - margin, high + margin};
}

}  // namespace

PointIndex::PointIndex(std::vector<Eigen::Vector2d> points) : points_(std::move(points)) {
  if (!points_.empty()) {
    const auto [left, right] = extent(points_, 0);
    const auto [top, bottom] = extent(points_, 1);
    const double width = right - left;
    const double height = bottom - top;
    const auto count = static_cast<double>(points_.size());
    corner_ = {left, top};
    // A row of points has no area.
    side_ = std::max(std::sqrt(width * height / count), std::max(width, height) / count);
    if (side_ <= 0) side_ = 1;
    rows_ = static_cast<int>(height / side_) + 1;
    columns_ = static_cast<int>(width / side_) + 1;
  }
  std::vector<std::uint32_t> bins;
  bins.reserve(points_.size());
  starts_.assign(place_of({rows_ - 1, columns_ - 1}) + 2, 0);
  for (const Eigen::Vector2d& point : points_) {
    bins.push_back(static_cast<std::uint32_t>(place_of(bin_of(point))));
    ++starts_[bins.back()];
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  by_bin_.resize(points_.size());
  for (int point = size() - 1; point >= 0; --point) {
    by_bin_[--starts_[bins[static_cast<std::size_t>(point)]]] = point;
  }
}

Hit PointIndex::nearest_within(const Eigen::Vector2d& position, double radius, int except) const {
  int nearest = -1;
  double best = 0;
  for_each_within(position, radius, [&](int point, double squared) {
    if (point == except) return;
    const bool is_first = nearest < 0 || squared < best;
    if (!is_first && (squared > best || point > nearest)) return;
    nearest = point;
    best = squared;
  });
  return nearest < 0 ? Hit{} : Hit{nearest, std::sqrt(best)};
}

Hit PointIndex::nearest_but(int except, const Eigen::Vector2d& position) const {
  for (double radius = side_ / 2; size() > 0 && std::isfinite(radius); radius *= 2) {
    const Hit hit = nearest_within(position, radius, except);
    if (hit.point >= 0) return hit;
  }
  return {};
}

std::vector<Hit> PointIndex::nearest(const Eigen::Vector2d& position, int count) const {
  // The radius of a disc with twice as many points, were they all around.
  double radius = side_ * std::sqrt(2 * count / std::numbers::pi);
  std::vector<Hit> hits = within(position, radius);
  while (std::ssize(hits) < std::min(count, size()) && std::isfinite(radius)) {
    hits = within(position, radius *= 2);
  }
  hits.resize(std::min<std::size_t>(hits.size(), static_cast<std::size_t>(count)));
  return hits;
}

bool PointIndex::has_within(const Eigen::Vector2d& position, double radius) const {
  bool has = false;
  for_each_within(position, radius, [&](int, double) { has = true; });
  return has;
}

std::vector<Hit> PointIndex::within(const Eigen::Vector2d& position, double radius) const {
  std::vector<Hit> hits;
  hits.reserve(static_cast<std::size_t>(2 * std::numbers::pi * std::pow(radius / side_, 2)) + 1);
  for_each_within(position, radius, [&](int point, double squared) {
    hits.push_back({point, std::sqrt(squared)});
  });
  // Equal distances are common on a lattice: the order must not depend on the bins.
  std::sort(hits.begin(), hits.end(), [](const Hit& l, const Hit& r) {
    return l.distance != r.distance ? l.distance < r.distance : l.point < r.point;
  });
  return hits;
}

double PointIndex::typical_distance() const {
  constexpr int kEnough = 20'000;
  std::vector<double> distances;
  for (const int point : core::thinned(size(), kEnough)) {
    distances.push_back(nearest_but(point, (*this)[point]).distance);
  }
  return core::median(std::move(distances));
}

}  // namespace gibbsight::atoms
