// The lattice as it is near one cell: drift and creep bend it over the field, so positions are
// always predicted from what has been placed nearby.
#pragma once

#include <cstdlib>
#include <vector>

#include "gibbsight/indexing/affine_fit.hpp"
#include "gibbsight/indexing/points.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

/// Which atom sits in which cell, one sublattice. Cells far from the origin do not exist.
class Grid {
 public:
  explicit Grid(int half_width);
  /// The atom in a cell; kNoAtom where it is empty or outside.
  int at(Cell cell) const { return contains(cell) ? atoms_[index(cell)] : kNoAtom; }
  bool contains(Cell cell) const {
    return std::abs(cell.a) <= half_width_ && std::abs(cell.b) <= half_width_;
  }
  void place(Cell cell, int atom);
  int half_width() const { return half_width_; }
  int placed_count() const { return placed_count_; }
  /// Occupied cells, ordered by b, then a.
  std::vector<Cell> placed() const;
  /// Occupied among the cells at most `reach` steps away along a and b, the cell itself left out.
  int occupied_around(Cell cell, int reach) const;

 private:
  std::size_t index(Cell cell) const {
    return static_cast<std::size_t>(cell.b + half_width_) *
               static_cast<std::size_t>(2 * half_width_ + 1) +
           static_cast<std::size_t>(cell.a + half_width_);
  }

  int half_width_;
  int placed_count_ = 0;
  std::vector<int> atoms_;
};

/// The sites of a sublattice that hold an atom, as places in the list in place of atoms.
Grid occupied(const std::vector<Site>& sites, int sublattice);

/// Weighted affine fit x = origin + cell * (offset in cells) to the placed neighbours of `centre`,
/// the centre itself left out; `prior` holds the cell where they are few. Needs one neighbour
/// within three steps.
Frame local_frame(const Grid& grid, const PointIndex& atoms, Cell centre, const Matrix2& prior);

/// Least-squares affine map from cells to positions over everything placed.
Frame global_frame(const Grid& grid, const PointIndex& atoms);

}  // namespace gibbsight::indexing
