#include "gibbsight/indexing/sublattices.hpp"

#include <fmt/core.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr double kTerritory = 1.5;  // an atom further from the crystal is not part of it, in |a|
constexpr double kClusterRadius = 0.15;  // over which columns of one kind are dense, in |a|
constexpr double kMemberRadius = 0.25;   // within which an atom belongs to a kind, in |a|
constexpr double kSmallestKind = 0.05;   // of the atoms of the walk
constexpr double kWholeKind = 0.3;       // of the largest kind: enough to be sites of the lattice
constexpr double kBasisError = 0.2;      // of a kind from its site in the basis, in |a|
constexpr double kSameFit = 0.06;        // of two ways to place the basis, likewise

struct Leftover {
  int atom;
  Vector2 place;
};

/// The place with the most leftovers round it, and how many those are. Counted in bins of the cell
/// first, so that the time grows with the number of leftovers alone.
std::pair<Vector2, int> densest(const std::vector<Leftover>& leftovers, const Matrix2& metric) {
  constexpr int kBins = 40;
  const auto folded = [](int i) { return static_cast<std::size_t>((i % kBins + kBins) % kBins); };
  std::vector<int> counts(std::size_t{kBins} * kBins, 0);
  for (const Leftover& leftover : leftovers) {
    const Eigen::Array2i bin = (leftover.place.array() * kBins).floor().cast<int>();
    ++counts[folded(bin.y()) * kBins + folded(bin.x())];
  }
  std::vector<std::pair<int, int>> around;
  for (int dy = -kBins / 2; dy < kBins / 2; ++dy) {
    for (int dx = -kBins / 2; dx < kBins / 2; ++dx) {
      if ((metric * Vector2(dx, dy) / kBins).norm() <= kClusterRadius) around.emplace_back(dx, dy);
    }
  }
  std::vector<int> sums(counts.size(), 0);  // over the bins around each
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    if (counts[bin] == 0) continue;  // as most are
    const auto row = static_cast<int>(bin / kBins);
    const auto column = static_cast<int>(bin % kBins);
    for (const auto& [dx, dy] : around) {
      sums[folded(row - dy) * kBins + folded(column - dx)] += counts[bin];
    }
  }
  const auto most = std::max_element(sums.begin(), sums.end());
  const auto bin = static_cast<int>(most - sums.begin());
  const Eigen::Array2i place(bin % kBins, bin / kBins);
  std::pair<Vector2, int> best{(place.cast<double>() + 0.5) / kBins, *most};
  for (int pass = 0; pass < 3 && best.second > 0; ++pass) {
    Vector2 sum{0, 0};
    int count = 0;
    for (const Leftover& leftover : leftovers) {
      const Vector2 step = wrapped(leftover.place - best.first);
      if ((metric * step).norm() > kClusterRadius) continue;
      sum += step;
      ++count;
    }
    best = {best.first + sum / std::max(count, 1), count};
  }
  return best;
}

Columns make_columns(const Vector2& offset, std::vector<int> atoms,
                     const std::vector<double>& brightness) {
  std::vector<double> values;
  for (const int atom : atoms) values.push_back(brightness[static_cast<std::size_t>(atom)]);
  std::sort(values.begin(), values.end());
  // Three standard deviations of the rank that the median of the kind has among its atoms.
  const auto last = static_cast<double>(values.size() - 1);
  const double reach = 1.5 * std::sqrt(last + 1);
  const auto at = [&](double rank) {
    return values[static_cast<std::size_t>(std::clamp(std::round(rank), 0.0, last))];
  };
  return {offset, std::move(atoms), at((last + 1) / 2), at(last / 2 - reach), at(last / 2 + reach)};
}

