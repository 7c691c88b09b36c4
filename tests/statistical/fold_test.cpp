// One lattice in all lanes, beside 512 replicas of a box: the same law, whatever the edges of the
// blocks do.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "gibbsight/sampler/batch.hpp"

namespace gibbsight {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Means of numbers and their errors, from independent columns.
struct Means {
  explicit Means(const MatrixXd& columns) : mean(columns.rowwise().mean()) {
    const auto n = static_cast<double>(columns.cols());
    const MatrixXd centred = columns.colwise() - mean;
    error = (centred.rowwise().squaredNorm() / (n * (n - 1))).cwiseSqrt();
  }
  VectorXd mean;
  VectorXd error;
};

constexpr int kForget = 100;
constexpr int kInterval = 5;

/// Terms, sites of species 1 and codes, a site each: of one lattice, averaged over stretches that
/// are many times longer than it remembers, or of a batch of replicas, averaged over time.
Means measure(const sampler::Task& task, std::size_t replicas, int stretches, int samples,
              std::uint64_t seed) {
  sampler::Batches batches(task, replicas, core::Stream(seed));
  std::printf("%s\n", batches.engine().c_str());
  for (int i = 0; i < kForget; ++i) batches[0].sweep(sampler::kAnnealed);
  std::vector<MatrixXd> all;
  for (int stretch = 0; stretch < stretches; ++stretch) {
    MatrixXd sum;
    for (int i = 0; i < samples; ++i) {
      for (int k = 0; k < kInterval; ++k) batches[0].sweep(sampler::kAnnealed);
      const MatrixXd derivatives =
          batches[0].derivatives() / static_cast<double>(task.hamiltonian.active_sites().size());
      const MatrixXd codes = batches[0].codes();
      MatrixXd numbers(derivatives.rows() + codes.rows(), codes.cols());
      numbers << derivatives, codes;
      sum = i == 0 ? numbers : (sum + numbers).eval();
    }
    all.emplace_back(sum / samples);
  }
  MatrixXd columns(all[0].rows(), static_cast<Index>(all.size()) * all[0].cols());
  for (std::size_t i = 0; i < all.size(); ++i) {
    columns.middleCols(static_cast<Index>(i) * all[0].cols(), all[0].cols()) = all[i];
  }
  return Means(columns);
}

// Triangular, two shells in all six directions: ghosts two cells deep and at corners. 7 derivatives
// and 128 codes, the most that can be told apart, at four standard errors known from 60 stretches:
// one chance in 80. The energies relax in less than ten sweeps, a stretch is 75. Ghosts that are
// never refreshed fail it.
TEST(Fold, FollowsTheLawOf512Replicas) {
  const auto lattice = lattice::make_lattice("triangular", {"A", "B"});
  const auto interactions = model::make_interactions(lattice, "pair1+pair2", "p2");
  VectorXd parameters(6);
  parameters << 0.3, 0.1, -0.2, 0.1, 0.05, -0.1;
  const Eigen::Vector2d potentials(0, 0.3);
  const sampler::Ensemble open = sampler::SemiGrand{potentials};
  const auto motif = motifs::make_motif(lattice, 1, "p2");
  const auto run = [&](const lattice::Window& box, std::size_t replicas, int stretches,
                       int samples) {
    const sampler::Hamiltonian hamiltonian(interactions, parameters, potentials, box);
    const auto places = find_places(motif, box, motifs::Boundary::periodic);
    return measure({hamiltonian, open, motif, places}, replicas, stretches, samples, 41);
  };
  const Means one = run({0, 0, 480, 420}, 1, 60, 15);
  const Means many = run({0, 0, 32, 32}, 512, 1, 150);
  const auto compare = [](const VectorXd& x, const VectorXd& x_error, const VectorXd& y,
                          const VectorXd& y_error, double most_relative_error) {
    for (Index i = 0; i < x.size(); ++i) {
      const double error = std::hypot(x_error[i], y_error[i]);
      EXPECT_LT(std::abs(x[i] - y[i]), 4 * error) << i << ": " << x[i] << " " << y[i];
      EXPECT_LT(error, most_relative_error * std::abs(y[i])) << "too noisy to tell";
    }
  };
  compare(one.mean, one.error, many.mean, many.error, 0.02);
}

}  // namespace
}  // namespace gibbsight
