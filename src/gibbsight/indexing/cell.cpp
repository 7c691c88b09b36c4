#include "gibbsight/indexing/cell.hpp"

#include <fmt/core.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/samples.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
constexpr int kBinsPerDistance = 12;     // of the density, over the typical distance of atoms
constexpr double kBlur = 0.12;           // of the density, in typical distances
constexpr double kCapture = 0.28;        // radius round the end of a translation, likewise
constexpr double kWeakestSupport = 0.3;  // a liquid of hard discs stays below
constexpr double kFilling = 0.7;         // fewest atoms a site of the basis
constexpr double kGoodSupport = 0.75;    // of the best: a step between unlike columns stays below

/// Density of displacements; the origin is the middle of the array.
cv::Mat displacement_density(const PointIndex& atoms, double reach, double bin) {
  const int half = static_cast<int>(std::ceil(reach / bin)) + 1;
  cv::Mat density = cv::Mat::zeros(2 * half + 1, 2 * half + 1, CV_32F);
  for (const Vector2& from : atoms.points()) {
    atoms.for_each_within(from, reach, [&](int to, double squared) {
      const Vector2 d = (atoms[to] - from) / bin;
      const int row = half + static_cast<int>(std::lround(d.y()));
      const int column = half + static_cast<int>(std::lround(d.x()));
      if (squared > 0) density.at<float>(row, column) += 1.0F;
    });
  }
  cv::GaussianBlur(density, density, {0, 0}, kBlur * kBinsPerDistance);
  return density;
}

std::vector<Vector2> density_peaks(const cv::Mat& density, double bin) {
  cv::Mat highest;
  const int reach = kBinsPerDistance / 4;
  cv::dilate(density, highest, cv::Mat::ones(2 * reach + 1, 2 * reach + 1, CV_8U));
  double top = 0;
  cv::minMaxLoc(density, nullptr, &top);
  std::vector<Vector2> peaks;
  const int half = density.rows / 2;
  for (int row = 0; row < density.rows; ++row) {
    for (int column = 0; column < density.cols; ++column) {
      const float value = density.at<float>(row, column);
      if (value > 0.1F * static_cast<float>(top) && value >= highest.at<float>(row, column)) {
        peaks.emplace_back((column - half) * bin, (row - half) * bin);
      }
    }
  }
  return peaks;
}

/// Moves the translation to the mean of the displacements near it, and counts them.
Translation measure(const PointIndex& atoms, const Vector2& start, double capture) {
  const Eigen::AlignedBox2d box = [&] {
    Eigen::AlignedBox2d all;
    for (const Vector2& point : atoms.points()) all.extend(point);
    return all;
  }();
  Translation result{start, 0};
  for (int pass = 0; pass < 3; ++pass) {
    Vector2 sum{0, 0};
    int possible = 0;
    int found = 0;
    for (const Vector2& from : atoms.points()) {
      const Vector2 end = from + result.vector;
      if (!box.contains(end)) continue;
      ++possible;
      const Hit hit = atoms.nearest_within(end, capture);
      if (hit.point < 0) continue;
      ++found;
      sum += atoms[hit.point] - from;
    }
    if (found == 0) return {result.vector, 0};
    result = {sum / found, double{1} * found / possible};
  }
  return result;
}

double angle_degrees(const Vector2& v) { return std::atan2(v.y(), v.x()) * kDegrees; }

/// Angle between two directions in [0, 180].
double angle_between(double first, double second) {
  return std::abs(std::remainder(first - second, 360.0));
}

/// Smaller is preferred. At equal angles to +x the one towards +y wins, in spite of rounding.
double convention_rank(const Vector2& a, std::optional<double> a_direction) {
  const double angle = angle_degrees(a);
  if (a_direction) return angle_between(angle, *a_direction);
  return std::abs(angle) - (angle > 0 ? 1e-6 : 0.0);
}

