// The measured cell: which displacements carry atoms onto atoms, and which two of them make a cell
// of the wanted shape.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/indexing/points.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

/// A displacement, px, and the share of atoms that have an atom at its end.
struct Translation {
  Vector2 vector{0, 0};
  double support = 0;
};

/// The peaks of the density of displacements up to `reach` px, both signs, best supported first.
/// In a crystal with several visible columns a true translation is supported by all of them, the
/// step from one kind of column to another by one kind only.
std::vector<Translation> find_translations(const PointIndex& atoms, double reach,
                                           const core::Execution& execution);

/// How the measured cell departs from the ideal one, after the best scale and rotation.
Distortion distortion(const Matrix2& measured, const Matrix2& ideal);

/// Cells that have the ideal shape up to `stretch_limit`, each in the setting that the convention
/// chooses; the largest first. They are made of translations, or of their midpoints: where rows
/// pair up the lattice repeats only at every second step. No cell may have a translation inside
/// that the basis does not have, nor hold fewer atoms than the basis asks for.
std::vector<Matrix2> candidate_cells(const PointIndex& atoms,
                                     const std::vector<Translation>& translations,
                                     const lattice::Lattice& lattice, double stretch_limit,
                                     std::optional<double> a_direction);

/// The settings of the lattice of `measured` that fit `ideal` equally well (rotations of the point
/// group), as matrices V with integer elements and cell = measured * V; the one that the convention
/// prefers comes first: a within 90 degrees of +x and at the smallest angle to it, or nearest to
/// `a_direction` (degrees from +x towards +y).
std::vector<Eigen::Matrix2i> settings(const Matrix2& measured, const Matrix2& ideal,
                                      std::optional<double> a_direction);

/// The reduced cell of the best supported translations in words, for errors.
std::string describe_cell(const std::vector<Translation>& translations);

}  // namespace gibbsight::indexing
