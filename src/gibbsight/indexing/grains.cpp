#include "gibbsight/indexing/grains.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <tuple>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/indexing/frame.hpp"

namespace gibbsight::indexing {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kTurned = 2.3 * kDegree;      // of grains against each other, where they meet
constexpr double kOtherAngle = 1.5 * kDegree;  // of a cell against its grain nearby
constexpr double kCalm = 1.2 * kDegree;        // of one half of a neighbourhood against the other
constexpr int kSurroundings = 3;               // steps, of a neighbourhood
constexpr int kNearby = 6;                     // likewise, of a grain: so far it hardly bends
constexpr int kFewestRound = 12;  // placed cells within three steps, to tell an angle by
constexpr int kNoGrain = -1;
constexpr std::array<Cell, 4> kSteps = {{{1, 0}, {0, 1}, {1, 1}, {-1, 1}}};

/// Mean of what is added; empty if nothing was.
struct Mean {
  double sum = 0;
  int count = 0;
  void add(double value) {
    sum += value;
    ++count;
  }
  double value() const { return sum / count; }
};

template <class Visit>
void for_each_around(Cell centre, int reach, const Visit& visit) {
  for (int b = -reach; b <= reach; ++b) {
    for (int a = -reach; a <= reach; ++a) visit(Cell{centre.a + a, centre.b + b}, Cell{a, b});
  }
}

/// How far the lattice round each placed cell is turned against the mean one.
class Turns {
 public:
  Turns(const Grid& grid, const PointIndex& positions, const Matrix2& cell,
        const core::Execution& execution)
      : grid_(grid),
        angles_(static_cast<std::size_t>(positions.size()),
                std::numeric_limits<double>::quiet_NaN()) {
    const Matrix2 to_cells = cell.inverse();
    const std::vector<Cell> placed = grid.placed();
    core::parallel_for_small(placed.size(), execution, [&](std::size_t i) {
      if (grid.occupied_around(placed[i], kSurroundings) < kFewestRound) return;
      const Matrix2 m = local_frame(grid, positions, placed[i], cell).cell * to_cells;
      angles_[static_cast<std::size_t>(grid.at(placed[i]))] =
          std::atan2(m(1, 0) - m(0, 1), m(0, 0) + m(1, 1));
    });
  }
  /// NaN where there is none.
  double at(Cell cell) const {
    const int site = grid_.at(cell);
    return site == kNoAtom ? std::numeric_limits<double>::quiet_NaN()
                           : angles_[static_cast<std::size_t>(site)];
  }
  bool known(Cell cell) const { return !std::isnan(at(cell)); }

  /// The largest difference between two halves of the neighbourhood.
  double step(Cell cell) const {
    std::array<std::array<Mean, 2>, kSteps.size()> halves;
    for_each_around(cell, kSurroundings, [&](Cell place, Cell offset) {
      if (!known(place)) return;
      for (std::size_t i = 0; i < kSteps.size(); ++i) {
        // Across the line of the step, in a skew plane of cells: sides are what counts.
        const int side = kSteps[i].a * offset.b - kSteps[i].b * offset.a;
        if (side != 0) halves[i][side > 0 ? 1 : 0].add(at(place));
      }
    });
    double largest = 0;
    for (const auto& [one, other] : halves) {
      if (one.count == 0 || other.count == 0) continue;
      largest = std::max(largest, std::abs(one.value() - other.value()));
    }
    return largest;
  }

 private:
  const Grid& grid_;
  std::vector<double> angles_;
};

/// Placed cells by grain.
class Grains {
 public:
  Grains(const Grid& grid, const Turns& turns, const core::Execution& execution)
      : grid_(grid), turns_(turns), labels_(grid.half_width()) {
    grow(execution);
    if (count() < 2) return;
    settle();
    merge();
  }
  /// How many are large enough to be crystals.
  int count() const {
    return static_cast<int>(std::count_if(sizes_.begin(), sizes_.end(),
                                          [](int size) { return size >= kFewestPlaced; }));
  }
  int largest() const {
    return static_cast<int>(std::max_element(sizes_.begin(), sizes_.end()) - sizes_.begin());
  }
  int of(Cell cell) const { return labels_.at(cell); }

 private:
  /// From the calmest cells outward.
  void grow(const core::Execution& execution) {
    const std::vector<Cell> placed = grid_.placed();
    std::vector<double> steps(placed.size(), kCalm);
    core::parallel_for_small(placed.size(), execution, [&](std::size_t i) {
      if (turns_.known(placed[i])) steps[i] = turns_.step(placed[i]);
    });
    std::vector<std::pair<double, Cell>> seeds;
    for (std::size_t i = 0; i < placed.size(); ++i) {
      if (steps[i] < kCalm) seeds.emplace_back(steps[i], placed[i]);
    }
    std::stable_sort(seeds.begin(), seeds.end(),
                     [](const auto& l, const auto& r) { return l.first < r.first; });
    for (const auto& [step, cell] : seeds) {
      if (labels_.at(cell) == kNoGrain) sizes_.push_back(grow_from(cell));
    }
  }

