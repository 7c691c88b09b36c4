#include "gibbsight/indexing/walk.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <queue>
#include <tuple>

#include "gibbsight/core/parallel.hpp"

namespace gibbsight::indexing {
namespace {

constexpr std::array<Cell, 8> kRing = {
    {{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {-1, -1}, {1, -1}, {-1, 1}}};
constexpr int kFewestNeighbours = 2;  // a single one would let the walk leak through gaps

// Of the local cell against the mean one: drift, creep and pairing of rows stay below, a grain
// turned by more than 14 degrees does not.
constexpr double kOtherCrystal = 0.35;

Cell operator+(Cell l, Cell r) { return {l.a + r.a, l.b + r.b}; }

/// A site waiting to be placed, with the atom it would get.
struct Step {
  double cost;
  Cell cell;
  int atom;
  /// Reversed, for the queue's top to be the cheapest; ties by cell, so that order never matters.
  bool operator<(const Step& other) const {
    return std::tie(cost, cell.b, cell.a) > std::tie(other.cost, other.cell.b, other.cell.a);
  }
};

class Walker {
 public:
  Walker(const Terrain& terrain, std::vector<char> available)
      : terrain_(terrain),
        to_cells_(terrain.cell.inverse()),
        available_(std::move(available)),
        grid_(terrain.half_width) {}

  Grid run() {
    if (!start()) return grid_;
    while (!queue_.empty()) {
      const Step planned = queue_.top();
      queue_.pop();
      const Step now = plan(planned.cell);
      if (now.atom == kNoAtom) continue;
      if (now.cost > planned.cost) {
        queue_.push(now);
      } else {
        place(now.cell, now.atom);
      }
    }
    return grid_;
  }

 private:
  /// The available atom nearest to `position`, if it is the nearest of all and within reach.
  Hit take(const Vector2& position) const {
    const Hit hit = terrain_.atoms.nearest(position);
    const bool good = hit.point != kNoAtom && hit.distance < terrain_.reach &&
                      available_[static_cast<std::size_t>(hit.point)] != 0;
    return good ? hit : Hit{kNoAtom, terrain_.reach};
  }

  /// Sum of the misfits of the eight cells round an atom, as far as it stays below `best`; a
  /// missing one costs the whole reach.
  double misfit_around(int atom, double best) const {
    double misfit = 0;
    for (const Cell& step : kRing) {
      if (misfit >= best) break;
      misfit += take(terrain_.atoms[atom] + terrain_.cell * Vector2(step.a, step.b)).distance;
    }
    return misfit;
  }

  bool start() {
    int seed = kNoAtom;
    double best = terrain_.reach * (kRing.size() - kFewestNeighbours);
    for (int atom = 0; atom < terrain_.atoms.size(); ++atom) {
      if (available_[static_cast<std::size_t>(atom)] == 0) continue;
      const double misfit = misfit_around(atom, best);
      if (misfit < best) std::tie(best, seed) = std::tuple(misfit, atom);
    }
    if (seed == kNoAtom) return false;
    place({0, 0}, seed);
    for (const Cell& step : kRing) {
      const Hit hit = take(terrain_.atoms[seed] + terrain_.cell * Vector2(step.a, step.b));
      if (hit.point != kNoAtom) place(step, hit.point);
    }
    return true;
  }

  Step plan(Cell cell) const {
    const Step nothing{0, cell, kNoAtom};
    if (!grid_.contains(cell) || grid_.at(cell) != kNoAtom) return nothing;
    if (grid_.occupied_around(cell, 1) < kFewestNeighbours) return nothing;
    const Frame frame = local_frame(grid_, terrain_.atoms, cell, terrain_.cell);
    if ((frame.cell * to_cells_ - Matrix2::Identity()).norm() > kOtherCrystal) return nothing;
    const Hit hit = take(frame.origin);
    return {hit.distance, cell, hit.point};
  }

  void place(Cell cell, int atom) {
    grid_.place(cell, atom);
    available_[static_cast<std::size_t>(atom)] = 0;
    for (const Cell& step : kRing) {
      const Step next = plan(cell + step);
      if (next.atom != kNoAtom) queue_.push(next);
    }
  }

  const Terrain& terrain_;
  Matrix2 to_cells_;
  std::vector<char> available_;
  Grid grid_;
  std::priority_queue<Step> queue_;
};

/// Every placed cell and its eight neighbours, once.
std::vector<Cell> cells_within_one_step(const Grid& grid) {
  std::vector<Cell> cells = grid.placed();
  Grid listed(grid.half_width());
  for (const Cell& cell : cells) listed.place(cell, 0);
  for (std::size_t i = 0, placed = cells.size(); i < placed; ++i) {
    for (const Cell& step : kRing) {
      const Cell cell = cells[i] + step;
      if (!listed.contains(cell) || listed.at(cell) != kNoAtom) continue;
      listed.place(cell, 0);
      cells.push_back(cell);
    }
  }
  return cells;
}

}  // namespace

Grid walk(const Terrain& terrain, const std::vector<char>& available) {
  return Walker(terrain, available).run();
}

Grid rematch(const Terrain& terrain, const Grid& grid, const std::vector<char>& available,
             const core::Execution& execution) {
  std::vector<Cell> cells = cells_within_one_step(grid);
  std::erase_if(cells,
                [&](Cell cell) { return grid.occupied_around(cell, 1) < kFewestNeighbours; });
  std::vector<Vector2> places(cells.size());
  core::parallel_for_small(cells.size(), execution, [&](std::size_t i) {
    places[i] = local_frame(grid, terrain.atoms, cells[i], terrain.cell).origin;
  });
  std::vector<Step> pairs;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (const Hit& hit : terrain.atoms.within(places[i], terrain.reach)) {
      if (available[static_cast<std::size_t>(hit.point)] == 0) continue;
      pairs.push_back({hit.distance, cells[i], hit.point});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const Step& l, const Step& r) {
    return std::tie(l.cost, l.cell.b, l.cell.a, l.atom) <
           std::tie(r.cost, r.cell.b, r.cell.a, r.atom);
  });
  Grid result(grid.half_width());
  std::vector<char> free = available;
  for (const Step& pair : pairs) {
    char& is_free = free[static_cast<std::size_t>(pair.atom)];
    if (is_free == 0 || result.at(pair.cell) != kNoAtom) continue;
    is_free = 0;
    result.place(pair.cell, pair.atom);
  }
  return result;
}

}  // namespace gibbsight::indexing