std::vector<Vector2> well_supported(const std::vector<Translation>& translations) {
  std::vector<Vector2> good;
  if (translations.empty()) return good;
  const double threshold = std::max(kWeakestSupport, kGoodSupport * translations.front().support);
  for (const Translation& t : translations) {
    if (t.support >= threshold) good.push_back(t.vector);
  }
  return good;
}

/// The vectors and all midpoints of pairs, none twice.
std::vector<Vector2> with_midpoints(const std::vector<Vector2>& vectors) {
  std::vector<Vector2> all = vectors;
  const auto add = [&](const Vector2& v) {
    const bool known = std::any_of(all.begin(), all.end(), [&](const Vector2& other) {
      return (v - other).norm() < 0.1 * v.norm();
    });
    if (!known) all.push_back(v);
  };
  double shortest = std::numeric_limits<double>::infinity();
  for (const Vector2& v : vectors) shortest = std::min(shortest, v.norm());
  for (const Vector2& first : vectors) {
    for (const Vector2& second : vectors) {
      if ((first + second).norm() > shortest) add((first + second) / 2);
    }
  }
  return all;
}

/// Atoms per square px, as the typical atom sees it: holes and borders do not count.
double local_density(const PointIndex& atoms) {
  const double radius = 2.6 * atoms.typical_distance();
  std::vector<double> counts;
  for (const Vector2& point : atoms.points()) {
    counts.push_back(0);
    atoms.for_each_within(point, radius, [&](int, double) { ++counts.back(); });
  }
  return core::median(std::move(counts)) / (std::numbers::pi * radius * radius);
}

/// Fractional steps, zero among them, that carry the positions of the basis onto each other.
std::vector<Vector2> inner_translations(const lattice::Lattice& lattice) {
  std::vector<Vector2> inner;
  for (const auto& target : lattice.basis) {
    const Vector2 step = target.position - lattice.basis.front().position;
    const bool maps =
        std::all_of(lattice.basis.begin(), lattice.basis.end(), [&](const auto& from) {
          return std::any_of(lattice.basis.begin(), lattice.basis.end(), [&](const auto& to) {
            return wrapped(from.position + step - to.position).norm() < 1e-6;
          });
        });
    if (maps) inner.push_back(step);
  }
  return inner;
}

/// Whether every translation leads to a corner of the cell or along an inner translation.
bool explains(const Matrix2& cell, const std::vector<Vector2>& inner,
              const std::vector<Vector2>& translations) {
  const double tolerance = 0.25 * cell.col(0).norm();
  return std::all_of(translations.begin(), translations.end(), [&](const Vector2& translation) {
    const Vector2 place = cell.inverse() * translation;
    return std::any_of(inner.begin(), inner.end(), [&](const Vector2& step) {
      return (cell * wrapped(place - step)).norm() < tolerance;
    });
  });
}

bool same_cell(const Matrix2& l, const Matrix2& r) { return (l - r).norm() < 0.1 * r.norm(); }

}  // namespace

std::vector<Translation> find_translations(const PointIndex& atoms, double reach,
                                           const core::Execution& execution) {
  const double distance = atoms.typical_distance();
  const double bin = distance / kBinsPerDistance;
  const auto peaks = density_peaks(displacement_density(atoms, reach, bin), bin);
  std::vector<Translation> all(peaks.size());
  core::parallel_for(peaks.size(), execution, [&](std::size_t i) {
    all[i] = measure(atoms, peaks[i], kCapture * distance);
  });
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& l, const auto& r) { return l.support > r.support; });
  return all;
}

