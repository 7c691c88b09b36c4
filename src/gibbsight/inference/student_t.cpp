#include "gibbsight/inference/student_t.hpp"

#include <Eigen/Cholesky>
#include <cmath>
#include <numbers>

namespace gibbsight::inference {

using Eigen::MatrixXd;
using Eigen::VectorXd;

StudentT::StudentT(const MatrixXd& scale, double freedom) : freedom_(freedom) {
  const auto size = static_cast<double>(scale.rows());
  if (scale.rows() == 0) return;
  lower_ = scale.llt().matrixL();
  log_constant_ = std::lgamma((freedom + size) / 2) - std::lgamma(freedom / 2) -
                  size / 2 * std::log(freedom * std::numbers::pi) -
                  lower_.diagonal().array().log().sum();
}

double StudentT::log_density(const VectorXd& at) const {
  if (size() == 0) return 0;
  const VectorXd z = lower_.triangularView<Eigen::Lower>().solve(at);
  return log_constant_ -
         (freedom_ + static_cast<double>(size())) / 2 * std::log1p(z.squaredNorm() / freedom_);
}

VectorXd StudentT::draw(core::Generator& random) const {
  VectorXd z(size());
  for (double& component : z) component = random.normal();
  // Chi-squared of an even number of degrees of freedom: a product of uniform numbers.
  double product = 1;
  for (int i = 0; i < static_cast<int>(freedom_) / 2; ++i) product *= 1 - random.uniform();
  const double chi_squared = -2 * std::log(product);
  return lower_ * z * std::sqrt(freedom_ / chi_squared);
}

MatrixXd StudentT::solve(const MatrixXd& right) const {
  if (size() == 0) return right;
  MatrixXd solved = lower_.triangularView<Eigen::Lower>().solve(right);
  lower_.triangularView<Eigen::Lower>().transpose().solveInPlace(solved);
  return solved;
}

}  // namespace gibbsight::inference
