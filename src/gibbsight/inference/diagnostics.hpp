// Whether chains of draws have converged, and how many independent draws they are worth
// (Vehtari et al. 2021, doi:10.1214/20-BA1221).
#pragma once

#include <Eigen/Core>

namespace gibbsight::inference {

/// Split R-hat of one number (chains x draws): spread over half chains against the spread within
/// them, 1 where they agree.
double r_hat(const Eigen::MatrixXd& draws);

/// Effective number of independent draws of the mean (chains x draws), by Geyer's initial monotone
/// sequence over split chains.
double effective_size(const Eigen::MatrixXd& draws);

}  // namespace gibbsight::inference