/// Takes the members of a kind out of the leftovers.
std::vector<int> extract(std::vector<Leftover>& leftovers, const Vector2& place,
                         const Matrix2& metric) {
  std::vector<int> atoms;
  std::erase_if(leftovers, [&](const Leftover& leftover) {
    if ((metric * wrapped(leftover.place - place)).norm() > kMemberRadius) return false;
    atoms.push_back(leftover.atom);
    return true;
  });
  return atoms;
}

/// Kinds with enough atoms to be sites, the preferred first.
std::vector<int> anchors(const std::vector<Columns>& columns, bool brightest) {
  const std::vector<char> is_whole = whole_kinds(columns);
  std::vector<int> order(columns.size());
  std::iota(order.begin(), order.end(), 0);
  const auto kind = [&](int i) -> const Columns& { return columns[static_cast<std::size_t>(i)]; };
  std::erase_if(order, [&](int i) { return is_whole[static_cast<std::size_t>(i)] == 0; });
  std::stable_sort(order.begin(), order.end(), [&](int l, int r) {
    return brightest ? kind(l).brightness > kind(r).brightness
                     : kind(l).brightness < kind(r).brightness;
  });
  return order;
}

struct Placement {
  std::vector<int> columns;
  double misfit = 0;  // of the kinds that are farthest from their sites, in |a|
};

/// Places every site of the basis, given the corner of the cell; empty if a wanted one is missing.
std::optional<Placement> place_basis(const std::vector<Columns>& columns,
                                     const std::vector<int>& usable,
                                     const lattice::Lattice& lattice, const Matrix2& metric,
                                     const Eigen::Matrix2d& to_setting, const Vector2& origin) {
  const std::vector<char> wanted = wanted_sites(lattice);
  Placement result;
  for (std::size_t site = 0; site < lattice.basis.size(); ++site) {
    int nearest = -1;
    double distance = kBasisError;
    for (const int i : usable) {
      const Vector2 place = to_setting * columns[static_cast<std::size_t>(i)].offset - origin;
      const double d = (metric * wrapped(place - lattice.basis[site].position)).norm();
      if (d < distance) {
        distance = d;
        nearest = i;
      }
    }
    if (nearest < 0 && wanted[site] != 0) return std::nullopt;
    const auto& known = result.columns;
    if (nearest >= 0 && std::find(known.begin(), known.end(), nearest) != known.end()) {
      return std::nullopt;
    }
    result.columns.push_back(nearest);
    result.misfit = std::max(result.misfit, distance);
  }
  return result;
}

bool could_be_either(const Columns& l, const Columns& r) {
  return l.darkest_median <= r.brightest_median && r.darkest_median <= l.brightest_median;
}

}  // namespace

std::vector<std::optional<Vector2>> lattice_coordinates(const Terrain& terrain,
                                                        const Grid& reference,
                                                        const core::Execution& execution) {
  std::vector<Vector2> placed_points;
  const std::vector<Cell> cells = reference.placed();
  for (const Cell& cell : cells) placed_points.push_back(terrain.atoms[reference.at(cell)]);
  const PointIndex placed(std::move(placed_points));
  const double territory = kTerritory * terrain.cell.col(0).norm();

  const std::vector<Vector2>& points = terrain.atoms.points();
  std::vector<std::optional<Vector2>> coordinates(points.size());
  core::parallel_for_small(points.size(), execution, [&](std::size_t i) {
    const Hit hit = placed.nearest(points[i]);
    if (hit.point < 0 || hit.distance > territory) return;
    const Cell cell = cells[static_cast<std::size_t>(hit.point)];
    const Frame frame = local_frame(reference, terrain.atoms, cell, terrain.cell);
    coordinates[i] = Vector2(cell.a, cell.b) + frame.cell.inverse() * (points[i] - frame.origin);
  });
  return coordinates;
}

