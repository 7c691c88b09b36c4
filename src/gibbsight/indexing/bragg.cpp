#include "gibbsight/indexing/bragg.hpp"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <opencv2/core.hpp>

#include "gibbsight/indexing/cell.hpp"

namespace gibbsight::indexing {
namespace {

// Lengths below are in mean distances, one over the root of the density of atoms.
constexpr double kWindow = 2.5;                // R of the weights
constexpr double kWindowReach = 3 * kWindow;   // beyond, the weights are nothing
constexpr int kBinsPerUnit = 32;               // of displacements, a mean distance
constexpr int kTransform = 1024;               // bins of the transform along an axis
constexpr double kLargestWave = 26;            // rad: cells of a fourteenth of the area an atom has
constexpr double kSmallestWave = 3 / kWindow;  // below, the window itself
constexpr double kChance = 0.2;  // of waves that no lattice makes; a liquid of hard discs has 0.1
constexpr std::size_t kMostPeaks = 36;
constexpr double kOnSite = 0.3;         // distance from a site, in lengths of the shorter edge
constexpr double kAllOnSites = 0.9;     // share of the atoms, the rest being no atoms at all
constexpr double kFewestBetween = 5;    // atoms between the sites of a coarser lattice
constexpr double kMostlyOnFiner = 0.7;  // of those; a third by chance

double mean_distance(const PointIndex& atoms) {
  Eigen::AlignedBox2d box;
  for (const Vector2& point : atoms.points()) box.extend(point);
  return std::sqrt(box.volume() / atoms.size());
}

double weight(double distance, double unit) {
  const double t = distance / (kWindow * unit);
  return std::exp(-t * t / 2);
}

/// Weighted density of displacements, periodic, with zero in the corner; its sum is 1.
cv::Mat1f displacements(const PointIndex& atoms, double unit) {
  cv::Mat1f density(kTransform, kTransform, 0.0F);
  const double bin = unit / kBinsPerUnit;
  for (const Vector2& from : atoms.points()) {
    for (const Hit& hit : atoms.within(from, kWindowReach * unit)) {
      if (hit.distance <= 0) continue;
      const Vector2 d = (atoms[hit.point] - from) / bin;
      const int row = static_cast<int>(std::lround(d.y()) + kTransform) % kTransform;
      const int column = static_cast<int>(std::lround(d.x()) + kTransform) % kTransform;
      density(row, column) += static_cast<float>(weight(hit.distance, unit));
    }
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
double top(double before, double here, double after) {
  const double curvature = before - 2 * here + after;
  return curvature < 0 ? std::clamp((before - after) / (2 * curvature), -0.5, 0.5) : 0.0;
}

bool is_highest(const cv::Mat1f& values, int row, int column) {
  for (int r = row - 1; r <= row + 1; ++r) {
    for (int c = column - 1; c <= column + 1; ++c) {
      const int rr = (r + kTransform) % kTransform;
      const int cc = (c + kTransform) % kTransform;
      if (values(rr, cc) > values(row, column)) return false;
    }
  }
  return true;
}

Matrix2 cell_of_waves(const Vector2& first, const Vector2& second) {
  Matrix2 waves;
  waves << first, second;
  return 2 * std::numbers::pi * waves.inverse().transpose();
}

/// Cells of the wanted shape whose reciprocal lattice is made by two of the peaks, coarsest first.
std::vector<Matrix2> cells_of_peaks(const std::vector<BraggPeak>& peaks, const Matrix2& ideal,
                                    double stretch_limit, std::optional<double> a_direction) {
  std::vector<Matrix2> cells;
  const std::size_t count = std::min(peaks.size(), kMostPeaks);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      const Vector2& first = peaks[i].wave;
      const Vector2& second = peaks[j].wave;
      const double sine =
          (first.x() * second.y() - first.y() * second.x()) / (first.norm() * second.norm());
      if (sine < 0.1) continue;
      Matrix2 cell = cell_of_waves(first, second);
      if (distortion(cell, ideal).stretch > 1 + stretch_limit) continue;
      cell *= settings(cell, ideal, a_direction).front().cast<double>();
      const bool known = std::any_of(cells.begin(), cells.end(), [&](const Matrix2& other) {
        return (cell - other).norm() < 0.1 * other.norm();
      });
      if (!known) cells.push_back(cell);
    }
  }
  std::stable_sort(cells.begin(), cells.end(), [](const Matrix2& l, const Matrix2& r) {
    return l.determinant() > r.determinant();
  });
  return cells;
}

std::vector<char> on_sites(const PointIndex& atoms, const Matrix2& cell) {
  const double tolerance = kOnSite * std::min(cell.col(0).norm(), cell.col(1).norm());
  std::vector<char> on;
  for (const Vector2& place : local_places(atoms, cell)) {
    on.push_back((cell * place).norm() < tolerance ? 1 : 0);
  }
  return on;
}

/// Whether what a coarser lattice leaves out sits on a finer one.
bool holds_the_rest(const std::vector<char>& coarse, const std::vector<char>& fine) {
  int rest = 0;
  int held = 0;
  for (std::size_t i = 0; i < coarse.size(); ++i) {
    if (coarse[i] != 0) continue;
    ++rest;
    held += fine[i];
  }
  return rest >= kFewestBetween && held >= kMostlyOnFiner * rest;
}

}  // namespace

std::vector<BraggPeak> find_bragg_peaks(const PointIndex& atoms) {
  const double unit = mean_distance(atoms);
  const cv::Mat1f coherence = coherence_of(displacements(atoms, unit));
  const double step = 2 * std::numbers::pi * kBinsPerUnit / (kTransform * unit);
  std::vector<BraggPeak> peaks;
  const auto at = [&](int row, int column) {
    return static_cast<double>(
        coherence((row + kTransform) % kTransform, (column + kTransform) % kTransform));
  };
  for (int row = 0; row < kTransform; ++row) {
    for (int column = 0; column < kTransform; ++column) {
      if (at(row, column) < kChance || !is_highest(coherence, row, column)) continue;
      const double here = at(row, column);
      const Vector2 place(column - (column > kTransform / 2 ? kTransform : 0) +
                              top(at(row, column - 1), here, at(row, column + 1)),
                          row - (row > kTransform / 2 ? kTransform : 0) +
                              top(at(row - 1, column), here, at(row + 1, column)));
      const Vector2 wave = step * place;
      const double size = wave.norm() * unit;
      if (size > kSmallestWave && size < kLargestWave) peaks.push_back({wave, here});
    }
  }
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const auto& l, const auto& r) { return l.coherence > r.coherence; });
  return peaks;
}

