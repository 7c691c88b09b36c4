// The sampler against full enumeration of tiny periodic lattices.
#include "enumeration.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/sampler/lane_block.hpp"
#include "gibbsight/sampler/sample.hpp"

namespace gibbsight::testing {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using sampler::Canonical;
using sampler::Ensemble;
using sampler::SemiGrand;

struct Case {
  std::string name;
  std::string lattice;
  int size;
  std::string model;
  std::string group;
  std::vector<double> parameters;
  Ensemble ensemble;
};

VectorXd vector(const std::vector<double>& values) {
  return Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(values.size()));
}

std::vector<Case> cases() {
  const Ensemble third = Canonical{vector({2.0 / 3, 1.0 / 3})};
  const Ensemble half = Canonical{vector({7.0 / 16, 9.0 / 16})};
  const Ensemble thirds = Canonical{vector({4.0 / 9, 3.0 / 9, 2.0 / 9})};
  const Ensemble open = SemiGrand{vector({0, 0.4})};
  const Ensemble open3 = SemiGrand{vector({0, 0.3, -0.5})};
  // Three parameters per shell with three species: A-B, A-C, B-C.
  const std::vector<double> ternary{0.3, -0.2, 0.4, -0.1, 0.2, 0.15, 0.1, 0.25, -0.3};
  return {
      {"square3_exchange", "square", 3, "pair1+pair2", "pmm", {0.5, -0.3, 0.2}, third},
      {"square3_change", "square", 3, "pair1+pair2", "pmm", {0.5, -0.3, 0.2}, open},
      {"square4_exchange", "square", 4, "pair1+pair2", "pmm", {0.4, -0.2, 0.15}, half},
      {"square4_change", "square", 4, "pair1+pair2", "pmm", {0.4, -0.2, 0.15}, open},
      {"triangular3_exchange",
       "triangular",
       3,
       "pair1+pair2",
       "p2",
       {0.3, -0.2, 0.1, 0.05, -0.1, 0.15},
       third},
      {"triangular3_change",
       "triangular",
       3,
       "pair1+pair2",
       "p2",
       {0.3, -0.2, 0.1, 0.05, -0.1, 0.15},
       open},
      {"square3_three_exchange", "square", 3, "pair1+pair2", "pmm", ternary, thirds},
      {"two_sites_exchange",
       "two_sites",
       3,
       "pair1+pair2",
       "lattice",
       {0.5, -0.3},
       Canonical{vector({7.0 / 12, 5.0 / 12})}},
      {"two_sites_change", "two_sites", 3, "pair1+pair2", "lattice", {0.5, -0.3}, open},
      {"square3_three_change", "square", 3, "pair1+pair2", "pmm", ternary, open3},
      {"square4_triplets_exchange", "square", 4, "pair1+triplet1", "lattice", {0.3, 0.25}, half},
      {"square4_triplets_change", "square", 4, "pair1+triplet1", "lattice", {0.3, 0.25}, open},
      {"triangular3_triplets_exchange",
       "triangular",
       3,
       "pair1+triplet1",
       "p3",
       {-0.1, 0.3, -0.2},
       third},
      {"triangular3_triplets_change",
       "triangular",
       3,
       "pair1+triplet1",
       "p3",
       {-0.1, 0.3, -0.2},
       open},
      {"square3_three_triplets_change",
       "square",
       3,
       "triplet1",
       "lattice",
       {0.2, -0.15, 0.1, -0.1},
       open3},
  };
}

/// A rectangular cell with two sites that no symmetry exchanges: their neighbours differ.
lattice::Lattice two_sites(const std::vector<std::string>& species) {
  lattice::LatticeOptions options;
  options.name = "custom";
  options.cell = {1, 0, 0, 1.3};
  options.basis = {0, 0, 0.3, 0.5};
  options.species = species;
  return lattice::make_lattice(options);
}

struct Setting {
  model::Interactions interactions;
  motifs::Motif motif;
  lattice::Window box;
};

Setting make_setting(const Case& c) {
  std::vector<std::string> species{"A", "B", "C"};
  const bool three = c.name.find("three") != std::string::npos;
  species.resize(three ? 3 : 2);
  const lattice::Lattice lattice =
      c.lattice == "two_sites" ? two_sites(species) : lattice::make_lattice(c.lattice, species);
  return {model::make_interactions(lattice, c.model, c.group),
          motifs::make_motif(lattice, 1, "p1"),
          {0, 0, c.size, lattice.basis_count() == 1 ? c.size : 2}};
}

class Enumeration : public ::testing::TestWithParam<Case> {};

struct Chains {
  MatrixXd codes;     // code x chain, mean probabilities
  MatrixXd energies;  // chain x sweep
};

