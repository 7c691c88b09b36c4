#include "gibbsight/sampler/lane_block.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::sampler {

extern const Kernels kPermutingKernels;

namespace {

/// Those of this machine, and where it comes near enough those of a machine that permutes bytes.
std::vector<Kernels> all_kernels() {
  const auto available = available_kernels();
  std::vector<Kernels> all(available.begin(), available.end());
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") != 0) all.push_back(kPermutingKernels);
#endif
  return all;
}

using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Setting {
  std::string lattice;
  std::vector<std::string> species;
  std::string model;
  std::string group;
  std::vector<double> parameters;
  Ensemble ensemble;
};

std::vector<Setting> settings() {
  const Ensemble fixed = Canonical{Eigen::Vector2d(0.6, 0.4)};
  const Ensemble neighbours = Canonical{Eigen::Vector2d(0.6, 0.4), true};
  const Ensemble open = SemiGrand{Eigen::Vector2d(0, 0.3)};
  const Ensemble open3 = SemiGrand{Eigen::Vector3d(0, 0.3, -0.2)};
  const std::vector<double> six{0.3, 0.1, -0.2, 0.1, 0.05, -0.1};
  return {{"square", {"A", "B"}, "pair1", "lattice", {0.4}, open},
          {"triangular", {"A", "B"}, "pair1", "p2", {0.3, 0.1, -0.2}, open},
          {"triangular", {"A", "B"}, "pair1+pair2", "p2", six, open},
          {"honeycomb", {"A", "B"}, "pair1+pair2", "lattice", {0.4, 0.1}, open},
          {"square", {"A", "B", "C"}, "pair1", "lattice", {0.3, 0.1, -0.2}, open3},
          {"square", {"A", "B"}, "pair1", "lattice", {0.4}, fixed},
          {"triangular", {"A", "B"}, "pair1+pair2", "lattice", {0.3, 0.1}, fixed},
          {"triangular", {"A", "B"}, "pair1", "p2", {0.3, 0.1, -0.2}, fixed},
          {"triangular", {"A", "B"}, "pair1+triplet1", "lattice", {0.3, -0.2}, open},
          {"triangular", {"A", "B"}, "pair1+triplet1", "lattice", {0.3, -0.2}, fixed},
          {"square", {"A", "B"}, "pair1", "lattice", {0.4}, neighbours}};
}

// A setting brought to life on a small box.
class Running {
 public:
  explicit Running(const Setting& s)
      : ensemble_(s.ensemble),
        lattice_(lattice::make_lattice(s.lattice, s.species)),
        hamiltonian_(model::make_interactions(lattice_, s.model, s.group),
                     Eigen::Map<const VectorXd>(s.parameters.data(),
                                                static_cast<Eigen::Index>(s.parameters.size())),
                     chemical_potentials(ensemble_, static_cast<int>(s.species.size())),
                     {0, 0, 13, 11}),
        program_(*LaneProgram::compile(hamiltonian_, ensemble_)) {}

  LaneBlock start(const Kernels& kernels, std::uint64_t seed = 5) const {
    return {program_, ensemble_, core::Stream(seed), kernels};
  }
  std::vector<std::int8_t> species(const LaneBlock& block) const {
    std::vector<std::int8_t> all(kLanes * hamiltonian_.site_count());
    block.copy(hamiltonian_.active_sites(), hamiltonian_.site_count(), all);
    return all;
  }
  motifs::Motif motif() const { return motifs::make_motif(lattice_, 1); }
  motifs::Places places() const {
    return find_places(motif(), {0, 0, 13, 11}, motifs::Boundary::periodic);
  }
  const Hamiltonian& hamiltonian() const { return hamiltonian_; }
  const LaneProgram& program() const { return program_; }

