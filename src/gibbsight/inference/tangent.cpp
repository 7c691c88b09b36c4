#include "gibbsight/inference/tangent.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <limits>

namespace gibbsight::inference {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double slope_of_expected_root(double lambda) {
  constexpr double kMany = 30;
  if (lambda > kMany) return (0.5 + 1 / (16 * lambda)) / std::sqrt(lambda);
  double probability = std::exp(-lambda);
  double slope = probability;
  constexpr int kMost = 100;
  for (int n = 1; n < kMost; ++n) {
    probability *= lambda / n;
    slope += probability * (std::sqrt(n + 1.0) - std::sqrt(n));
  }
  return slope;
}

namespace {

/// From the scatter of the twins; nothing is rare (infinity) where there are none.
VectorXd effective_counts(const Simulation& simulation) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (simulation.twins.cols() < 2) return VectorXd::Constant(simulation.mean.size(), kInfinity);
  const VectorXd variance = variances(simulation.twins);
  const VectorXd scatter = simulation.mean.array() * (1 - simulation.mean.array());
  return (variance.array() > 0).select(scatter.cwiseQuotient(variance), kInfinity);
}

/// d psi / d p.
VectorXd slopes_of_roots(const Simulation& simulation, const VectorXd& counts) {
  VectorXd slope = VectorXd::Zero(counts.size());
  for (Index i = 0; i < slope.size(); ++i) {
    const double p = simulation.mean[i];
    if (p <= 0) continue;
    slope[i] = std::isinf(counts[i]) ? 0.5 / std::sqrt(p)
                                     : std::sqrt(counts[i]) * slope_of_expected_root(counts[i] * p);
  }
  return slope;
}

/// d psi / d theta from d p / d theta.
MatrixXd jacobian_of(const Simulation& simulation, const VectorXd& counts) {
  return slopes_of_roots(simulation, counts).asDiagonal() * simulation.derivatives;
}

/// J = U S V^T was measured with noise e, which makes it too long: as U leans towards e, U^T e is
/// on the average M S V^T with M = f^T f, where f = e V S^-1 is the noise in units of J's own
/// lengths. What is left of U^T J without it is (1 - M) S V^T; of what is mostly noise, half.
MatrixXd share_of_truth(const MatrixXd& relative_noise) {
  constexpr double kMostNoise = 0.5;
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(relative_noise.transpose() * relative_noise);
  const VectorXd kept = 1 - solver.eigenvalues().array().min(kMostNoise);
  return solver.eigenvectors() * kept.asDiagonal() * solver.eigenvectors().transpose();
}

}  // namespace

Tangent make_tangent(const Simulation& simulation) {
  Tangent tangent;
  tangent.reference = simulation.twins.cols() > 0
                          ? VectorXd(simulation.twins.cwiseSqrt().rowwise().mean())
                          : VectorXd(simulation.mean.cwiseSqrt());
  tangent.counts = effective_counts(simulation);
  tangent.jacobian = jacobian_of(simulation, tangent.counts);
  tangent.pseudo_inverse = MatrixXd::Zero(tangent.jacobian.cols(), tangent.jacobian.rows());
  tangent.directions = MatrixXd(tangent.jacobian.rows(), 0);
  if (tangent.jacobian.cols() == 0) return tangent;
  Eigen::JacobiSVD<MatrixXd> svd(tangent.jacobian, Eigen::ComputeThinU | Eigen::ComputeThinV);
  constexpr double kSmallestRelativeSingularValue = 1e-3;
  svd.setThreshold(kSmallestRelativeSingularValue);
  tangent.rank = static_cast<int>(svd.rank());
  tangent.directions = svd.matrixU().leftCols(tangent.rank);
  const VectorXd lengths = svd.singularValues().head(tangent.rank);
  const MatrixXd steps = svd.matrixV().leftCols(tangent.rank) * lengths.cwiseInverse().asDiagonal();
  MatrixXd inverse = MatrixXd::Identity(tangent.rank, tangent.rank);
  if (simulation.derivative_noise.size() > 0) {
    const MatrixXd noise = slopes_of_roots(simulation, tangent.counts).asDiagonal() *
                           simulation.derivative_noise * steps;
    const MatrixXd kept = share_of_truth(noise);
    inverse = kept.inverse();
    tangent.jacobian =
        tangent.directions * kept * tangent.directions.transpose() * tangent.jacobian;
  }
  tangent.pseudo_inverse = steps * inverse * tangent.directions.transpose();
  return tangent;
}

Curvature make_curvature(const Tangent& centre, const MatrixXd& axes,
                         const std::vector<Simulation>& ahead,
                         const std::vector<Simulation>& behind) {
  Curvature curvature{axes, {}};
  for (std::size_t a = 0; a < ahead.size(); ++a) {
    const bool known = ahead[a].equilibrated && behind[a].equilibrated;
    const MatrixXd rise =
        (jacobian_of(ahead[a], centre.counts) - jacobian_of(behind[a], centre.counts)) / 2;
    curvature.rises.push_back(known ? rise : MatrixXd::Zero(rise.rows(), rise.cols()));
  }
  return curvature;
}

VectorXd displacement(const MatrixXd& jacobian, const Curvature& curvature, const VectorXd& shift) {
  VectorXd moved = jacobian * shift;
  if (curvature.rises.empty()) return moved;
  constexpr double kFurthest = 2;
  const VectorXd steps = curvature.axes.partialPivLu().solve(shift);
  for (std::size_t a = 0; a < curvature.rises.size(); ++a) {
    const double step = std::clamp(steps[static_cast<Index>(a)], -kFurthest, kFurthest);
    moved += step / 2 * (curvature.rises[a] * shift);
  }
  return moved;
}

VectorXd step_towards(const Tangent& tangent, const VectorXd& psi) {
  return tangent.pseudo_inverse * (psi - tangent.reference);
}

MatrixXd residuals_of_twins(const Tangent& tangent, const Simulation& simulation) {
  // Against the mean of the other twins a twin stands like the observation against all of them.
  const auto count = static_cast<double>(simulation.twins.cols());
  const double leave_one_out = count > 1 ? count / (count - 1) : 1;
  return leave_one_out * (simulation.twins.cwiseSqrt().colwise() - tangent.reference);
}

MatrixXd steps_of_twins(const Tangent& tangent, const Simulation& simulation) {
  return tangent.pseudo_inverse * residuals_of_twins(tangent, simulation);
}

VectorXd variances(const MatrixXd& columns) {
  const MatrixXd centred = columns.colwise() - columns.rowwise().mean();
  return centred.rowwise().squaredNorm() / std::max(1.0, static_cast<double>(columns.cols() - 1));
}

MatrixXd covariance(const MatrixXd& columns) {
  const MatrixXd centred = columns.colwise() - columns.rowwise().mean();
  return centred * centred.transpose() / std::max(1.0, static_cast<double>(columns.cols() - 1));
}

double quantile(VectorXd sample, double fraction) {
  std::sort(sample.begin(), sample.end());
  const double place = fraction * static_cast<double>(sample.size() - 1);
  const auto below = static_cast<Index>(std::floor(place));
  const Index above = std::min(below + 1, sample.size() - 1);
  return sample[below] + (place - std::floor(place)) * (sample[above] - sample[below]);
}

}  // namespace gibbsight::inference
