#include "gibbsight/pipeline/find_ghost.hpp"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using indexing::Matrix2;
using indexing::Vector2;
using rendering::GhostMap;

// Standard errors. The largest anywhere in an image was 4.2 in 272 drawn ones without a second
// image, of order, segregation and noise of all strengths, and 2.9 in four real ones.
constexpr double kClear = 4.5;
// What is seen as an axis alone is strong; order along one axis can look like a weak one where
// classes overlap.
constexpr double kLeastOfAxis = 0.15;

/// Rotations that leave the lattice as it is, without the identity, in the measured frame.
/// Half a turn is the first of them.
std::vector<Matrix2> rotations(const indexing::Sites& sites) {
  const Matrix2& ideal = sites.lattice.cell;
  const auto turned = [&](double angle) -> Matrix2 {
    return ideal.inverse() * Eigen::Rotation2Dd(angle).toRotationMatrix() * ideal;
  };
  constexpr double kTolerance = 1e-6;
  int order = 2;
  for (const int n : {4, 6}) {
    const Matrix2 turn = turned(2 * std::numbers::pi / n);
    const bool whole = (turn.array() - turn.array().round()).abs().maxCoeff() < kTolerance;
    if (whole && sites.kept_symmetry.empty()) order = n;
  }
  std::vector<Matrix2> all{-Matrix2::Identity()};
  for (int k = 1; k < order; ++k) {
    if (2 * k == order) continue;
    all.emplace_back(sites.cell_px * turned(2 * std::numbers::pi * k / order) *
                     sites.cell_px.inverse());
  }
  return all;
}

/// By how many standard errors one value is larger than another, or than nothing.
double excess(const GhostMap::Value& value, const GhostMap::Value& other) {
  return (value.strength - std::max(0.0, other.strength)) / std::hypot(value.error, other.error);
}

/// How clearly a ghost is seen at an offset: against every rotation of it, and together with its
/// opposite against the others (zero without any).
struct Clarity {
  double alone = 0;
  double as_axis = 0;
};

/// Mean of the map at an offset and opposite to it.
GhostMap::Value pair_at(const GhostMap& map, const Vector2& offset) {
  const GhostMap::Value here = map.at(offset);
  const GhostMap::Value opposite = map.at(-offset);
  return {(here.strength + opposite.strength) / 2, std::hypot(here.error, opposite.error) / 2};
}

Clarity clarity_at(const GhostMap& map, const Vector2& offset, const std::vector<Matrix2>& turns) {
  const GhostMap::Value here = map.at(offset);
  const GhostMap::Value pair = pair_at(map, offset);
  Clarity clarity{excess(here, map.at(-offset)), 0};
  for (std::size_t k = 1; k < turns.size(); ++k) {
    const double over = excess(pair, pair_at(map, turns[k] * offset));
    clarity.alone = std::min(clarity.alone, excess(here, map.at(turns[k] * offset)));
    clarity.as_axis = k == 1 ? over : std::min(clarity.as_axis, over);
  }
  return clarity;
}

/// Where a ghost is seen most clearly.
struct Sighting {
  Vector2 offset{0, 0};
  Clarity clarity;
  double clearest() const { return std::max(clarity.alone, clarity.as_axis); }
};

/// Whether the map falls all around, as it does from the top of a bump but not on its flank.
bool is_top(const GhostMap& map, const Vector2& offset) {
  constexpr int kAround = 12;
  const double radius = 1.5 * map.sigma();
  for (int k = 0; k < kAround; ++k) {
    const double angle = 2 * std::numbers::pi * k / kAround;
    const Vector2 beside = offset + radius * Vector2(std::cos(angle), std::sin(angle));
    if (map.at(beside).strength > map.at(offset).strength) return false;
  }
  return true;
}

