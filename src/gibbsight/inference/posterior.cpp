#include "gibbsight/inference/posterior.hpp"

#include <Eigen/Eigenvalues>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>

namespace gibbsight::inference {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

PosteriorDraws draw_posterior(const Fit& fit, const core::Stream& stream, int chains, int draws) {
  const Index size = fit.best.size();
  const auto twins = static_cast<double>(fit.twins.steps.cols());
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(covariance(fit.twins.steps) *
                                                       (1 + 1 / twins));
  const VectorXd scales = solver.eigenvalues().cwiseMax(0).cwiseSqrt();
  const double freedom = twins - 1;
  const boost::math::chi_squared chi_squared(freedom);
  PosteriorDraws result;
  result.parameters.assign(static_cast<std::size_t>(size), MatrixXd(chains, draws));
  result.log_density = MatrixXd(chains, draws);
  for (int chain = 0; chain < chains; ++chain) {
    core::Generator random = stream.child(static_cast<std::uint64_t>(chain)).generator();
    for (int draw = 0; draw < draws; ++draw) {
      VectorXd z(size);
      for (double& component : z) component = random.normal();
      const double u = random.uniform();
      z *= std::sqrt(freedom / boost::math::quantile(chi_squared, std::max(u, 0x1.0p-53)));
      const VectorXd at = fit.best + solver.eigenvectors() * scales.cwiseProduct(z);
      for (Index k = 0; k < size; ++k) result.parameters[k](chain, draw) = at[k];
      result.log_density(chain, draw) =
          -(freedom + static_cast<double>(size)) / 2 * std::log1p(z.squaredNorm() / freedom);
    }
  }
  return result;
}

}  // namespace gibbsight::inference
