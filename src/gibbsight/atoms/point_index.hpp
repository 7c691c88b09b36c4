// Fast neighbours among points of the plane.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <vector>

namespace gibbsight::atoms {

/// A point found by a search: its place in the list and its distance.
struct Hit {
  int point = -1;
  double distance = 0;
};

/// Points in square bins, about one a bin: atoms fill the plane so evenly that a search looks into
/// a few bins, which takes a tenth of the time of a walk down a tree. Searches may run in parallel.
class PointIndex {
 public:
  explicit PointIndex(std::vector<Eigen::Vector2d> points);

  const std::vector<Eigen::Vector2d>& points() const { return points_; }
  const Eigen::Vector2d& operator[](int point) const {
    return points_[static_cast<std::size_t>(point)];
  }
  int size() const { return static_cast<int>(points_.size()); }
  /// The nearest point, or point = -1 if there is none; of equally near ones the first.
  Hit nearest(const Eigen::Vector2d& position) const { return nearest_but(-1, position); }
  /// Likewise, if it is nearer than `radius`.
  Hit nearest_within(const Eigen::Vector2d& position, double radius) const {
    return nearest_within(position, radius, -1);
  }
  /// The `count` nearest points, or all, nearest first; of equally near ones the first.
  std::vector<Hit> nearest(const Eigen::Vector2d& position, int count) const;
  /// Whether any point is closer than `radius`.
  bool has_within(const Eigen::Vector2d& position, double radius) const;
  /// All points closer than `radius`, nearest first.
  std::vector<Hit> within(const Eigen::Vector2d& position, double radius) const;
  /// Calls `visit(point, squared distance)` for the same points, bin by bin.
  template <class Visit>
  void for_each_within(const Eigen::Vector2d& position, double radius, const Visit& visit) const {
    const Bin first = bin_of(position.array() - radius);
    const Bin last = bin_of(position.array() + radius);
    for (int row = first.row; row <= last.row; ++row) {
      const std::size_t begin = starts_[place_of({row, first.column})];
      const std::size_t end = starts_[place_of({row, last.column}) + 1];
      for (std::size_t i = begin; i < end; ++i) {
        const double squared = ((*this)[by_bin_[i]] - position).squaredNorm();
        if (squared < radius * radius) visit(by_bin_[i], squared);
      }
    }
  }
  /// Median distance of a point to the one nearest to it; needs two points. Of a large list every
  /// n-th says as much as all.
  double typical_distance() const;

 private:
  struct Bin {
    int row;
    int column;
  };
  /// Points outside count to the outermost bins: that moves none away from another, so that no
  /// search misses it.
  Bin bin_of(const Eigen::Vector2d& position) const {
    const auto along = [&](Eigen::Index axis, int count) {
      const double bin = (position[axis] - corner_[axis]) / side_;
      return static_cast<int>(std::min(std::max(0.0, bin), count - 1.0));
    };
    return {along(1, rows_), along(0, columns_)};
  }
  std::size_t place_of(Bin bin) const {
    return static_cast<std::size_t>(bin.row) * static_cast<std::size_t>(columns_) +
           static_cast<std::size_t>(bin.column);
  }
  Hit nearest_within(const Eigen::Vector2d& position, double radius, int except) const;
  Hit nearest_but(int except, const Eigen::Vector2d& position) const;

  std::vector<Eigen::Vector2d> points_;
  Eigen::Vector2d corner_{0, 0};  // of the first bin
  double side_ = 1;               // of a bin
  int rows_ = 1;
  int columns_ = 1;
  std::vector<std::uint32_t> starts_;  // in `by_bin_`, of every bin, row by row; last the end
  std::vector<int> by_bin_;
};

}  // namespace gibbsight::atoms
