// Several kinds of columns may be visible. They are told apart by where they sit in the cell, and
// the sites of the wanted basis are chosen among them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/indexing/frame.hpp"
#include "gibbsight/indexing/walk.hpp"

namespace gibbsight::indexing {

/// One kind of column.
struct Columns {
  Vector2 offset{0, 0};         ///< place in the cell, fractional; the first kind sits at zero
  std::vector<int> atoms;       ///< its atoms
  double brightness = 0;        ///< their median intensity
  double darkest_median = 0;    ///< three standard errors below, without assuming a distribution
  double brightest_median = 0;  ///< and above
};

/// Fractional coordinates of every atom in the bent lattice of the walk; empty where no placed
/// atom is near.
std::vector<std::optional<Vector2>> lattice_coordinates(const Terrain& terrain,
                                                        const Grid& reference,
                                                        const core::Execution& execution);

/// Kinds of columns, the one of the walk first: clusters of the fractional coordinates modulo 1
/// that hold at least a twentieth as many atoms as the walk.
std::vector<Columns> find_columns(const Terrain& terrain, const Grid& reference,
                                  const std::vector<std::optional<Vector2>>& coordinates,
                                  const std::vector<double>& brightness);

/// Whether a kind shows on so many cells that it belongs to the crystal. Others may be chance,
/// where part of what was walked is another crystal.
std::vector<char> whole_kinds(const std::vector<Columns>& columns);

/// Which kind of column each site of the basis is, and in which setting of the cell.
struct Assignment {
  Eigen::Matrix2i setting = Eigen::Matrix2i::Identity();  ///< cell of the basis = walk's * setting
  Vector2 origin{0, 0};      ///< corner of the cell in fractional coordinates of that setting
  std::vector<int> columns;  ///< one a basis site; -1 where a spectator is not visible
  std::string doubt;         ///< why another kind might be meant as well; empty if none
};

/// Geometry decides first: of all kinds that may be the first basis site with species, and all
/// settings, those count for which the kinds fall best onto the basis. Of these that site gets the
/// kind with the brightest (or darkest) median; among equal settings the first of `settings` wins.
std::optional<Assignment> assign_basis(const std::vector<Columns>& columns,
                                       const lattice::Lattice& lattice, const Matrix2& cell,
                                       const std::vector<Eigen::Matrix2i>& settings,
                                       bool brightest);

}  // namespace gibbsight::indexing
