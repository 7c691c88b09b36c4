#include "gibbsight/atoms/neighbours.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <nanoflann.hpp>

#include "gibbsight/core/samples.hpp"

namespace gibbsight::atoms {
namespace {

using Points = Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor>;
using Tree = nanoflann::KDTreeEigenMatrixAdaptor<Points, 2>;
constexpr int kNeighbours = 8;

struct Near {
  std::array<Eigen::Index, kNeighbours + 1> index{};  // the point itself comes first
  std::array<double, kNeighbours + 1> squared_distance{};
  std::size_t count = 0;
};

Near nearest(const Tree& tree, const Eigen::RowVector2d& place, std::size_t count) {
  Near near;
  near.count =
      tree.index->knnSearch(place.data(), count, near.index.data(), near.squared_distance.data());
  return near;
}

Points points_of(const std::vector<Atom>& atoms) {
  Points points(static_cast<Eigen::Index>(atoms.size()), 2);
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    points.row(static_cast<Eigen::Index>(i)) << atoms[i].x, atoms[i].y;
  }
  return points;
}

// The atoms of an image, quick to search.
struct Plane {
  Points points;
  Tree tree;
  Eigen::Array2d last;  // x, y of the last pixel

  explicit Plane(const AtomList& list)
      : points(points_of(list.atoms)),
        tree(2, points),
        last(list.image_columns - 1, list.image_rows - 1) {}

  bool is_inside(const Eigen::RowVector2d& place) const {
    return (place.transpose().array() >= 0).all() && (place.transpose().array() <= last).all();
  }
};

// Share of the steps of atom i to its neighbours that lead from `other` to an atom too, or `least`
// where it is no more.
double likeness(const Plane& plane, Eigen::Index i, const Near& near, Eigen::Index other,
                double tolerance, double least) {
  std::array<Eigen::RowVector2d, kNeighbours> ends;
  int steps = 0;
  for (std::size_t n = 1; n < near.count; ++n) {
    if (near.index[n] == other) continue;
    const Eigen::RowVector2d end =
        plane.points.row(other) + plane.points.row(near.index[n]) - plane.points.row(i);
    if (plane.is_inside(end)) ends[static_cast<std::size_t>(steps++)] = end;
  }
  int repeated = steps;
  for (int n = 0; n < steps && repeated > least * steps; ++n) {
    const Near end = nearest(plane.tree, ends[static_cast<std::size_t>(n)], 1);
    if (end.squared_distance[0] >= tolerance * tolerance) --repeated;
  }
  return steps > 0 ? std::max(least, static_cast<double>(repeated) / steps) : least;
}

// Every n-th atom of a large list says as much as all.
Eigen::Index stride(const Points& points) {
  constexpr Eigen::Index kEnough = 20'000;
  return points.rows() / kEnough + 1;
}

}  // namespace

double typical_spacing(const std::vector<Atom>& atoms) {
  if (atoms.size() < 2) return 0;
  const Points points = points_of(atoms);
  const Tree tree(2, points);
  std::vector<double> squares;
  for (Eigen::Index i = 0; i < points.rows(); i += stride(points)) {
    squares.push_back(nearest(tree, points.row(i), 2).squared_distance[1]);
  }
  return std::sqrt(core::median(std::move(squares)));
}

double order(const AtomList& list) {
  if (list.atoms.size() < 2) return 0;
  const Plane plane(list);
  double sum = 0;
  int asked = 0;
  for (Eigen::Index i = 0; i < plane.points.rows(); i += stride(plane.points)) {
    const Near near = nearest(plane.tree, plane.points.row(i), kNeighbours + 1);
    double best = 0;
    for (std::size_t n = 1; n < near.count && best < 1; ++n) {
      best = likeness(plane, i, near, near.index[n], list.spacing / 5, best);
    }
    sum += best;
    ++asked;
  }
  return sum / asked;
}

}  // namespace gibbsight::atoms
