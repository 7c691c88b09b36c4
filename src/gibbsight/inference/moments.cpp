#include "gibbsight/inference/moments.hpp"

#include <Eigen/LU>
#include <boost/math/distributions/fisher_f.hpp>

#include "gibbsight/inference/tangent.hpp"

namespace gibbsight::inference {

using Eigen::MatrixXd;
using Eigen::VectorXd;

MomentMatching match_moments(const VectorXd& observed, const Simulation& simulation,
                             const Parameters& at, const VectorXd& step, const MatrixXd& steps) {
  MomentMatching result;
  if (simulation.moments.rows() == 0) return result;
  const Eigen::FullPivLU<MatrixXd> slope(simulation.moments * simulation.derivatives);
  if (!slope.isInvertible()) return result;
  const MatrixXd inverse = slope.inverse() * simulation.moments;
  const VectorXd expected = simulation.twins.rowwise().mean();
  const auto twins = static_cast<double>(simulation.twins.cols());
  // As for the steps of twins: each against the mean of the others.
  const MatrixXd of_twins =
      inverse * (simulation.twins.colwise() - expected) * (twins / (twins - 1));
  const VectorXd of_image = inverse * (observed - expected);
  result.values = at + of_image;
  result.standard_errors = variances(of_twins).cwiseSqrt();
  const VectorXd difference = of_image - step;
  const MatrixXd spread = covariance(of_twins - steps);
  result.deviations = difference.cwiseQuotient(spread.diagonal().cwiseSqrt());
  // Hotelling's T^2: the covariance is known from so many twins only.
  const auto size = static_cast<double>(at.size());
  const Eigen::FullPivLU<MatrixXd> joint(spread);
  if (!joint.isInvertible()) return result;
  const double squared = difference.dot(joint.solve(difference));
  const boost::math::fisher_f f(size, twins - size);
  result.p_value = boost::math::cdf(complement(f, squared * (twins - size) / (size * (twins - 1))));
  return result;
}

}  // namespace gibbsight::inference
