#include "gibbsight/indexing/bragg.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <complex>
#include <numbers>

#include "gibbsight/indexing/cell.hpp"

namespace gibbsight::indexing {
namespace {

constexpr std::size_t kMostPeaks = 36;
constexpr double kOnSite = 0.3;      // distance from a site, in lengths of the shorter edge
constexpr double kAllOnSites = 0.8;  // share of the atoms, the rest being peaks of the noise

Matrix2 cell_of_waves(const Vector2& first, const Vector2& second) {
  Matrix2 waves;
  waves << first, second;
  return 2 * std::numbers::pi * waves.inverse().transpose();
}

/// Cells of the wanted shape whose reciprocal lattice is made by two of the peaks, coarsest first.
std::vector<Matrix2> cells_of_peaks(const std::vector<atoms::BraggPeak>& peaks,
                                    const Matrix2& ideal, double stretch_limit,
                                    std::optional<double> a_direction) {
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

/// Of each atom from the nearest site, in lengths of the shorter edge.
std::vector<double> distances(const PointIndex& points, const Matrix2& cell) {
  const double edge = std::min(cell.col(0).norm(), cell.col(1).norm());
  std::vector<double> all;
  for (const Vector2& place : local_places(points, cell)) {
    all.push_back((cell * place).norm() / edge);
  }
  return all;
}

/// Whether what a coarser lattice leaves out sits on a finer one, as peaks of the noise hardly
/// would by chance.
bool holds_the_rest(const std::vector<double>& coarse, const std::vector<double>& fine) {
  constexpr int kFewest = 5;
  constexpr double kMost = 0.7;
  constexpr double kChance = 1e-4;
  constexpr double kClose = kOnSite / 2;
  constexpr double kByChance = 0.0816;  // area of circles as wide round triangular sites
  int rest = 0;
  int held = 0;
  for (std::size_t i = 0; i < coarse.size(); ++i) {
    if (coarse[i] < kOnSite) continue;
    ++rest;
    held += fine[i] < kClose ? 1 : 0;
  }
  if (rest < kFewest || held < kMost * rest) return false;
  const boost::math::binomial_distribution<> at_random(rest, kByChance);
  return cdf(complement(at_random, held - 1)) < kChance;
}

}  // namespace

std::vector<Matrix2> scattered_cells(const PointIndex& points,
                                     const std::vector<atoms::BraggPeak>& peaks,
                                     const Matrix2& ideal, double stretch_limit,
                                     std::optional<double> a_direction) {
  const std::vector<Matrix2> cells = cells_of_peaks(peaks, ideal, stretch_limit, a_direction);
  std::vector<std::vector<double>> away;
  for (const Matrix2& cell : cells) away.push_back(distances(points, cell));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto finer = static_cast<std::ptrdiff_t>(i) + 1;
    const auto held = std::count_if(away[i].begin(), away[i].end(),
                                    [](double distance) { return distance < kOnSite; });
    if (static_cast<double>(held) < kAllOnSites * static_cast<double>(points.size())) continue;
    if (std::any_of(away.begin() + finer, away.end(),
                    [&](const auto& fine) { return holds_the_rest(away[i], fine); })) {
      continue;
    }
    return {cells.begin() + finer - 1, cells.end()};
  }
  return {};
}

std::vector<Vector2> local_places(const PointIndex& points, const Matrix2& cell) {
  const double unit = atoms::mean_distance(points.points());
  const Matrix2 to_places = cell.inverse();
  std::vector<Vector2> places;
  for (const Vector2& here : points.points()) {
    std::complex<double> sum[2];
    for (const Hit& hit : points.within(here, atoms::kPairReach * unit)) {
      if (hit.distance <= 0) continue;
      const Vector2 step = to_places * (points[hit.point] - here);
      for (const int axis : {0, 1}) {
        sum[axis] +=
            std::polar(atoms::pair_weight(hit.distance, unit), 2 * std::numbers::pi * step[axis]);
      }
    }
    places.emplace_back(-std::arg(sum[0]) / (2 * std::numbers::pi),
                        -std::arg(sum[1]) / (2 * std::numbers::pi));
  }
  return places;
}

}  // namespace gibbsight::indexing
