// Fast neighbours among points of the plane.
#pragma once

#include <memory>
#include <vector>

#include "gibbsight/lattice/lattice.hpp"

namespace gibbsight::indexing {

using lattice::Vector2;

/// Fractional coordinates, moved by whole cells to within half a cell of zero.
inline Vector2 wrapped(const Vector2& v) { return v - v.array().round().matrix(); }

/// A point found by a search: its place in the list and its distance.
struct Hit {
  int point = -1;
  double distance = 0;
};

/// A k-d tree that owns its points; searches may run in parallel.
class PointIndex {
 public:
  explicit PointIndex(std::vector<Vector2> points);
  ~PointIndex();
  PointIndex(const PointIndex&) = delete;
  PointIndex& operator=(const PointIndex&) = delete;
  PointIndex(PointIndex&&) noexcept;
  PointIndex& operator=(PointIndex&&) noexcept;

  const std::vector<Vector2>& points() const;
  const Vector2& operator[](int point) const;
  int size() const;
  /// The nearest point, or point = -1 if there is none.
  Hit nearest(const Vector2& position) const;
  /// All points within `radius`, nearest first.
  std::vector<Hit> within(const Vector2& position, double radius) const;
  /// Median distance of a point to the one nearest to it; needs two points.
  double typical_distance() const;

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

}  // namespace gibbsight::indexing
