#include "gibbsight/indexing/scattered_layer.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <queue>
#include <tuple>

#include "gibbsight/indexing/bragg.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr double kFull = 0.62;  // of the sites; the hollows of a full layer, seen too, make 0.67
constexpr std::size_t kNeighbours = 16;  // placed atoms that tell the lattice round a place
constexpr double kNear = 3.5;            // within which a placed atom helps others, lengths of a
constexpr double kFar = 20;              // beyond which it tells nothing, likewise
constexpr double kScatter = 0.08;        // of positions, lengths of a
constexpr double kStrain = 0.03;         // of the local cell against the mean one
constexpr double kUnsure = 0.15;         // of a predicted site: the largest error, lengths of a

/// The lattice round a place.
struct Surroundings {
  Cell base;      // a placed atom's
  Frame frame;    // origin: the site `base`
  AffineFit fit;  // offsets from `base`

  Vector2 place_of(const Vector2& position) const {
    return frame.cell.inverse() * (position - frame.origin);
  }
  Cell cell_at(const Vector2& position) const {
    const Vector2 place = place_of(position);
    return {base.a + static_cast<int>(std::lround(place.x())),
            base.b + static_cast<int>(std::lround(place.y()))};
  }
  Vector2 offset_of(Cell cell) const { return Vector2(cell.a - base.a, cell.b - base.b); }
  Vector2 site(Cell cell) const { return frame.origin + frame.cell * offset_of(cell); }
  /// Of the predicted place of a site, in lengths of a.
  double error(Cell cell) const { return kScatter * std::sqrt(fit.variance(offset_of(cell))); }
};

class Layer {
 public:
  explicit Layer(const Terrain& terrain)
      : terrain_(terrain),
        unit_(terrain.cell.col(0).norm()),
        cells_(static_cast<std::size_t>(terrain.atoms.size())),
        grid_(terrain.half_width) {}

  void grow() {
    if (!start()) return;
    do {
      while (!queue_.empty()) {
        const Step planned = queue_.top();
        queue_.pop();
        const auto now = plan(planned.atom);
        if (!now) continue;
        if (now->error > planned.error) {
          queue_.push(*now);
        } else {
          place(*now);
        }
      }
      look_far();
    } while (!queue_.empty());
  }

  /// Assigns again with all surroundings known; the nearest atom wins a site.
  void rematch() {
    std::vector<Pair> pairs;
    for (int atom = 0; atom < terrain_.atoms.size(); ++atom) {
      const auto around = surroundings(terrain_.atoms[atom], atom);
      if (!around) continue;
      const Cell cell = around->cell_at(terrain_.atoms[atom]);
      const double distance = (terrain_.atoms[atom] - around->site(cell)).norm();
      if (distance > terrain_.reach || around->error(cell) > kUnsure) continue;
      if (grid_.contains(cell)) pairs.push_back({distance, atom, cell});
    }
    std::sort(pairs.begin(), pairs.end(), [](const Pair& l, const Pair& r) {
      return std::tie(l.distance, l.atom) < std::tie(r.distance, r.atom);
    });
    grid_ = Grid(terrain_.half_width);
    std::fill(cells_.begin(), cells_.end(), std::nullopt);
    for (const Pair& pair : pairs) {
      if (grid_.at(pair.cell) == kNoAtom) settle(pair.atom, pair.cell);
    }
  }

  /// Every site in the field, from the placed atoms outward as far as they tell its place.
  std::vector<Site> sites(const Request& request) const {
    const Eigen::AlignedBox2d field = field_of_view(request.list);
    const Eigen::AlignedBox2d inner = inner_field(request, terrain_.cell);
    std::vector<Site> sites;
    std::queue<std::pair<Cell, Vector2>> open;
    Grid seen(terrain_.half_width);
    const auto reach = [&](Cell cell, const Vector2& about) {
      if (!seen.contains(cell) || seen.at(cell) != kNoAtom) return;
      seen.place(cell, 0);
      open.emplace(cell, about);
    };
    for (const Cell& cell : grid_.placed()) reach(cell, terrain_.atoms[grid_.at(cell)]);
    while (!open.empty()) {
      const auto [cell, about] = open.front();
      open.pop();
      const int atom = grid_.at(cell);
      const auto around = surroundings(about, atom);
      if (!around) continue;
      const Vector2 predicted = around->site(cell);
      const bool unknown = !field.contains(predicted) || around->error(cell) > kUnsure;
      if (atom == kNoAtom && unknown) continue;
      sites.push_back(make_site(terrain_.atoms, cell, 0, atom, predicted, inner));
      for (const Cell step : {Cell{1, 0}, Cell{0, 1}, Cell{-1, 0}, Cell{0, -1}}) {
        reach({cell.a + step.a, cell.b + step.b},
              predicted + around->frame.cell * Vector2(step.a, step.b));
      }
    }
    return sites;
  }

 private:
  struct Step {
    double error;
    int atom;
    Cell cell;
    /// Reversed, for the queue's top to be the surest; ties by atom, so that order never matters.
    bool operator<(const Step& other) const {
      return std::tie(error, atom) > std::tie(other.error, other.atom);
    }
  };
  struct Pair {
    double distance;
    int atom;
    Cell cell;
  };