Distortion distortion(const Matrix2& measured, const Matrix2& ideal) {
  const Matrix2 map = measured * ideal.inverse();
  const Eigen::JacobiSVD<Matrix2> svd(map, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const double longest = svd.singularValues()[0];
  const double shortest = svd.singularValues()[1];
  const Matrix2 rotation = svd.matrixU() * svd.matrixV().transpose();
  return {.scale_px = std::sqrt(longest * shortest),
          .rotation_degrees = angle_degrees(rotation.col(0)),
          .stretch = longest / shortest,
          .stretch_degrees = std::remainder(angle_degrees(svd.matrixU().col(0)), 180.0)};
}

std::vector<Eigen::Matrix2i> settings(const Matrix2& measured, const Matrix2& ideal,
                                      std::optional<double> a_direction) {
  struct Setting {
    Eigen::Matrix2i v;
    double stretch;
    double rank;
  };
  std::vector<Setting> all;
  constexpr int kLargest = 2;
  constexpr int kSpan = 2 * kLargest + 1;
  for (int code = 0; code < kSpan * kSpan * kSpan * kSpan; ++code) {
    Eigen::Matrix2i v;
    v << code % kSpan - kLargest, code / kSpan % kSpan - kLargest,
        code / (kSpan * kSpan) % kSpan - kLargest, code / (kSpan * kSpan * kSpan) - kLargest;
    if (v.determinant() != 1) continue;
    const Matrix2 cell = measured * v.cast<double>();
    all.push_back({v, distortion(cell, ideal).stretch, convention_rank(cell.col(0), a_direction)});
  }
  const double best = std::min_element(all.begin(), all.end(), [](const auto& l, const auto& r) {
                        return l.stretch < r.stretch;
                      })->stretch;
  std::erase_if(all, [&](const Setting& s) { return s.stretch > best + 1e-9; });
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& l, const auto& r) { return l.rank < r.rank; });
  std::vector<Eigen::Matrix2i> result;
  for (const Setting& s : all) result.push_back(s.v);
  return result;
}

std::vector<Matrix2> candidate_cells(const PointIndex& atoms,
                                     const std::vector<Translation>& translations,
                                     const lattice::Lattice& lattice, double stretch_limit,
                                     std::optional<double> a_direction) {
  const std::vector<Vector2> good = well_supported(translations);
  const std::vector<Vector2> edges = with_midpoints(good);
  const std::vector<Vector2> inner = inner_translations(lattice);
  const double smallest = kFilling * wanted_count(lattice) / local_density(atoms);
  std::vector<Matrix2> cells;
  for (const Vector2& a : edges) {
    for (const Vector2& b : edges) {
      Matrix2 cell;
      cell << a, b;
      if (cell.determinant() < smallest) continue;
      if (distortion(cell, lattice.cell).stretch > 1 + stretch_limit) continue;
      if (!explains(cell, inner, good)) continue;
      const Matrix2 preferred =
          cell * settings(cell, lattice.cell, a_direction).front().cast<double>();
      const bool known = std::any_of(cells.begin(), cells.end(), [&](const Matrix2& other) {
        return same_cell(preferred, other);
      });
      if (!known) cells.push_back(preferred);
    }
  }
  std::stable_sort(cells.begin(), cells.end(), [](const Matrix2& l, const Matrix2& r) {
    return l.determinant() > r.determinant();
  });
  return cells;
}

std::string describe_cell(const std::vector<Translation>& translations) {
  std::vector<Vector2> good = well_supported(translations);
  if (good.empty()) return "no repeated distance between atoms";
  std::stable_sort(good.begin(), good.end(),
                   [](const auto& l, const auto& r) { return l.norm() < r.norm(); });
  const Vector2 a = good.front();
  for (const Vector2& b : good) {
    const double sine = std::abs(a.x() * b.y() - a.y() * b.x()) / (a.norm() * b.norm());
    if (sine < 0.3) continue;
    return fmt::format("found cell {:.1f} x {:.1f} px at {:.0f} degrees", a.norm(), b.norm(),
                       angle_between(angle_degrees(a), angle_degrees(b)));
  }
  return fmt::format("found rows only, {:.1f} px from atom to atom", a.norm());
}

}  // namespace gibbsight::indexing
