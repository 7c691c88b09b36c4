#include "gibbsight/pipeline/compositions.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

namespace gibbsight::pipeline {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr int kQuarter = 20;  // cells along a quarter of a small box
constexpr std::size_t kSmallBoxes = 16;
constexpr double kWeightOfIdeal = 2;  // quarters' worth

/// How many sites of each species a quarter of a box holds.
VectorXd count_quarter(const lattice::ReplicaBlock& boxes, std::size_t replica, int column0,
                       int row0, Index species) {
  VectorXd counts = VectorXd::Zero(species);
  const auto box = boxes.replica(replica);
  const auto& basis = boxes.lattice.basis;
  for (int row = row0; row < row0 + kQuarter; ++row)
    for (int column = column0; column < column0 + kQuarter; ++column) {
      const auto cell = static_cast<std::size_t>(row * boxes.box.columns + column);
      for (std::size_t s = 0; s < basis.size(); ++s) {
        if (!basis[s].is_spectator()) counts[box[cell * basis.size() + s]] += 1;
      }
    }
  return counts;
}

}  // namespace

MatrixXd ideal_scatter(const VectorXd& fractions) {
  return MatrixXd(fractions.asDiagonal()) - fractions * fractions.transpose();
}

MatrixXd composition_scatter(const model::Interactions& interactions, const VectorXd& energies,
                             const VectorXd& fractions, const motifs::Motif& motif,
                             const sampler::SamplerOptions& options, const core::Stream& stream,
                             const core::Execution& execution) {
  MatrixXd ideal = ideal_scatter(fractions);
  if (energies.isZero(0)) return ideal;
  sampler::SamplerOptions last_states_only = options;
  last_states_only.samples = 2;
  const auto boxes =
      sample(interactions, energies, at_composition(fractions, options), motif,
             {0, 0, 2 * kQuarter, 2 * kQuarter}, kSmallBoxes, last_states_only, stream, execution)
          .replicas;
  MatrixXd squares = MatrixXd::Zero(fractions.size(), fractions.size());
  for (std::size_t r = 0; r < boxes.replica_count; ++r)
    for (const int row : {0, kQuarter})
      for (const int column : {0, kQuarter}) {
        const VectorXd counts = count_quarter(boxes, r, column, row, fractions.size());
        const VectorXd off = counts - counts.sum() * fractions;
        squares += off * off.transpose() / counts.sum();
      }
  // Four quarters of a box of fixed composition have three degrees of freedom.
  const double freedom = 3 * static_cast<double>(boxes.replica_count);
  return (squares + kWeightOfIdeal * ideal) / (freedom + kWeightOfIdeal);
}

MatrixXd draw_compositions(const VectorXd& fractions, const MatrixXd& scatter, double sites,
                           const core::Stream& stream) {
  constexpr Index kParts = 512;  // replicas beyond these begin again with the first
  // Fractions sum to one, so an eigenvalue is zero, or by rounding a little less.
  const Eigen::SelfAdjointEigenSolver<MatrixXd> axes(scatter / sites);
  const MatrixXd root =
      axes.eigenvectors() * axes.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal();
  MatrixXd drawn(fractions.size(), kParts);
  core::Generator random = stream.generator();
  for (auto part : drawn.colwise()) {
    VectorXd normal(fractions.size());
    for (Index s = 0; s < normal.size(); ++s) normal[s] = random.normal();
    part = (fractions + root * normal).cwiseMax(0);
    part /= part.sum();
  }
  return drawn;
}

Expectation expect_at(const VectorXd& composition, double sites,
                      const sampler::Averages& averages) {
  const Index free = composition.size() - 1;
  const Index terms = averages.derivatives.size() - free;
  const MatrixXd& between = averages.derivative_covariance;
  // Conjugate to a chemical potential is minus the number of atoms.
  const MatrixXd by_count = between.bottomRightCorner(free, free)
                                .ldlt()
                                .solve(averages.covariance.rightCols(free).transpose())
                                .transpose();
  const VectorXd off = -sites * composition.tail(free) - averages.derivatives.tail(free);
  Expectation expected{(averages.codes + by_count * off).cwiseMax(0),
                       MatrixXd(averages.codes.size(), terms + free)};
  expected.codes /= expected.codes.sum();
  expected.derivatives << by_count * between.bottomLeftCorner(free, terms) -
                              averages.covariance.leftCols(terms),
      -sites * by_count;
  return expected;
}

}  // namespace gibbsight::pipeline