std::vector<Columns> find_columns(const Terrain& terrain, const Grid& reference,
                                  const std::vector<std::optional<Vector2>>& coordinates,
                                  const std::vector<double>& brightness) {
  std::vector<int> walked;
  std::vector<char> is_walked(coordinates.size(), 0);
  for (const Cell& cell : reference.placed()) {
    walked.push_back(reference.at(cell));
    is_walked[static_cast<std::size_t>(walked.back())] = 1;
  }
  const Matrix2 metric = terrain.cell / terrain.cell.col(0).norm();
  const double smallest = std::max(10.0, kSmallestKind * static_cast<double>(walked.size()));
  std::vector<Leftover> leftovers;
  for (std::size_t i = 0; i < coordinates.size(); ++i) {
    if (coordinates[i] && is_walked[i] == 0)
      leftovers.push_back({static_cast<int>(i), *coordinates[i]});
  }
  std::vector<Columns> kinds{make_columns({0, 0}, std::move(walked), brightness)};
  extract(leftovers, {0, 0}, metric);  // rivals for sites of the walk, not a kind of their own
  while (true) {
    const auto [place, count] = densest(leftovers, metric);
    if (count < smallest) return kinds;
    kinds.push_back(make_columns(place, extract(leftovers, place, metric), brightness));
  }
}

std::vector<char> whole_kinds(const std::vector<Columns>& columns) {
  std::size_t most = 0;
  for (const Columns& kind : columns) most = std::max(most, kind.atoms.size());
  std::vector<char> is_whole;
  for (const Columns& kind : columns) {
    const bool enough =
        static_cast<double>(kind.atoms.size()) >= kWholeKind * static_cast<double>(most);
    is_whole.push_back(enough ? 1 : 0);
  }
  return is_whole;
}

std::optional<Assignment> assign_basis(const std::vector<Columns>& columns,
                                       const lattice::Lattice& lattice, const Matrix2& cell,
                                       const std::vector<Eigen::Matrix2i>& settings,
                                       bool brightest) {
  struct Choice {
    Assignment assignment;
    int anchor;
    double misfit;
  };
  const std::vector<char> wanted = wanted_sites(lattice);
  const auto first = std::find(wanted.begin(), wanted.end(), 1) - wanted.begin();
  const Vector2 first_position = lattice.basis[static_cast<std::size_t>(first)].position;
  const std::vector<int> usable = anchors(columns, brightest);
  std::vector<Choice> choices;
  for (const int anchor : usable) {
    for (const Eigen::Matrix2i& setting : settings) {
      const Matrix2 to_setting = setting.cast<double>().inverse();
      const Matrix2 new_cell = cell * setting.cast<double>();
      const Matrix2 metric = new_cell / new_cell.col(0).norm();
      const Vector2 origin =
          to_setting * columns[static_cast<std::size_t>(anchor)].offset - first_position;
      const auto placed = place_basis(columns, usable, lattice, metric, to_setting, origin);
      if (placed)
        choices.push_back({{setting, origin, placed->columns, ""}, anchor, placed->misfit});
    }
  }
  if (choices.empty()) return std::nullopt;
  const auto better = [](const Choice& l, const Choice& r) { return l.misfit < r.misfit; };
  const double best = std::min_element(choices.begin(), choices.end(), better)->misfit;
  std::erase_if(choices, [&](const Choice& c) { return c.misfit > best + kSameFit; });
  const auto kind = [&](const Choice& c) { return columns[static_cast<std::size_t>(c.anchor)]; };
  Choice& chosen = choices.front();
  for (const Choice& other : choices) {
    if (other.anchor == chosen.anchor || !could_be_either(kind(chosen), kind(other))) continue;
    chosen.assignment.doubt = fmt::format(
        "sublattice {} may be either of two kinds of columns: geometry does not tell them apart, "
        "and their median intensities, {:.4g} and {:.4g}, are too close",
        lattice.basis[static_cast<std::size_t>(first)].name, kind(chosen).brightness,
        kind(other).brightness);
    break;
  }
  return chosen.assignment;
}

}  // namespace gibbsight::indexing
