#include "gibbsight/microscope/repeated.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::microscope {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Confusion confusion_of_repeated(const MatrixXd& pairs) {
  const MatrixXd shares = (pairs + pairs.transpose()) / (2 * pairs.sum());
  const VectorXd composition = shares.rowwise().sum();
  // A species that was never read has no part in it.
  const VectorXd root = (composition.array() > 0).select(composition.array().sqrt(), 1);
  const VectorXd inverse = root.cwiseInverse();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(inverse.asDiagonal() * shares *
                                                       inverse.asDiagonal());
  constexpr double kRounding = 1e-9;
  if ((composition.array() <= 0).count() == 0 && solver.eigenvalues().minCoeff() < kRounding) {
    throw core::DataError(
        {.what = "two readings of the same sites have nothing in common",
         .where = "microscope",
         .value = fmt::format("they agree on {:.2f} of the sites", shares.trace()),
         .expected = "more agreement than by chance"});
  }
  const MatrixXd half = solver.eigenvectors() *
                        solver.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal() *
                        solver.eigenvectors().transpose();
  Confusion result;
  result.probability = (inverse.asDiagonal() * half * root.asDiagonal()).eval().cwiseMax(0);
  result.atoms = 2 * pairs.sum() * composition;
  for (Index t = 0; t < composition.size(); ++t) {
    if (composition[t] <= 0) result.probability.row(t) = VectorXd::Unit(composition.size(), t);
    result.probability.row(t) /= result.probability.row(t).sum();
  }
  return result;
}

Confusion less_sure_of(const Confusion& one, const Confusion& other) {
  Confusion result = one;
  for (Index t = 0; t < one.atoms.size(); ++t) {
    if (one.probability(t, t) <= other.probability(t, t)) continue;
    result.probability.row(t) = other.probability.row(t);
    result.atoms[t] = other.atoms[t];
  }
  return result;
}

}  // namespace gibbsight::microscope
