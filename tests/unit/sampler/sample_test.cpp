#include "gibbsight/sampler/sample.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::sampler {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

Samples run(const Ensemble& ensemble, double w, int threads, const SamplerOptions& options = {}) {
  const auto lattice = lattice::make_lattice("triangular", {"A", "B"});
  return sample(model::make_interactions(lattice, "pair1"), VectorXd::Constant(1, w), ensemble,
                motifs::make_motif(lattice, 1), {0, 0, 20, 18}, 12, options, core::Stream(3),
                {.threads = threads, .progress = {}, .interrupted = {}});
}

TEST(Sample, SameBytesForAnyNumberOfThreads) {
  for (const Ensemble& ensemble : {Ensemble(Canonical{Eigen::Vector2d(0.7, 0.3)}),
                                   Ensemble(SemiGrand{Eigen::Vector2d(0, -0.5)})}) {
    const Samples one = run(ensemble, 0.3, 1);
    for (const int threads : {2, 3}) {
      const Samples many = run(ensemble, 0.3, threads);
      EXPECT_EQ(one.averages.codes, many.averages.codes);
      EXPECT_EQ(one.averages.covariance, many.averages.covariance);
      EXPECT_EQ(one.replicas.species, many.replicas.species);
      EXPECT_EQ(one.autocorrelation_time, many.autocorrelation_time);
    }
  }
}

// Three batches of the fast engine, and replicas too few for it, one by one.
TEST(Sample, SameBytesForAnyNumberOfThreadsAndBatches) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  SamplerOptions options;
  options.samples = 4;
  for (const Ensemble& ensemble : {Ensemble(Canonical{Eigen::Vector2d(0.7, 0.3)}),
                                   Ensemble(SemiGrand{Eigen::Vector2d(0, -0.5)})})
    for (const std::size_t replicas : {std::size_t{1100}, std::size_t{7}}) {
      const auto run_on = [&](int threads) {
        return sample(model::make_interactions(lattice, "pair1"), VectorXd::Constant(1, 0.4),
                      ensemble, motifs::make_motif(lattice, 1), {0, 0, 11, 9}, replicas, options,
                      core::Stream(4), {.threads = threads, .progress = {}, .interrupted = {}});
      };
      const Samples one = run_on(1);
      ASSERT_EQ(one.replicas.replica_count, replicas);
      for (const int threads : {2, 3}) {
        const Samples many = run_on(threads);
        EXPECT_EQ(one.averages.codes, many.averages.codes);
        EXPECT_EQ(one.averages.covariance, many.averages.covariance);
        EXPECT_EQ(one.averages.derivatives, many.averages.derivatives);
        EXPECT_EQ(one.replicas.species, many.replicas.species);
        EXPECT_EQ(one.autocorrelation_time, many.autocorrelation_time);
        EXPECT_EQ(one.equilibration_sweeps, many.equilibration_sweeps);
      }
    }
}

TEST(Sample, CanonicalKeepsTheComposition) {
  const Samples samples = run(Canonical{Eigen::Vector2d(0.7, 0.3)}, 0.5, 2);
  for (std::size_t r = 0; r < samples.replicas.replica_count; ++r) {
    const auto box = samples.replicas.replica(r);
    EXPECT_EQ(std::count(box.begin(), box.end(), 1), 108);
  }
}

TEST(Sample, ReplicasDiffer) {
  const Samples samples = run(Canonical{Eigen::Vector2d(0.7, 0.3)}, 0.5, 2);
  const auto first = samples.replicas.replica(0);
  for (std::size_t r = 1; r < samples.replicas.replica_count; ++r) {
    const auto other = samples.replicas.replica(r);
    EXPECT_FALSE(std::equal(first.begin(), first.end(), other.begin()));
  }
}

// Far below the ordering temperature domains coarsen for longer than it is given: it must say so.
TEST(Sample, SaysWhenItHasNotEquilibrated) {
  SamplerOptions options;
  options.most_sweeps = 80;
  EXPECT_FALSE(run(Canonical{Eigen::Vector2d(0.5, 0.5)}, 2.0, 2, options).equilibrated);
  EXPECT_TRUE(run(Canonical{Eigen::Vector2d(0.5, 0.5)}, 0.2, 2, options).equilibrated);
}

TEST(Sample, OneReplicaIsEnoughToAskFor) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const Samples samples =
      sample(model::make_interactions(lattice, "pair1"), VectorXd::Constant(1, 0.4),
             Canonical{Eigen::Vector2d(0.5, 0.5)}, motifs::make_motif(lattice, 1), {0, 0, 16, 16},
             1, {}, core::Stream(3), {});
  EXPECT_TRUE(samples.equilibrated);
  EXPECT_EQ(samples.replicas.replica_count, 1);
  EXPECT_EQ(samples.replicas.species.size(), 256);
}

// Diffusion forgets slowly, so it is given more sweeps than the least.
TEST(Sample, SweepsUntilItHasForgottenItsStart) {
  const SamplerOptions options;
  for (const bool neighbours : {false, true}) {
    const Samples samples = run(Canonical{Eigen::Vector2d(0.5, 0.5), neighbours}, 0.4, 2, options);
    EXPECT_TRUE(samples.equilibrated);
    EXPECT_GE(samples.equilibration_sweeps, 20 * samples.autocorrelation_time);
    EXPECT_EQ(samples.equilibration_sweeps > 4 * options.least_sweeps, neighbours)
        << samples.equilibration_sweeps << " sweeps, tau " << samples.autocorrelation_time;
  }
}

// Seconds, for the largest: who wants it to stop is asked several times in each.
TEST(Sample, ASweepOfALargeLatticeCanBeStopped) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const lattice::Window box{0, 0, 512, 512};
  const Hamiltonian hamiltonian(model::make_interactions(lattice, "pair1"),
                                VectorXd::Constant(1, 0.4), VectorXd::Zero(2), box);
  for (const Ensemble& ensemble :
       {Ensemble(Canonical{Eigen::Vector2d(0.7, 0.3)}), Ensemble(SemiGrand{VectorXd::Zero(2)})}) {
    core::Generator random = core::Stream(5).generator();
    std::vector<std::int8_t> species(hamiltonian.site_count());
    initialise(hamiltonian, ensemble, species, random);
    int polls = 0;
    core::Execution execution;
    execution.interrupted = [&polls] { return ++polls == 3; };
    EXPECT_THROW(sweep(hamiltonian, ensemble, species, random, 1, execution), core::Interrupted);
    EXPECT_EQ(polls, 3);
  }
}

// AR(1) with coefficient a: tau = 1/2 (1 + a) / (1 - a). 200 series of 2,000 steps give it to 3 %.
TEST(AutocorrelationTime, OfAnAutoregressiveProcess) {
  for (const double a : {0.0, 0.5, 0.9}) {
    core::Generator random = core::Stream(21).generator();
    MatrixXd series(200, 2000);
    for (auto row : series.rowwise()) {
      double x = random.normal() / std::sqrt(1 - a * a);
      for (double& value : row) value = x = a * x + random.normal();
    }
    const double exact = 0.5 * (1 + a) / (1 - a);
    EXPECT_NEAR(autocorrelation_time(series) / exact, 1, 0.05) << a;
  }
}

}  // namespace
}  // namespace gibbsight::sampler