std::vector<Matrix2> scattered_cells(const PointIndex& atoms, const std::vector<BraggPeak>& peaks,
                                     const Matrix2& ideal, double stretch_limit,
                                     std::optional<double> a_direction) {
  const std::vector<Matrix2> cells = cells_of_peaks(peaks, ideal, stretch_limit, a_direction);
  std::vector<std::vector<char>> on;
  for (const Matrix2& cell : cells) on.push_back(on_sites(atoms, cell));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto finer = static_cast<std::ptrdiff_t>(i) + 1;
    const auto held = static_cast<double>(std::count(on[i].begin(), on[i].end(), 1));
    if (held < kAllOnSites * static_cast<double>(on[i].size())) continue;
    if (std::any_of(on.begin() + finer, on.end(),
                    [&](const std::vector<char>& fine) { return holds_the_rest(on[i], fine); })) {
      continue;
    }
    return {cells.begin() + finer - 1, cells.end()};
  }
  return {};
}

std::vector<Vector2> local_places(const PointIndex& atoms, const Matrix2& cell) {
  const double unit = mean_distance(atoms);
  const Matrix2 to_places = cell.inverse();
  std::vector<Vector2> places;
  for (const Vector2& here : atoms.points()) {
    std::complex<double> sum[2];
    for (const Hit& hit : atoms.within(here, kWindowReach * unit)) {
      if (hit.distance <= 0) continue;
      const Vector2 step = to_places * (atoms[hit.point] - here);
      for (const int axis : {0, 1}) {
        sum[axis] += std::polar(weight(hit.distance, unit), 2 * std::numbers::pi * step[axis]);
      }
    }
    places.emplace_back(-std::arg(sum[0]) / (2 * std::numbers::pi),
                        -std::arg(sum[1]) / (2 * std::numbers::pi));
  }
  return places;
}

}  // namespace gibbsight::indexing
