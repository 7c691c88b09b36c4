// Student's t in several dimensions.
#pragma once

#include <Eigen/Core>

#include "gibbsight/core/random.hpp"

namespace gibbsight::inference {

/// Multivariate t distribution about 0. `scale` is the covariance times (freedom - 2) / freedom.
class StudentT {
 public:
  StudentT() = default;
  StudentT(const Eigen::MatrixXd& scale, double freedom);

  Eigen::Index size() const { return lower_.rows(); }
  double log_density(const Eigen::VectorXd& at) const;
  /// Only for an even number of degrees of freedom.
  Eigen::VectorXd draw(core::Generator& random) const;
  /// scale^-1 times a vector or matrix.
  Eigen::MatrixXd solve(const Eigen::MatrixXd& right) const;

 private:
  Eigen::MatrixXd lower_;  // Cholesky factor of the scale
  double freedom_ = 1;
  double log_constant_ = 0;
};

}  // namespace gibbsight::inference
