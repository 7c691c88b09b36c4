#include "gibbsight/inference/comparison.hpp"

#include <Eigen/Cholesky>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace gibbsight::inference {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Orthonormal directions that span the tangents of all candidates.
MatrixXd common_directions(const std::vector<Fit>& fits) {
  Index columns = 0;
  for (const Fit& f : fits) columns += f.tangent.jacobian.cols();
  const Index rows = fits.front().tangent.reference.size();
  if (columns == 0) return MatrixXd::Zero(rows, 0);
  MatrixXd all(rows, columns);
  Index next = 0;
  for (const Fit& f : fits) {
    for (Index c = 0; c < f.tangent.jacobian.cols(); ++c) {
      all.col(next++) = f.tangent.jacobian.col(c).normalized();
    }
  }
  // Two candidates share a direction up to the curvature of the model: keep what is really new.
  Eigen::JacobiSVD<MatrixXd> svd(all, Eigen::ComputeThinU);
  svd.setThreshold(0.15);
  return svd.matrixU().leftCols(svd.rank());
}

double log_normal(const VectorXd& difference, const MatrixXd& covariance_matrix) {
  if (difference.size() == 0) return 0;
  const Eigen::LLT<MatrixXd> factor(covariance_matrix);
  const MatrixXd lower = factor.matrixL();
  const VectorXd whitened = factor.matrixL().solve(difference);
  return -0.5 * whitened.squaredNorm() - lower.diagonal().array().log().sum() -
         0.5 * static_cast<double>(difference.size()) * std::log(2 * std::numbers::pi);
}

double log_evidence(const VectorXd& psi, const Fit& fit, const MatrixXd& directions,
                    double prior_width) {
  const auto twins = static_cast<double>(fit.simulation.twins.cols());
  const MatrixXd projected = directions.transpose() * fit.simulation.twins.cwiseSqrt();
  const MatrixXd slope = directions.transpose() * fit.tangent.jacobian;
  const MatrixXd spread = covariance(projected) * (1 + 1 / twins) +
                          prior_width * prior_width * slope * slope.transpose();
  const VectorXd mean =
      directions.transpose() * fit.tangent.reference - slope * fit.simulated_at;  // at theta = 0
  return log_normal(directions.transpose() * psi - mean, spread);
}

}  // namespace

std::vector<Evidence> compare(const VectorXd& observed, const std::vector<Fit>& fits,
                              double prior_width) {
  std::vector<Evidence> evidences;
  if (fits.empty()) return evidences;
  const MatrixXd directions = common_directions(fits);
  const VectorXd psi = observed.cwiseSqrt();
  double largest = -std::numeric_limits<double>::infinity();
  for (const Fit& f : fits) {
    evidences.push_back({log_evidence(psi, f, directions, prior_width), 0});
    largest = std::max(largest, evidences.back().log_evidence);
  }
  double sum = 0;
  for (const Evidence& e : evidences) sum += std::exp(e.log_evidence - largest);
  for (Evidence& e : evidences) e.probability = std::exp(e.log_evidence - largest) / sum;
  return evidences;
}

}  // namespace gibbsight::inference
