#include "gibbsight/indexing/quality.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace gibbsight::indexing {
namespace {

std::vector<Cell> neighbour_steps(const Matrix2& ideal) {
  std::vector<Cell> steps{{1, 0}, {0, 1}};
  const double longest = std::max(ideal.col(0).norm(), ideal.col(1).norm());
  const double sum = (ideal.col(0) + ideal.col(1)).norm();
  const double difference = (ideal.col(1) - ideal.col(0)).norm();
  if (std::min(sum, difference) < 1.1 * longest) {
    steps.push_back(difference < sum ? Cell{-1, 1} : Cell{1, 1});
  }
  return steps;
}

}  // namespace

void fit_cell(Sites& sites) {
  Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
  Eigen::Matrix<double, 3, 2> right = Eigen::Matrix<double, 3, 2>::Zero();
  for (const Site& site : sites.sites) {
    if (site.atom == kNoAtom) continue;
    const auto& basis = sites.lattice.basis[static_cast<std::size_t>(site.sublattice)].position;
    const Eigen::Vector3d design{1, site.a + basis.x(), site.b + basis.y()};
    normal += design * design.transpose();
    right += design * Eigen::RowVector2d(site.x, site.y);
  }
  const Eigen::Matrix<double, 3, 2> solution = normal.ldlt().solve(right);
  sites.origin_px = solution.row(0).transpose();
  sites.cell_px = solution.bottomRows<2>().transpose();
}

Edges measure_edges(const Sites& sites) {
  std::map<std::tuple<int, int, int>, Vector2> positions;
  for (const Site& site : sites.sites) {
    if (site.atom != kNoAtom) positions[{site.sublattice, site.a, site.b}] = {site.x, site.y};
  }
  Edges edges;
  for (const Cell& step : neighbour_steps(sites.lattice.cell)) {
    const Vector2 mean = sites.cell_px * Vector2(step.a, step.b);
    for (const auto& [key, position] : positions) {
      const auto [sublattice, a, b] = key;
      const auto end = positions.find({sublattice, a + step.a, b + step.b});
      if (end == positions.end()) continue;
      const double deviation = (end->second - position - mean).norm() / mean.norm();
      ++edges.count;
      if (deviation > 0.35) ++edges.over_35;
      if (deviation > 0.60) ++edges.over_60;
    }
  }
  return edges;
}

double residual_percent(const Sites& sites) {
  double sum = 0;
  int count = 0;
  for (const Site& site : sites.sites) {
    if (site.atom == kNoAtom) continue;
    sum += Vector2(site.x - site.predicted_x, site.y - site.predicted_y).squaredNorm();
    ++count;
  }
  return count == 0 ? 0 : 100 * std::sqrt(sum / count) / sites.cell_px.col(0).norm();
}

int count_short_pairs(const PointIndex& atoms) {
  const double close = atoms.typical_distance() / 2;
  std::size_t found = 0;
  for (const Vector2& point : atoms.points()) found += atoms.within(point, close).size() - 1;
  return static_cast<int>(found / 2);
}

}  // namespace gibbsight::indexing
