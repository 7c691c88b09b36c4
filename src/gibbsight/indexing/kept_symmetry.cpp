#include "gibbsight/indexing/kept_symmetry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/options.hpp"
#include "gibbsight/indexing/frame.hpp"
#include "gibbsight/lattice/symmetry.hpp"

namespace gibbsight::indexing {
namespace {

constexpr std::size_t kFewestPairs = 50;
constexpr double kSplit = 4;   // standard deviations; halves of one normal class are 2.6 apart
constexpr double kStep = 0.1;  // of the mean distance
constexpr double kSmallerHalf = 0.2;  // of the pairs

double sum_of_squares(double squares, double sum, double count) {
  return squares - sum * sum / count;
}

/// Whether the values fall into two classes, after the best split of the sorted ones.
bool are_two(std::vector<double> values) {
  if (values.size() < kFewestPairs) return false;
  std::sort(values.begin(), values.end());
  double sum = 0;
  double squares = 0;
  for (const double v : values) {
    sum += v;
    squares += v * v;
  }
  const auto count = static_cast<double>(values.size());
  double below = 0;
  double squares_below = 0;
  double best = std::numeric_limits<double>::infinity();
  double step = 0;
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    below += values[i];
    squares_below += values[i] * values[i];
    const double low = static_cast<double>(i) + 1;
    const double high = count - low;
    if (std::min(low, high) < kSmallerHalf * count) continue;
    const double within = sum_of_squares(squares_below, below, low) +
                          sum_of_squares(squares - squares_below, sum - below, high);
    if (within >= best) continue;
    best = within;
    step = (sum - below) / high - below / low;
  }
  return step > kSplit * std::sqrt(best / count) && step > kStep * sum / count;
}

/// A step and its opposite as one.
lattice::Site direction(const lattice::Site& step) {
  return std::max(step, lattice::Site{-step.a, -step.b, step.sublattice});
}

/// Directions of the nearest shell along which distances are of two kinds.
std::set<lattice::Site> split_directions(const Sites& sites, int sublattice) {
  const Grid grid = occupied(sites.sites, sublattice);
  const std::vector<Cell> cells = grid.placed();
  const auto position = [&](int site) {
    const Site& at = sites.sites[static_cast<std::size_t>(site)];
    return Vector2(at.x, at.y);
  };
  std::set<lattice::Site> split;
  const auto shells = shells_around(sites.lattice, sublattice, 1);
  for (const lattice::Site& step : shells.front()) {
    if (step.sublattice != sublattice) return {};  // a step to another kind of site
    if (direction(step) != step) continue;
    std::vector<double> distances;
    for (const Cell& cell : cells) {
      const int end = grid.at({cell.a + step.a, cell.b + step.b});
      if (end != kNoAtom) distances.push_back((position(end) - position(grid.at(cell))).norm());
    }
    if (are_two(std::move(distances))) split.insert(step);
  }
  return split;
}

bool keeps(const std::vector<lattice::Operation>& group,
           const std::set<lattice::Site>& directions) {
  return std::all_of(group.begin(), group.end(), [&](const lattice::Operation& operation) {
    return std::all_of(directions.begin(), directions.end(), [&](const lattice::Site& d) {
      const Eigen::Vector2i moved = operation.rotation * Eigen::Vector2i(d.a, d.b);
      return directions.contains(direction({moved.x(), moved.y(), d.sublattice}));
    });
  });
}

}  // namespace

std::string kept_symmetry(const Sites& sites) {
  const auto& basis = sites.lattice.basis;
  if (std::all_of(basis.begin(), basis.end(), [](const auto& s) { return s.is_spectator(); })) {
    return "";
  }
  const auto directions = split_directions(sites, sites.lattice.first_with_species());
  if (directions.empty() || keeps(plane_group(sites.lattice, "lattice"), directions)) return "";
  std::string best = "p1";
  std::size_t most = 1;
  for (const std::string& name : core::split(lattice::kPlaneGroups, ' ')) {
    if (name == "lattice") continue;
    try {
      const auto group = plane_group(sites.lattice, name);
      if (group.size() <= most || !keeps(group, directions)) continue;
      most = group.size();
      best = name;
    } catch (const core::ConfigurationError&) {
      continue;  // not a subgroup of this lattice's own
    }
  }
  return best;
}

}  // namespace gibbsight::indexing
