#include "gibbsight/distance/distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::distance {
namespace {

void check_lengths(const Eigen::VectorXd& p, const Eigen::VectorXd& q) {
  if (p.size() == q.size()) return;
  throw core::UsageError(
      {.what = "histograms of different motifs",
       .where = "distance",
       .value = std::to_string(p.size()) + " and " + std::to_string(q.size()) + " configurations",
       .expected = "the same lattice, species, shells and symmetry"});
}

}  // namespace

double angle_of_chord(double chord) {
  const double angle = 2 * std::asin(std::min(1.0, chord / 2));
  return std::clamp(angle, 0.0, std::numbers::pi / 2);
}

double statistical_distance(const Eigen::VectorXd& p, const Eigen::VectorXd& q) {
  check_lengths(p, q);
  return angle_of_chord((p.cwiseSqrt() - q.cwiseSqrt()).norm());
}

double kullback_leibler(const Eigen::VectorXd& p, const Eigen::VectorXd& q) {
  check_lengths(p, q);
  double sum = 0;
  for (Eigen::Index i = 0; i < p.size(); ++i) {
    if (p[i] <= 0) continue;
    if (q[i] <= 0) return std::numeric_limits<double>::infinity();
    sum += p[i] * std::log(p[i] / q[i]);
  }
  return std::max(0.0, sum);
}

double chi_squared(const Eigen::VectorXd& p, const Eigen::VectorXd& q, double count) {
  check_lengths(p, q);
  double sum = 0;
  for (Eigen::Index i = 0; i < p.size(); ++i) {
    if (q[i] <= 0 && p[i] > 0) return std::numeric_limits<double>::infinity();
    if (q[i] > 0) sum += (p[i] - q[i]) * (p[i] - q[i]) / q[i];
  }
  return count * sum;
}

}  // namespace gibbsight::distance
