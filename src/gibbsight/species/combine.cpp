#include "gibbsight/species/combine.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "gibbsight/core/samples.hpp"
#include "gibbsight/species/mixture.hpp"

namespace gibbsight::species {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;
using Points = Eigen::Matrix<double, Eigen::Dynamic, 2>;

/// Atoms to learn from, without the narrowest and the widest few.
std::vector<Index> without_strays(const VectorXd& log_widths, std::vector<Index> rows) {
  constexpr double kStray = 1e-3;  // share of the widths at either end that may be failed fits
  std::stable_sort(rows.begin(), rows.end(),
                   [&](Index l, Index r) { return log_widths[l] < log_widths[r]; });
  const auto few =
      static_cast<std::ptrdiff_t>(std::ceil(kStray * static_cast<double>(rows.size())));
  std::vector<Index> kept(rows.begin() + few, rows.end() - few);
  std::sort(kept.begin(), kept.end());
  return kept;
}

/// Intensities, and what widths say beyond them, both with mean zero and unit variance.
struct Plane {
  Points points;            // all atoms
  std::vector<Index> rows;  // to learn from
  double mean = 0;          // of the intensities
  double spread = 1;

  VectorXd along(const Vector2d& direction) const { return points * direction; }
  VectorXd learned_along(const Vector2d& direction) const { return along(direction)(rows); }
};

/// Empty where widths are a function of the intensities: as where all are alike.
std::optional<Plane> make_plane(const VectorXd& levelled, const VectorXd& log_widths,
                                const std::vector<Index>& learned) {
  constexpr double kLeast = 1e-12;  // deviation of widths by more than how numbers are stored
  Plane plane{.points = Points(levelled.size(), 2), .rows = without_strays(log_widths, learned)};
  plane.points << levelled, log_widths;
  const auto deviation = [&](Index column) {
    const VectorXd values = plane.points.col(column)(plane.rows);
    plane.points.col(column).array() -= values.mean();
    return std::sqrt((values.array() - values.mean()).square().mean());
  };
  plane.mean = levelled(plane.rows).mean();
  plane.spread = deviation(0);
  if (plane.spread <= 0) return std::nullopt;
  plane.points.col(0) /= plane.spread;
  const VectorXd intensities = plane.points.col(0)(plane.rows);
  const double slope =
      intensities.dot(plane.points.col(1)(plane.rows).matrix()) / intensities.squaredNorm();
  plane.points.col(1) -= slope * plane.points.col(0);
  const double rest = deviation(1);
  if (rest < kLeast) return std::nullopt;
  plane.points.col(1) /= rest;
  return plane;
}

/// The likeliest mixture along a direction, seen by some of the atoms.
Mixture mixture_along(const Plane& plane, const Vector2d& direction, int class_count,
                      const core::Execution& execution) {
  constexpr Index kEnough = 2000;
  const VectorXd all = plane.learned_along(direction);
  const std::vector<Index> some = core::thinned(all.size(), kEnough);
  return fit_mixture(all(some), MatrixXd(std::ssize(some), 0), class_count, execution,
                     Maximum::kLikeliest);
}

/// The same, on all atoms, from a mixture to start with.
Mixture improved(Mixture mixture, const VectorXd& values) {
  improve(mixture, values, MatrixXd(values.size(), 0));
  return mixture;
}

/// The direction of largest variance between the classes over that within them.
Vector2d discriminant(const Points& points, const Mixture& mixture, const VectorXd& values) {
  const MatrixXd shares = mixture.shares(values, VectorXd::Zero(values.size()));
  const VectorXd sizes = shares.colwise().sum().transpose().array() + 1e-9;
  const MatrixXd means = sizes.cwiseInverse().asDiagonal() * shares.transpose() * points;
  const Vector2d mean = means.transpose() * sizes / sizes.sum();
  const MatrixXd apart = means.rowwise() - mean.transpose();
  const Eigen::Matrix2d between = apart.transpose() * sizes.asDiagonal() * apart;
  const VectorXd weights = shares.rowwise().sum();
  const Points centred = points.rowwise() - mean.transpose();
  const Eigen::Matrix2d total = centred.transpose() * weights.asDiagonal() * centred;
  const Eigen::GeneralizedSelfAdjointEigenSolver<Eigen::Matrix2d> solver(between, total);
  return solver.eigenvectors().col(1).normalized();
}

}  // namespace

std::optional<Combination> combine(const VectorXd& levelled, const VectorXd& log_widths,
                                   const std::vector<Index>& learned, int class_count,
                                   const core::Execution& execution) {
  constexpr int kDirections = 8;  // over half a turn
  constexpr int kMostRounds = 10;
  constexpr double kLastTurn = 1e-4;
  const std::optional<Plane> plane = make_plane(levelled, log_widths, learned);
  if (!plane) return std::nullopt;
  const Vector2d intensity(1, 0);
  const Mixture alone = mixture_along(*plane, intensity, class_count, execution);
  Vector2d direction = intensity;
  Mixture best = alone;
  for (int i = 1; i < kDirections; ++i) {
    const double angle = std::numbers::pi * i / kDirections;
    const Vector2d other(std::cos(angle), std::sin(angle));
    Mixture mixture = mixture_along(*plane, other, class_count, execution);
    if (mixture.log_likelihood <= best.log_likelihood) continue;
    best = std::move(mixture);
    direction = other;
  }
  const Points points = plane->points(plane->rows, Eigen::all);
  for (int round = 0; round < kMostRounds; ++round) {
    const VectorXd values = points * direction;
    best = improved(std::move(best), values);
    Vector2d next = discriminant(points, best, values);
    if (next.dot(direction) < 0) next = -next;
    const double change = (next - direction).norm();
    direction = next;
    if (change < kLastTurn) break;
  }
  best = improved(std::move(best), points * direction);
  const double intensities_alone = improved(alone, points * intensity).log_likelihood;
  const double gain =
      2 * (best.log_likelihood - intensities_alone) - std::log(static_cast<double>(points.rows()));
  if (gain <= 0) return std::nullopt;
  return Combination{plane->mean + plane->spread * plane->along(direction).array(), gain};
}

}  // namespace gibbsight::species