Chains run_chains(const Setting& setting, const Case& c, Index chains, Index sweeps) {
  const auto species_count = setting.interactions.lattice.basis[0].species_count();
  const VectorXd potentials = chemical_potentials(c.ensemble, species_count);
  const sampler::Hamiltonian hamiltonian(setting.interactions, vector(c.parameters), potentials,
                                         setting.box);
  const auto places = find_places(setting.motif, setting.box, motifs::Boundary::periodic);
  Chains result{MatrixXd::Zero(static_cast<Index>(setting.motif.code_count()), chains),
                MatrixXd::Zero(chains, sweeps)};
  core::parallel_for(static_cast<std::size_t>(chains), {}, [&](std::size_t chain) {
    core::Generator random = core::Stream(2026).child(c.name).child(chain).generator();
    std::vector<std::int8_t> box(static_cast<std::size_t>(c.size) * c.size);
    VectorXd codes = VectorXd::Zero(static_cast<Index>(setting.motif.code_count()));
    initialise(hamiltonian, c.ensemble, box, random);
    constexpr int kForget = 100;
    for (int i = 0; i < kForget; ++i) sweep(hamiltonian, c.ensemble, box, random);
    for (Index i = 0; i < sweeps; ++i) {
      sweep(hamiltonian, c.ensemble, box, random);
      count_codes(setting.motif, places, box, {codes.data(), setting.motif.code_count()});
      result.energies(static_cast<Index>(chain), i) = hamiltonian.energy(box);
    }
    result.codes.col(static_cast<Index>(chain)) =
        codes / (static_cast<double>(sweeps) * static_cast<double>(places.count()));
  });
  return result;
}

// Standard errors come from the spread of independent chains, so that autocorrelation is in them.
void expect_every_code(const MatrixXd& codes, const Exact& exact) {
  const auto chains = static_cast<double>(codes.cols());
  double worst = 0;
  for (Index code = 0; code < exact.codes.size(); ++code) {
    const VectorXd row = codes.row(code).transpose();
    const double error =
        std::sqrt((row.array() - row.mean()).square().sum() / (chains * (chains - 1)));
    if (error == 0) {
      EXPECT_NEAR(row.mean(), exact.codes[code], 1e-12) << "code " << code;
      continue;
    }
    worst = std::max(worst, std::abs(row.mean() - exact.codes[code]) / error);
  }
  EXPECT_LT(worst, 4);
  EXPECT_GT(worst, 0.5) << "a comparison without noise compares nothing";
}

// The number of independent samples is sweeps / (2 tau) of the energy.
TEST_P(Enumeration, EveryCodeWithinFourStandardErrors) {
  const Case& c = GetParam();
  const Setting setting = make_setting(c);
  constexpr Index kChains = 256;
  constexpr Index kSweeps = 16'000;
  const Chains chains = run_chains(setting, c, kChains, kSweeps);
  const double tau = sampler::autocorrelation_time(chains.energies);
  EXPECT_GT(kChains * kSweeps / (2 * tau), 1e6) << "tau = " << tau;
  const Exact exact =
      enumerate(setting.interactions, vector(c.parameters), c.ensemble, setting.motif, setting.box);
  expect_every_code(chains.codes, exact);
}

INSTANTIATE_TEST_SUITE_P(Lattices, Enumeration, ::testing::ValuesIn(cases()),
                         [](const auto& c) { return c.param.name; });

// What the fast engine can hold: planes, tables of 6, 7, 8 and more bits, one to three rows a site,
// pairs of neighbours.
std::vector<Case> fast_cases() {
  const Ensemble half = Canonical{vector({7.0 / 16, 9.0 / 16})};
  const Ensemble third = Canonical{vector({2.0 / 3, 1.0 / 3})};
  const Ensemble open = SemiGrand{vector({0, 0.4})};
  return {
      {"square4_flip4", "square", 4, "pair1", "lattice", {0.45}, open},
      {"square4_flip6", "square", 4, "pair1+pair2", "lattice", {0.4, -0.2}, open},
      {"square4_flip8", "square", 4, "pair1+pair2", "pmm", {0.4, -0.2, 0.15}, open},
      {"triangular3_flip12",
       "triangular",
       3,
       "pair1+pair2",
       "p2",
       {0.3, -0.2, 0.1, 0.05, -0.1, 0.15},
       open},
      {"honeycomb2_flip", "honeycomb", 2, "pair1", "lattice", {0.5}, open},
      {"square3_three_flip6",
       "square",
       3,
       "pair1",
       "lattice",
       {0.3, -0.2, 0.4},
       SemiGrand{vector({0, 0.3, -0.5})}},
      {"square3_three_flip12",
       "square",
       3,
       "pair1+pair2",
       "lattice",
       {0.3, -0.2, 0.4, -0.1, 0.2, 0.15},
       SemiGrand{vector({0, 0.3, -0.5})}},
      {"triangular3_triplets_flip6",
       "triangular",
       3,
       "pair1+triplet1",
       "lattice",
       {0.2, -0.2},
       open},
      {"square4_triplets_flip10", "square", 4, "pair1+triplet1", "lattice", {0.3, 0.25}, open},
      {"square4_triplets_exchange13", "square", 4, "pair1+triplet1", "lattice", {0.3, 0.25}, half},
      {"triangular3_triplets_exchange7",
       "triangular",
       3,
       "pair1+triplet1",
       "lattice",
       {0.3, -0.25},
       third},
      {"triangular3_exchange8", "triangular", 3, "pair1", "p2", {0.3, -0.2, 0.1}, third},
      {"two_sites_flip", "two_sites", 3, "pair1+pair2", "lattice", {0.5, -0.3}, open},
      {"square4_exchange4", "square", 4, "pair1", "lattice", {0.45}, half},
      {"square4_exchange7", "square", 4, "pair1+pair2", "lattice", {0.4, -0.2}, half},
      {"square4_exchange10", "square", 4, "pair1+pair2", "pmm", {0.4, -0.2, 0.15}, half},
      {"triangular3_exchange4", "triangular", 3, "pair1", "lattice", {0.3}, third},
      {"honeycomb2_exchange",
       "honeycomb",
       2,
       "pair1",
       "lattice",
       {0.5},
       Canonical{vector({5.0 / 8, 3.0 / 8})}},
  };
}