 private:
  Ensemble ensemble_;
  lattice::Lattice lattice_;
  Hamiltonian hamiltonian_;
  LaneProgram program_;
};

TEST(LaneBlock, SameBitsOnEveryTarget) {
  for (const Setting& setting : settings()) {
    const Running running(setting);
    std::vector<std::int8_t> first;
    for (const Kernels& kernels : all_kernels()) {
      LaneBlock block = running.start(kernels);
      for (int i = 0; i < 5; ++i) block.sweep();
      const auto species = running.species(block);
      if (first.empty()) first = species;
      EXPECT_EQ(species, first) << setting.lattice << " " << setting.model << " " << kernels.name;
    }
  }
}

// A state taken at any moment goes on to the same bits, with the kernels of any machine.
TEST(LaneBlock, GoesOnFromASavedState) {
  for (const Setting& setting : settings()) {
    const Running running(setting);
    LaneBlock block = running.start(available_kernels().front());
    for (int i = 0; i < 3; ++i) block.sweep();
    const std::vector<std::uint64_t> state = block.state();
    LaneBlock copy = running.start(available_kernels().back());
    EXPECT_NE(copy.state(), state);
    copy.restore(state);
    for (int i = 0; i < 4; ++i) {
      block.sweep();
      copy.sweep();
    }
    EXPECT_EQ(block.state(), copy.state());
    EXPECT_THROW(copy.restore(std::span(state).first(state.size() - 1)), core::DataError);
  }
}

// Pairs of a large box are picked from two stretches at a time: the law must be that of a box just
// small enough for pairs from anywhere. Unlike neighbours, mean of 512 replicas; four standard
// errors.
TEST(LaneBlock, StretchesLeaveTheLawOfExchange) {
  const auto lattice = lattice::make_lattice("triangular", {"A", "B"});
  const auto interactions = model::make_interactions(lattice, "pair1");
  const Ensemble ensemble = Canonical{Eigen::Vector2d(0.5, 0.5)};
  std::vector<double> means;
  std::vector<double> squared_errors;
  for (const int columns : {99, 101}) {
    const Hamiltonian hamiltonian(interactions, VectorXd::Constant(1, 0.3), VectorXd::Zero(2),
                                  {0, 0, columns, 100});
    const auto program = LaneProgram::compile(hamiltonian, ensemble);
    ASSERT_TRUE(program);
    LaneBlock block(*program, ensemble, core::Stream(9), available_kernels().front());
    for (int i = 0; i < 100; ++i) block.sweep();
    VectorXd unlike = VectorXd::Zero(kLanes);
    constexpr int kSamples = 20;
    for (int i = 0; i < kSamples; ++i) {
      for (int sweep = 0; sweep < 3; ++sweep) block.sweep();
      const MatrixXd counts = count(program->clusters().begin()->second, block);
      unlike += (counts.row(1) + counts.row(2)).transpose() / (kSamples * 100.0 * columns);
    }
    means.push_back(unlike.mean());
    squared_errors.push_back((unlike.array() - unlike.mean()).square().mean() / (kLanes - 1.0));
  }
  const double error = std::sqrt(squared_errors[0] + squared_errors[1]);
  EXPECT_NEAR(means[0], means[1], 4 * error);
  EXPECT_LT(error, 2e-4) << "too noisy to tell";
}

TEST(LaneBlock, EveryReplicaCanHaveAComposition) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  constexpr std::size_t kFirst = 512;  // the second of two blocks
  MatrixXd fractions(2, 1024);
  for (Eigen::Index r = 0; r < fractions.cols(); ++r) {
    fractions(0, r) = static_cast<double>(r % 10) / 10;
    fractions(1, r) = 1 - fractions(0, r);
  }
  const Ensemble ensemble = Canonical{fractions};
  const Hamiltonian hamiltonian(model::make_interactions(lattice, "pair1"),
                                VectorXd::Constant(1, 0.4), VectorXd::Zero(2), {0, 0, 10, 10});
  const auto program = LaneProgram::compile(hamiltonian, ensemble);
  ASSERT_TRUE(program);
  LaneBlock block(*program, ensemble, core::Stream(8), available_kernels().front(), kFirst);
  block.sweep();
  const MatrixXd counts = count(program->sites(), block);
  std::vector<std::int8_t> box(100);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::size_t wanted = 10 * ((kFirst + lane) % 10);
    EXPECT_EQ(counts(0, static_cast<Eigen::Index>(lane)), wanted);
    core::Generator random = core::Stream(8).generator();
    initialise(hamiltonian, ensemble, box, random, kFirst + lane);
    EXPECT_EQ(std::count(box.begin(), box.end(), 0), wanted) << "the scalar engine";
  }
}

TEST(LaneBlock, CountsWhatAPlainCountCounts) {
  for (const Setting& setting : settings()) {
    const Running running(setting);
    const motifs::Motif motif = running.motif();
    const auto what = running.program().count_of(motif, running.places());
    ASSERT_TRUE(what);
    const std::size_t sites = running.hamiltonian().site_count();
    for (const Kernels& kernels : all_kernels()) {
      LaneBlock block = running.start(kernels);
      block.sweep();
      const MatrixXd counts = count(*what, block);
      const auto species = running.species(block);
      for (const std::size_t lane : {0, 63, 64, 255, 511}) {
        VectorXd plain = VectorXd::Zero(what->code_count);
        count_codes(motif, running.places(), std::span(species).subspan(lane * sites, sites),
                    {plain.data(), motif.code_count()});
        EXPECT_EQ(counts.col(static_cast<Eigen::Index>(lane)), plain) << kernels.name;
      }
    }
  }
}

