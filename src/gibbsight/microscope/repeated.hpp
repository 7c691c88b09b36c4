// What reading the same sites twice says of the microscope.
#pragma once

#include "gibbsight/microscope/microscope.hpp"

namespace gibbsight::microscope {

/// The confusion of one reading from two of the same sites: `pairs(i, j)` sites were taken for i
/// once and for j the other time. The readings are taken to err alike and independently, and as
/// often from one species to another as back, so that the composition stays what it is. With p the
/// composition and D = diag(p), pairs of readings have probabilities
///
///   C^T D C = D C^2,   so   C = D^(-1/2) (D^(-1/2) S D^(-1/2))^(1/2) D^(1/2),
///
/// S the symmetric part of the pairs' shares. Every site of a species counts for two atoms that
/// taught its row. Errors that both readings have in common, an odd height of an atom for one, do
/// not show. Throws DataError where the readings agree no better than by chance.
Confusion confusion_of_repeated(const Eigen::MatrixXd& pairs);

/// Row by row the one of two that is less sure of the true species.
Confusion less_sure_of(const Confusion& one, const Confusion& other);

}  // namespace gibbsight::microscope