  bool is_placed(int atom) const { return cells_[static_cast<std::size_t>(atom)].has_value(); }

  void settle(int atom, Cell cell) {
    grid_.place(cell, atom);
    cells_[static_cast<std::size_t>(atom)] = cell;
  }

  std::optional<Surroundings> surroundings(const Vector2& position, int except) const {
    std::vector<int> found;
    for (double radius = kNear; radius < 2 * kFar && found.size() < kNeighbours; radius *= 2) {
      found.clear();
      for (const Hit& hit : terrain_.atoms.within(position, std::min(radius, kFar) * unit_)) {
        if (hit.point == except || !is_placed(hit.point)) continue;
        found.push_back(hit.point);
        if (found.size() == kNeighbours) break;
      }
    }
    if (found.size() < 2) return std::nullopt;
    Surroundings around{*cells_[static_cast<std::size_t>(found.front())], {}, {}};
    around.fit.hold(terrain_.cell, std::pow(kScatter / kStrain, 2));
    for (const int atom : found) {
      around.fit.add(around.offset_of(*cells_[static_cast<std::size_t>(atom)]),
                     terrain_.atoms[atom]);
    }
    around.frame = around.fit.solve();
    return around;
  }

  std::optional<Step> plan(int atom) const {
    if (is_placed(atom)) return std::nullopt;
    const Vector2& position = terrain_.atoms[atom];
    const auto around = surroundings(position, atom);
    if (!around) return std::nullopt;
    const Cell cell = around->cell_at(position);
    const double error = around->error(cell);
    if (error > kUnsure || (position - around->site(cell)).norm() > terrain_.reach) {
      return std::nullopt;
    }
    if (!grid_.contains(cell) || grid_.at(cell) != kNoAtom) return std::nullopt;
    return Step{error, atom, cell};
  }

  void place(const Step& step) {
    settle(step.atom, step.cell);
    for (const Hit& hit : terrain_.atoms.within(terrain_.atoms[step.atom], kNear * unit_)) {
      if (const auto next = plan(hit.point)) queue_.push(*next);
    }
  }

  void look_far() {
    for (int atom = 0; atom < terrain_.atoms.size(); ++atom) {
      if (const auto next = plan(atom)) queue_.push(*next);
    }
  }

  /// Atoms near one atom that lie on the lattice with it.
  std::vector<Pair> company(int atom) const {
    std::vector<Pair> good;
    const Matrix2 to_places = terrain_.cell.inverse();
    for (const Hit& hit : terrain_.atoms.within(terrain_.atoms[atom], kNear * unit_)) {
      const Vector2 place = to_places * (terrain_.atoms[hit.point] - terrain_.atoms[atom]);
      const double distance = (terrain_.cell * wrapped(place)).norm();
      if (distance > terrain_.reach) continue;
      good.push_back(
          {distance,
           hit.point,
           {static_cast<int>(std::lround(place.x())), static_cast<int>(std::lround(place.y()))}});
    }
    return good;
  }

  bool start() {
    std::vector<Pair> best;
    double score = 0;
    for (int atom = 0; atom < terrain_.atoms.size(); ++atom) {
      auto good = company(atom);
      double own = 0;  // an atom at random lies half of the reach away or more
      for (const Pair& pair : good) own += terrain_.reach / 2 - pair.distance;
      if (own <= score) continue;
      score = own;
      best = std::move(good);
    }
    if (best.size() < 3) return false;
    for (const Pair& pair : best) {
      if (grid_.at(pair.cell) == kNoAtom) settle(pair.atom, pair.cell);
    }
    look_far();
    return true;
  }

  const Terrain& terrain_;
  double unit_;
  std::vector<std::optional<Cell>> cells_;  // of every atom
  Grid grid_;
  std::priority_queue<Step> queue_;
};

}  // namespace

std::vector<Matrix2> find_scattered_cells(const Request& request) {
  const lattice::Lattice& lattice = request.lattice;
  if (lattice.basis_count() != 1 || !can_be_empty(lattice.basis.front())) return {};
  const PointIndex points = positions_of(request.list);
  if (points.typical_distance() <= 0) return {};
  return scattered_cells(points, atoms::find_bragg_peaks(points.points()), lattice.cell,
                         request.options.stretch, request.a_direction);
}

bool is_scattered(const Matrix2& cell, const Request& request) {
  const auto atoms = static_cast<double>(request.list.atoms.size());
  return atoms * cell.determinant() < kFull * field_of_view(request.list).volume();
}

Piece index_scattered_layer(const Matrix2& cell, const Request& request) {
  const PointIndex points = positions_of(request.list);
  const Terrain terrain = make_terrain(points, cell, request);
  Layer layer(terrain);
  layer.grow();
  for (int pass = 0; pass < 2; ++pass) layer.rematch();
  Piece piece{.cell = cell,
              .reach = terrain.reach,
              .site_distance = terrain.reach / request.options.reach,
              .doubt = {},
              .sites = layer.sites(request),
              .spectators = {},
              .territory = {}};
  for (int atom = 0; atom < points.size(); ++atom) piece.territory.push_back(atom);
  return piece;
}

}  // namespace gibbsight::indexing