TEST(LaneBlock, ExchangesKeepTheComposition) {
  for (const Setting& setting : settings()) {
    if (!std::holds_alternative<Canonical>(setting.ensemble)) continue;
    const Running running(setting);
    LaneBlock block = running.start(available_kernels().front());
    for (int i = 0; i < 3; ++i) block.sweep();
    const MatrixXd counts = count(running.program().sites(), block);
    EXPECT_TRUE((counts.row(1).array() == std::round(0.4 * 13 * 11)).all());
  }
}

// The mean over replicas has 1/512 of the variance of one, so no two of them share their fate: the
// dither they have in common must not show. 4,000 sweeps of an ideal mixture, independent each: the
// ratio is known to sqrt(2 / 4000), 2.2 %; the threshold is four times that.
TEST(LaneBlock, ReplicasAreIndependent) {
  const Running running(
      {"square", {"A", "B"}, "pair1", "lattice", {0.0}, SemiGrand{Eigen::Vector2d(0, 0.37)}});
  LaneBlock block = running.start(available_kernels().front());
  constexpr int kSweeps = 4000;
  VectorXd means(kSweeps);
  double variance = 0;
  const double p = 1 / (1 + std::exp(-0.37));
  const double expected = 13 * 11 * p;
  for (int i = 0; i < kSweeps; ++i) {
    block.sweep();
    const VectorXd counts = count(running.program().sites(), block).row(1);
    means[i] = counts.mean() - expected;
    variance += (counts.array() - expected).square().mean() / kSweeps;
  }
  const double ratio = means.squaredNorm() / kSweeps / variance * kLanes;
  EXPECT_NEAR(ratio, 1, 4 * std::sqrt(2.0 / kSweeps));
  EXPECT_NEAR(variance / (13 * 11 * p * (1 - p)), 1, 0.01);
  EXPECT_NEAR(means.mean(), 0, 4 * std::sqrt(variance / kLanes / kSweeps));
}

// Over all values of the shared number the thresholds average to the probability.
TEST(Thresholds, AreExactWithTheirDither) {
  core::Generator random = core::Stream(8).generator();
  std::vector<double> probabilities{0, 1, 0.5, 1e-9, 1 - 1e-9, 1.0 / 128, 0.7};
  while (probabilities.size() < 16) probabilities.push_back(random.uniform());
  const Thresholds thresholds = Thresholds::of_probabilities(probabilities, 4);
  LocalRule rule;
  thresholds.use_in(rule);
  for (std::size_t code = 0; code < probabilities.size(); ++code) {
    // The number of v with the higher threshold, by bisection: the threshold falls once.
    const auto threshold = [&](std::uint64_t v) {
      return rule.thresholds[thresholds.dither(static_cast<std::uint32_t>(v)) + code];
    };
    const int low = threshold(0xFFFFFFFF);
    std::uint64_t from = 0;
    std::uint64_t to = std::uint64_t{1} << 32;
    while (from < to) {
      const std::uint64_t middle = (from + to) / 2;
      if (threshold(middle) > low) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    EXPECT_NEAR((low + static_cast<double>(from) * 0x1p-32) / 128, probabilities[code], 0x1p-32);
  }
}

TEST(LaneProgram, RefusesWhatItCannotHold) {
  const auto compile = [](const std::vector<std::string>& species, const std::string& model,
                          const std::string& group, std::size_t terms, bool exchange) {
    const auto lattice = lattice::make_lattice("triangular", species);
    const auto count = static_cast<Eigen::Index>(species.size());
    const Hamiltonian hamiltonian(model::make_interactions(lattice, model, group),
                                  VectorXd::LinSpaced(static_cast<Eigen::Index>(terms), 0.1, 0.5),
                                  VectorXd::Zero(count), {0, 0, 12, 12});
    const Ensemble ensemble =
        exchange ? Ensemble(Canonical{VectorXd::Constant(count, 1.0 / static_cast<double>(count))})
                 : Ensemble(SemiGrand{VectorXd::Zero(count)});
    return LaneProgram::compile(hamiltonian, ensemble).has_value();
  };
  EXPECT_TRUE(compile({"A", "B", "C"}, "pair1+pair2", "lattice", 6, false));
  EXPECT_FALSE(compile({"A", "B", "C"}, "pair1+pair2+pair3", "lattice", 9, false)) << "18 bits";
  EXPECT_FALSE(compile({"A", "B", "C"}, "pair1", "lattice", 3, true)) << "three to exchange";
  EXPECT_FALSE(compile({"A", "B", "C", "D", "E"}, "pair1", "lattice", 10, false));
  EXPECT_TRUE(compile({"A", "B"}, "pair1+triplet1", "lattice", 2, true));
  EXPECT_FALSE(compile({"A", "B", "C"}, "triplet1", "lattice", 4, false)) << "triplets of three";
}

}  // namespace
}  // namespace gibbsight::sampler
