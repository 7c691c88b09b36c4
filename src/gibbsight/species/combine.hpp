// Intensities and widths of columns as one number, along which species are told apart best.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "gibbsight/core/execution.hpp"

namespace gibbsight::species {

/// What `combine` finds.
struct Combination {
  Eigen::VectorXd values;  ///< one an atom, with the mean and the spread that the intensities have
  double gain = 0;  ///< in Bayes information, of the classes along them over those of intensities
};

/// Species may differ in the width of their columns. In coordinates in which intensities and widths
/// have unit covariance the plane's likelihood
///
///   mixture of normal classes along a direction, one normal distribution across it,
///
/// depends on the direction through the mixture alone, so that the mixtures along all directions
/// compare with each other, and with that along the intensities at the price of one parameter. A
/// few directions are tried; from the best, that of Fisher's discriminant between the classes found
/// takes over until it settles. `levelled` are intensities without background, `learned` the atoms
/// to learn from. Empty where widths add nothing.
std::optional<Combination> combine(const Eigen::VectorXd& levelled,
                                   const Eigen::VectorXd& log_widths,
                                   const std::vector<Eigen::Index>& learned, int class_count,
                                   const core::Execution& execution);

}  // namespace gibbsight::species
