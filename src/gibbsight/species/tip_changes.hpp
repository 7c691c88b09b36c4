// Rows at which the tip changed, and with it how bright each species looks.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::species {

/// Atoms of one sublattice: where, how bright, and the terms of the background there.
struct Observations {
  std::vector<indexing::Vector2> places;
  Eigen::VectorXd values;
  Eigen::MatrixXd design;
};

/// Positions y, in px, between rows where intensities step, in growing order. A step is one more
/// term of the background, so classes are told from it, and regions rich in one species are none:
/// it must explain the intensities of all classes (by the Bayes information), move them by more
/// than their own spread, and more than twice as well as any step along the rows, where no tip can
/// change. A change within six spacings of the first or last row is not found. `spacing` in px.
std::vector<double> find_tip_changes(const Observations& atoms, int class_count, double spacing,
                                     const core::Execution& execution);

/// The terms that let the background step: one column a change, of mean zero, 1 higher after it.
Eigen::MatrixXd steps_at(const std::vector<double>& changes,
                         const std::vector<indexing::Vector2>& places);

}  // namespace gibbsight::species