  int grow_from(Cell seed) {
    const auto grain = static_cast<int>(sizes_.size());
    int size = 0;
    std::deque<Cell> open{seed};
    while (!open.empty()) {
      const Cell cell = open.front();
      open.pop_front();
      if (!turns_.known(cell) || labels_.at(cell) != kNoGrain) continue;
      if (size > 0 && std::abs(turns_.at(cell) - angle_near(cell, grain)) > kOtherAngle) continue;
      labels_.place(cell, grain);
      ++size;
      for (const Cell& step : kSteps) {
        open.push_back({cell.a + step.a, cell.b + step.b});
        open.push_back({cell.a - step.a, cell.b - step.b});
      }
    }
    return size;
  }

  double angle_near(Cell cell, int grain) const {
    Mean mean;
    for_each_around(cell, kNearby, [&](Cell place, Cell) {
      if (labels_.at(place) == grain) mean.add(turns_.at(place));
    });
    return mean.value();
  }

  /// Mean angles of the larger grains near a cell.
  std::map<int, Mean> grains_near(Cell cell) const {
    std::map<int, Mean> means;
    for_each_around(cell, kNearby, [&](Cell place, Cell) {
      const int grain = labels_.at(place);
      if (grain == kNoGrain || sizes_[static_cast<std::size_t>(grain)] < kFewestPlaced) return;
      means[grain].add(turns_.at(place));
    });
    return means;
  }

  /// Gives every cell to the grain nearby that it is least turned against, and takes note of how
  /// much grains are turned against each other where they meet.
  void settle() {
    std::vector<std::pair<Cell, int>> settled;
    for (const Cell& cell : grid_.placed()) {
      const std::map<int, Mean> near = grains_near(cell);
      int nearest = kNoGrain;
      double least = std::numeric_limits<double>::infinity();
      for (const auto& [grain, mean] : near) {
        const double turned = turns_.known(cell) ? std::abs(mean.value() - turns_.at(cell)) : 0;
        if (turned < least) std::tie(nearest, least) = std::tuple(grain, turned);
        for (const auto& [other, its_mean] : near) {
          if (grain < other && std::min(mean.count, its_mean.count) > kFewestRound) {
            borders_[{grain, other}].add(its_mean.value() - mean.value());
          }
        }
      }
      settled.emplace_back(cell, nearest);
    }
    for (const auto& [cell, grain] : settled) labels_.place(cell, grain);
  }

  /// Makes one of grains that are hardly turned where they meet.
  void merge() {
    std::vector<int> merged(sizes_.size());
    std::iota(merged.begin(), merged.end(), 0);
    for (const auto& [pair, turn] : borders_) {
      if (std::abs(turn.value()) > kTurned) continue;
      const int other = merged[static_cast<std::size_t>(pair.second)];
      std::replace(merged.begin(), merged.end(), other,
                   merged[static_cast<std::size_t>(pair.first)]);
    }
    std::fill(sizes_.begin(), sizes_.end(), 0);
    for (const Cell& cell : grid_.placed()) {
      if (labels_.at(cell) == kNoGrain) continue;
      const int grain = merged[static_cast<std::size_t>(labels_.at(cell))];
      labels_.place(cell, grain);
      ++sizes_[static_cast<std::size_t>(grain)];
    }
  }

  const Grid& grid_;
  const Turns& turns_;
  Grid labels_;
  std::vector<int> sizes_;
  std::map<std::pair<int, int>, Mean> borders_;
};

/// The sublattice with the most atoms.
int fullest_sublattice(const std::vector<Site>& sites) {
  std::vector<int> counts;
  for (const Site& site : sites) {
    if (site.atom == kNoAtom) continue;
    const auto sublattice = static_cast<std::size_t>(site.sublattice);
    if (counts.size() <= sublattice) counts.resize(sublattice + 1, 0);
    ++counts[sublattice];
  }
  return static_cast<int>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

}  // namespace

std::vector<int> atoms_of_other_grains(const Piece& piece, const atoms::AtomList& list,
                                       const core::Execution& execution) {
  std::vector<Vector2> places;
  for (const Site& site : piece.sites) places.emplace_back(site.x, site.y);
  const PointIndex positions(std::move(places));
  const Grid grid = occupied(piece.sites, fullest_sublattice(piece.sites));
  const Turns turns(grid, positions, piece.cell, execution);
  const Grains grains(grid, turns, execution);
  if (grains.count() < 2) return {};

  std::vector<Vector2> placed;
  const std::vector<Cell> cells = grid.placed();
  for (const Cell& cell : cells) placed.push_back(positions[grid.at(cell)]);
  const PointIndex nearest_cell(std::move(placed));
  std::vector<int> others;
  for (const int atom : piece.territory) {
    const atoms::Atom& at = list.atoms[static_cast<std::size_t>(atom)];
    const int nearest = nearest_cell.nearest({at.x, at.y}).point;
    if (grains.of(cells[static_cast<std::size_t>(nearest)]) == grains.largest()) continue;
    others.push_back(atom);
  }
  return others;
}

}  // namespace gibbsight::indexing
