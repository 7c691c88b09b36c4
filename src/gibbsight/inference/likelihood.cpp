#include "gibbsight/inference/likelihood.hpp"

#include <Eigen/Cholesky>
#include <cmath>

namespace gibbsight::inference {

using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd Likelihood::information() const { return slope.transpose() * noise.solve(slope); }

double Likelihood::log_density(const Parameters& parameters) const {
  return noise.log_density(residual - displacement(slope, bend, parameters - at));
}

Likelihood make_likelihood(const Tangent& tangent, const Simulation& simulation,
                           const Parameters& at, const VectorXd& psi, const MatrixXd& directions) {
  const auto twins = static_cast<double>(simulation.twins.cols());
  const double freedom = twins - static_cast<double>(directions.cols());
  const MatrixXd places = directions.transpose() * simulation.twins.cwiseSqrt();
  const MatrixXd scale = covariance(places) * ((1 + 1 / twins) * (twins - 1) / freedom);
  Curvature bend{tangent.curvature.axes, {}};
  for (const MatrixXd& rise : tangent.curvature.rises) {
    bend.rises.emplace_back(directions.transpose() * rise);
  }
  return {at, directions.transpose() * (psi - tangent.reference),
          directions.transpose() * tangent.jacobian, StudentT(scale, freedom), bend};
}

namespace {

/// A cut that is narrower than the distribution tells its place and width.
struct Centre {
  VectorXd mean;
  VectorXd precision;
};

Centre centre_of(const Prior& prior) {
  const VectorXd range = prior.high - prior.low;
  const VectorXd uniform = range / std::sqrt(12.0);
  const VectorXd width = prior.width.cwiseMin(uniform);
  return {(uniform.array() < prior.width.array()).select((prior.low + prior.high) / 2, prior.mean),
          width.array().inverse().square()};
}

}  // namespace

NormalPosterior normal_posterior(const Likelihood& likelihood, const Prior& prior) {
  const auto size = likelihood.at.size();
  if (size == 0) return {likelihood.at, MatrixXd(0, 0)};
  const Centre centre = centre_of(prior);
  const MatrixXd total = likelihood.information() + MatrixXd(centre.precision.asDiagonal());
  const VectorXd pull = centre.precision.cwiseProduct(centre.mean - likelihood.at) +
                        likelihood.slope.transpose() * likelihood.noise.solve(likelihood.residual);
  const Eigen::LLT<MatrixXd> factor(total);
  const VectorXd mode = likelihood.at + factor.solve(pull);
  return {mode.cwiseMax(prior.low).cwiseMin(prior.high),
          factor.solve(MatrixXd::Identity(size, size))};
}

}  // namespace gibbsight::inference