Sighting clearest(const GhostMap& map, double spacing, const std::vector<Matrix2>& turns) {
  const double nearest = 0.55 * spacing;  // what is nearer is one wide bump
  // An image that is as strong as the first lies on its sites, or no lattice was found.
  const double nearest_axis = 0.85 * spacing;
  Sighting best;
  const int reach = map.reach();
  for (int y = -reach; y <= reach; ++y) {
    for (int x = -reach; x <= reach; ++x) {
      const Vector2 offset(x, y);
      if (offset.norm() < nearest || offset.norm() > reach) continue;
      Sighting here{offset, clarity_at(map, offset, turns)};
      if (offset.norm() < nearest_axis) here.clarity.as_axis = 0;
      if (here.clearest() > best.clearest() && is_top(map, offset)) best = here;
    }
  }
  if (map.at(-best.offset).strength > map.at(best.offset).strength) {
    best = {-best.offset, clarity_at(map, -best.offset, turns)};
  }
  return best;
}

/// The map without what the rotations have in common.
double asymmetric(const GhostMap& map, const Vector2& offset, const std::vector<Matrix2>& turns) {
  double others = 0;
  for (const Matrix2& turn : turns) others += map.at(turn * offset).strength;
  return map.at(offset).strength - others / static_cast<double>(turns.size());
}

/// Two bumps in the map: the column itself, which its expected bump did not take away quite where
/// it is, and its ghost. Gauss-Newton on (height, x, y) of both.
Eigen::Vector<double, 6> fit_two(const GhostMap& map, const Vector2& start,
                                 const std::vector<Matrix2>& turns) {
  const double sigma = map.sigma();
  const double radius = 1.5 * sigma;
  std::vector<std::pair<Vector2, double>> data;
  const int reach = map.reach() - 1;
  for (int y = -reach; y <= reach; ++y)
    for (int x = -reach; x <= reach; ++x) {
      const Vector2 at(x, y);
      if (at.norm() > radius && (at - start).norm() > radius) continue;
      data.emplace_back(at, asymmetric(map, at, turns) + smeared(at.squaredNorm(), sigma));
    }
  Eigen::Vector<double, 6> p;
  p << 1, 0, 0, map.at(start).strength, start;
  constexpr int kSteps = 8;
  for (int step = 0; step < kSteps; ++step) {
    Eigen::MatrixXd slope(static_cast<Index>(data.size()), 6);
    Eigen::VectorXd rest(slope.rows());
    for (Index i = 0; i < rest.size(); ++i) {
      const auto& [at, value] = data[static_cast<std::size_t>(i)];
      rest[i] = value;
      for (const Index first : {0, 3}) {
        const Vector2 away = at - p.segment<2>(first + 1);
        const double bump = smeared(away.squaredNorm(), sigma);
        rest[i] -= p[first] * bump;
        slope(i, first) = bump;
        slope.block<1, 2>(i, first + 1) =
            (p[first] * bump / (2 * sigma * sigma) * away).transpose();
      }
    }
    Eigen::Vector<double, 6> change = slope.colPivHouseholderQr().solve(rest);
    const double longest = std::max(change.segment<2>(1).norm(), change.segment<2>(4).norm());
    p += change * std::min(1.0, sigma / 2 / std::max(longest, sigma / 2));
  }
  return p;
}

}  // namespace

double smeared(double squared, double sigma) { return std::exp(-squared / (4 * sigma * sigma)); }

std::optional<Ghost> find_ghost(const GhostMap& map, double spacing, const indexing::Sites& sites) {
  const std::vector<Matrix2> turns = rotations(sites);
  const Sighting found = clearest(map, spacing, turns);
  if (found.clearest() < kClear) return std::nullopt;
  const double error = map.at(found.offset).error;
  if (found.clarity.alone >= kClear) {
    const auto fit = fit_two(map, found.offset, turns);
    return Ghost{fit.segment<2>(4), fit[3] / fit[0], error, true};
  }
  const double strength = 2 * pair_at(map, found.offset).strength;
  if (strength < kLeastOfAxis) return std::nullopt;
  return Ghost{found.offset, strength, std::numbers::sqrt2 * error, false};
}

}  // namespace gibbsight::pipeline
