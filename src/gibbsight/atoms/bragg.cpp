#include "gibbsight/atoms/bragg.hpp"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <utility>

#include "gibbsight/atoms/point_index.hpp"

namespace gibbsight::atoms {
namespace {

using Eigen::Vector2d;

// Lengths below are in mean distances, one over the root of the density of atoms.
constexpr double kPairWindow = 2.5;  // R of the weights
constexpr int kBinsPerUnit = 32;     // of displacements, a mean distance
constexpr int kTransform = 1024;     // bins of the transform along an axis
constexpr double kLargestWave = 26;  // rad: cells of a fourteenth of the area an atom has
constexpr double kSmallestWave = 3 / kPairWindow;  // below, the window itself
constexpr double kChanceCoherence =
    0.2;  // of waves that no lattice makes; a liquid of hard discs has 0.1

/// Weighted density of displacements, periodic, with zero in the corner; its sum is 1.
cv::Mat1f displacements(const std::vector<Vector2d>& positions, double unit) {
  const PointIndex points(positions);
  cv::Mat1f density(kTransform, kTransform, 0.0F);
  const double bin = unit / kBinsPerUnit;
  for (const Vector2d& from : positions) {
    points.for_each_within(from, kPairReach * unit, [&](int other, double squared) {
      if (squared <= 0) return;
      const Vector2d d = (points[other] - from) / bin;
      const int row = static_cast<int>(std::lround(d.y()) + kTransform) % kTransform;
      const int column = static_cast<int>(std::lround(d.x()) + kTransform) % kTransform;
      density(row, column) += static_cast<float>(pair_weight(std::sqrt(squared), unit));
    });
  }
  const double total = cv::sum(density)[0];
  if (total > 0) density /= total;
  return density;
}

/// The transform of what is even in both axes together is real; rows and columns are frequencies.
cv::Mat1f coherence_of(const cv::Mat1f& density) {
  cv::Mat transform;
  cv::dft(density, transform, cv::DFT_COMPLEX_OUTPUT);
  cv::Mat1f parts[2];
  cv::split(transform, parts);
  return parts[0];
}

/// Offset of the top of the parabola through three values.
double parabola_top(double before, double here, double after) {
  const double curvature = before - 2 * here + after;
  return curvature < 0 ? std::clamp((before - after) / (2 * curvature), -0.5, 0.5) : 0.0;
}

bool is_local_maximum(const cv::Mat1f& values, int row, int column) {
  for (int r = row - 1; r <= row + 1; ++r) {
    for (int c = column - 1; c <= column + 1; ++c) {
      const int rr = (r + kTransform) % kTransform;
      const int cc = (c + kTransform) % kTransform;
      if (values(rr, cc) > values(row, column)) return false;
    }
  }
  return true;
}

}  // namespace

double mean_distance(const std::vector<Vector2d>& positions) {
  Eigen::AlignedBox2d box;
  for (const Vector2d& position : positions) box.extend(position);
  return std::sqrt(box.volume() / static_cast<double>(positions.size()));
}

double pair_weight(double distance, double unit) {
  const double t = distance / (kPairWindow * unit);
  return std::exp(-t * t / 2);
}

std::vector<BraggPeak> find_bragg_peaks(const std::vector<Vector2d>& positions) {
  const double unit = mean_distance(positions);
  const cv::Mat1f coherence = coherence_of(displacements(positions, unit));
  const double step = 2 * std::numbers::pi * kBinsPerUnit / (kTransform * unit);
  std::vector<BraggPeak> peaks;
  const auto at = [&](int row, int column) {
    return static_cast<double>(
        coherence((row + kTransform) % kTransform, (column + kTransform) % kTransform));
  };
  for (int row = 0; row < kTransform; ++row) {
    for (int column = 0; column < kTransform; ++column) {
      if (at(row, column) < kChanceCoherence || !is_local_maximum(coherence, row, column)) continue;
      const double here = at(row, column);
      const Vector2d place(column - (column > kTransform / 2 ? kTransform : 0) +
                               parabola_top(at(row, column - 1), here, at(row, column + 1)),
                           row - (row > kTransform / 2 ? kTransform : 0) +
                               parabola_top(at(row - 1, column), here, at(row + 1, column)));
      const Vector2d wave = step * place;
      const double size = wave.norm() * unit;
      if (size > kSmallestWave && size < kLargestWave) peaks.push_back({wave, here});
    }
  }
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const auto& l, const auto& r) { return l.coherence > r.coherence; });
  return peaks;
}

}  // namespace gibbsight::atoms
