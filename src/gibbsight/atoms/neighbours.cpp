#include "gibbsight/atoms/neighbours.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/samples.hpp"

namespace gibbsight::atoms {
namespace {

constexpr int kNeighbours = 8;

std::vector<Eigen::Vector2d> places_of(const std::vector<Atom>& atoms) {
  std::vector<Eigen::Vector2d> places;
  for (const Atom& atom : atoms) places.emplace_back(atom.x, atom.y);
  return places;
}

// The atoms of an image, quick to search.
struct Plane {
  PointIndex points;
  Eigen::Array2d last;  // x, y of the last pixel

  explicit Plane(const AtomList& list)
      : points(places_of(list.atoms)), last(list.image_columns - 1, list.image_rows - 1) {}

  bool is_inside(const Eigen::Vector2d& place) const {
    return (place.array() >= 0).all() && (place.array() <= last).all();
  }
};

// Share of the steps of atom i to its neighbours, the first of `near` being itself, that lead from
// `other` to an atom too, or `least` where it is no more.
double likeness(const Plane& plane, int i, const std::vector<Hit>& near, int other,
                double tolerance, double least) {
  std::array<Eigen::Vector2d, kNeighbours> ends;
  int steps = 0;
  for (std::size_t n = 1; n < near.size(); ++n) {
    if (near[n].point == other) continue;
    const Eigen::Vector2d end = plane.points[other] + plane.points[near[n].point] - plane.points[i];
    if (plane.is_inside(end)) ends[static_cast<std::size_t>(steps++)] = end;
  }
  int repeated = steps;
  for (int n = 0; n < steps && repeated > least * steps; ++n) {
    if (!plane.points.has_within(ends[static_cast<std::size_t>(n)], tolerance)) --repeated;
  }
  return steps > 0 ? std::max(least, static_cast<double>(repeated) / steps) : least;
}

// That of the neighbour whose surroundings are most like those of atom i.
double best_likeness(const Plane& plane, int i, double tolerance) {
  const std::vector<Hit> near = plane.points.nearest(plane.points[i], kNeighbours + 1);
  double best = 0;
  for (std::size_t n = 1; n < near.size() && best < 1; ++n) {
    best = likeness(plane, i, near, near[n].point, tolerance, best);
  }
  return best;
}

}  // namespace

double typical_spacing(const std::vector<Atom>& atoms) {
  return atoms.size() < 2 ? 0 : PointIndex(places_of(atoms)).typical_distance();
}

double order(const AtomList& list, const core::Execution& execution, double least) {
  if (list.atoms.size() < 2) return 0;
  constexpr int kEnough = 20'000;
  const Plane plane(list);
  const std::vector<int> asked = core::thinned(plane.points.size(), kEnough);
  std::vector<double> alike(asked.size(), 1.0);  // as they are at best
  const auto mean = [&] {
    return std::accumulate(alike.begin(), alike.end(), 0.0) / static_cast<double>(asked.size());
  };
  const auto see = [&](std::size_t first, std::size_t last) {
    core::parallel_for_small(last - first, execution, [&](std::size_t i) {
      alike[first + i] = best_likeness(plane, asked[first + i], list.spacing / 5);
    });
  };
  const std::size_t glance = asked.size() / 4;
  see(0, glance);
  if (mean() >= least) see(glance, asked.size());
  return mean();
}

}  // namespace gibbsight::atoms
