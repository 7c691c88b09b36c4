#include "gibbsight/indexing/frame.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace gibbsight::indexing {
namespace {

constexpr int kReach = 3;             // steps over which the lattice counts as straight
constexpr double kRange = 1.5;        // decay of the weights, steps
constexpr double kPriorWeight = 0.3;  // of the prior cell, in neighbours at distance zero

/// Weights by offset, computed once.
const auto& weights() {
  static const auto table = [] {
    std::array<std::array<double, 2 * kReach + 1>, 2 * kReach + 1> w{};
    for (int b = -kReach; b <= kReach; ++b) {
      for (int a = -kReach; a <= kReach; ++a) {
        w[static_cast<std::size_t>(b + kReach)][static_cast<std::size_t>(a + kReach)] =
            std::exp(-(a * a + b * b) / (2 * kRange * kRange));
      }
    }
    return w;
  }();
  return table;
}

}  // namespace

Grid::Grid(int half_width)
    : half_width_(half_width),
      atoms_(static_cast<std::size_t>(2 * half_width + 1) *
                 static_cast<std::size_t>(2 * half_width + 1),
             kNoAtom) {}

void Grid::place(Cell cell, int atom) {
  int& slot = atoms_[index(cell)];
  placed_count_ += (atom != kNoAtom ? 1 : 0) - (slot != kNoAtom ? 1 : 0);
  slot = atom;
}

std::vector<Cell> Grid::placed() const {
  std::vector<Cell> cells;
  cells.reserve(static_cast<std::size_t>(placed_count_));
  for (int b = -half_width_; b <= half_width_; ++b) {
    for (int a = -half_width_; a <= half_width_; ++a) {
      if (at({a, b}) != kNoAtom) cells.push_back({a, b});
    }
  }
  return cells;
}

int Grid::occupied_around(Cell cell, int reach) const {
  int count = 0;
  for (int b = -reach; b <= reach; ++b) {
    for (int a = -reach; a <= reach; ++a) {
      const bool itself = a == 0 && b == 0;
      if (!itself && at({cell.a + a, cell.b + b}) != kNoAtom) ++count;
    }
  }
  return count;
}

Grid occupied(const std::vector<Site>& sites, int sublattice) {
  int half_width = 0;
  for (const Site& site : sites) {
    half_width = std::max({half_width, std::abs(site.a), std::abs(site.b)});
  }
  Grid grid(half_width);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const Site& site = sites[i];
    if (site.atom == kNoAtom || site.sublattice != sublattice) continue;
    grid.place({site.a, site.b}, static_cast<int>(i));
  }
  return grid;
}

Frame local_frame(const Grid& grid, const PointIndex& atoms, Cell centre, const Matrix2& prior) {
  AffineFit fit;
  fit.hold(prior, kPriorWeight);
  for (int b = -kReach; b <= kReach; ++b) {
    for (int a = -kReach; a <= kReach; ++a) {
      const int atom = grid.at({centre.a + a, centre.b + b});
      if (atom == kNoAtom || (a == 0 && b == 0)) continue;
      fit.add(
          Vector2(a, b), atoms[atom],
          weights()[static_cast<std::size_t>(b + kReach)][static_cast<std::size_t>(a + kReach)]);
    }
  }
  return fit.solve();
}

Frame global_frame(const Grid& grid, const PointIndex& atoms) {
  AffineFit fit;
  for (const Cell& cell : grid.placed()) fit.add(Vector2(cell.a, cell.b), atoms[grid.at(cell)]);
  return fit.solve();
}

}  // namespace gibbsight::indexing