class FastEnumeration : public ::testing::TestWithParam<Case> {};

TEST_P(FastEnumeration, EveryCodeWithinFourStandardErrors) {
  const Case& c = GetParam();
  const Setting setting = make_setting(c);
  const auto species_count = setting.interactions.lattice.basis[0].species_count();
  const VectorXd potentials = chemical_potentials(c.ensemble, species_count);
  const sampler::Hamiltonian hamiltonian(setting.interactions, vector(c.parameters), potentials,
                                         setting.box);
  const auto program = sampler::LaneProgram::compile(hamiltonian, c.ensemble);
  ASSERT_TRUE(program);
  sampler::LaneBlock block(*program, c.ensemble, core::Stream(2027).child(c.name),
                           sampler::available_kernels().front());
  const auto places = find_places(setting.motif, setting.box, motifs::Boundary::periodic);
  const auto motif = program->count_of(setting.motif, places);
  ASSERT_TRUE(motif);
  constexpr int kForget = 100;
  constexpr int kSweeps = 44'000;
  constexpr int kTimed = 2000;
  for (int i = 0; i < kForget; ++i) block.sweep();
  sampler::LaneCounter counter(*motif);
  MatrixXd unlike(sampler::kLanes, kTimed);
  for (int i = 0; i < kSweeps; ++i) {
    block.sweep();
    counter.add(block);
    if (i >= kTimed) continue;
    const MatrixXd pairs = count(program->clusters().begin()->second, block);
    unlike.col(i) = (pairs.row(1) + pairs.row(species_count)).transpose();
  }
  const double tau = sampler::autocorrelation_time(unlike);
  EXPECT_GT(kSweeps * static_cast<double>(sampler::kLanes) / (2 * tau), 1e7) << "tau = " << tau;
  const MatrixXd codes = counter.take() / (kSweeps * static_cast<double>(places.count()));
  expect_every_code(codes, enumerate(setting.interactions, vector(c.parameters), c.ensemble,
                                     setting.motif, setting.box));
}

INSTANTIATE_TEST_SUITE_P(Lattices, FastEnumeration, ::testing::ValuesIn(fast_cases()),
                         [](const auto& c) { return c.param.name; });

// Gauss-Newton's derivative: minus the covariance of histogram and T, against finite differences of
// enumerated probabilities. Errors from 32 independent streams.
TEST(Derivative, IsThatOfTheEnumeratedProbabilities) {
  for (const Case& c : cases()) {
    if (c.size != 3) continue;
    const Setting setting = make_setting(c);
    sampler::SamplerOptions options;
    options.samples = 150;
    constexpr int kStreams = 32;
    std::vector<MatrixXd> found;
    for (std::uint64_t stream = 0; stream < kStreams; ++stream) {
      const auto samples =
          sample(setting.interactions, vector(c.parameters), c.ensemble, setting.motif, setting.box,
                 64, options, core::Stream(7).child(c.name).child(stream), {});
      found.push_back(-sum_over_orbits(setting.motif, samples.averages.covariance));
    }
    MatrixXd mean = MatrixXd::Zero(found[0].rows(), found[0].cols());
    for (const MatrixXd& f : found) mean += f / kStreams;
    MatrixXd squares = MatrixXd::Zero(mean.rows(), mean.cols());
    for (const MatrixXd& f : found) squares += (f - mean).cwiseAbs2() / (kStreams * (kStreams - 1));
    for (Index t = 0; t < static_cast<Index>(c.parameters.size()); ++t) {
      constexpr double kStep = 1e-4;
      VectorXd up = vector(c.parameters);
      VectorXd down = up;
      up[t] += kStep;
      down[t] -= kStep;
      const VectorXd exact =
          (enumerate(setting.interactions, up, c.ensemble, setting.motif, setting.box).codes -
           enumerate(setting.interactions, down, c.ensemble, setting.motif, setting.box).codes) /
          (2 * kStep);
      // The entries of a column share one noise, so the whole column is compared at once; four
      // standard errors squared.
      const double difference = (mean.col(t) - sum_over_orbits(setting.motif, exact)).squaredNorm();
      EXPECT_LT(difference, 16 * squares.col(t).sum()) << c.name << " parameter " << t;
      EXPECT_LT(squares.col(t).sum(), 0.01 * exact.squaredNorm()) << "too noisy to tell";
    }
  }
}

}  // namespace
}  // namespace gibbsight::testing
