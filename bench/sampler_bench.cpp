// Speed of the sampler and of counting, in attempts and sites a nanosecond, each beside the plain
// scalar engine measured in the same run.
#include <benchmark/benchmark.h>

#include <ctime>
#include <map>
#include <string>

#include "gibbsight/sampler/batch.hpp"
#include "gibbsight/sampler/fold.hpp"
#include "gibbsight/sampler/lane_block.hpp"
#include "gibbsight/sampler/sample.hpp"

namespace gibbsight::sampler {
namespace {

using Eigen::VectorXd;

struct Case {
  std::string name;
  std::string lattice;
  std::vector<std::string> species;
  std::string model;
  std::string group;
  std::vector<double> parameters;
  bool exchange;
  int size;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"flip_square", "square", {"A", "B"}, "pair1", "lattice", {0.4}, false, 40},
      {"flip_table6", "triangular", {"A", "B"}, "pair1", "p2", {0.3, 0.1, -0.2}, false, 40},
      {"flip_triangular2",
       "triangular",
       {"A", "B"},
       "pair1+pair2",
       "lattice",
       {0.3, 0.1},
       false,
       40},
      {"flip_triplets",
       "triangular",
       {"A", "B"},
       "pair1+triplet1",
       "lattice",
       {0.3, 0.1},
       false,
       40},
      {"exchange_square", "square", {"A", "B"}, "pair1", "lattice", {0.4}, true, 40},
      {"exchange_triangular2",
       "triangular",
       {"A", "B"},
       "pair1+pair2",
       "lattice",
       {0.3, 0.1},
       true,
       40},
      {"table12",
       "triangular",
       {"A", "B"},
       "pair1+pair2",
       "p2",
       {0.3, 0.1, -0.2, 0.1, 0.05, -0.1},
       false,
       40},
      {"three_species",
       "triangular",
       {"A", "B", "C"},
       "pair1+pair2",
       "lattice",
       {0.3, 0.1, -0.2, 0.1, 0.05, -0.1},
       false,
       40},
  };
  return all;
}

struct Setting {
  explicit Setting(const Case& c)
      : lattice(lattice::make_lattice(c.lattice, c.species)),
        box{0, 0, c.size, c.size},
        hamiltonian(model::make_interactions(lattice, c.model, c.group),
                    Eigen::Map<const VectorXd>(c.parameters.data(),
                                               static_cast<Eigen::Index>(c.parameters.size())),
                    VectorXd::Zero(static_cast<Eigen::Index>(c.species.size())), box) {
    if (c.exchange) {
      ensemble = Canonical{Eigen::Vector2d(0.5, 0.5)};
    } else {
      ensemble = SemiGrand{VectorXd::Zero(static_cast<Eigen::Index>(c.species.size()))};
    }
  }
  lattice::Lattice lattice;
  lattice::Window box;
  Hamiltonian hamiltonian;
  Ensemble ensemble;
};

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Attempts a nanosecond of the scalar engine, measured once a case.
double scalar_rate(const Setting& setting, int sweeps = 200) {
  std::vector<std::int8_t> box(setting.hamiltonian.site_count());
  core::Generator random = core::Stream(1).generator();
  initialise(setting.hamiltonian, setting.ensemble, box, random);
  std::vector<double> rates;
  for (int i = 0; i < 5; ++i) {
    const double start = cpu_seconds();
    for (int s = 0; s < sweeps; ++s) sweep(setting.hamiltonian, setting.ensemble, box, random);
    rates.push_back(sweeps * static_cast<double>(box.size()) / (cpu_seconds() - start) * 1e-9);
  }
  std::nth_element(rates.begin(), rates.begin() + 2, rates.end());
  return rates[2];
}

/// `attempts` a sweep of the block.
void time_sweeps(benchmark::State& state, LaneBlock& block, double attempts, double scalar) {
  double seconds = 0;
  std::size_t sweeps = 0;
  for (auto _ : state) {
    const double start = cpu_seconds();
    for (int i = 0; i < 20; ++i) block.sweep();
    seconds += cpu_seconds() - start;
    sweeps += 20;
  }
  const double rate = attempts * static_cast<double>(sweeps) / seconds * 1e-9;
  state.counters["attempts_per_ns"] = rate;
  state.counters["ratio_to_scalar"] = rate / scalar;
}

void run_case(benchmark::State& state, const Case& c, const Kernels& kernels) {
  const Setting setting(c);
  const auto program = LaneProgram::compile(setting.hamiltonian, setting.ensemble);
  LaneBlock block(*program, setting.ensemble, core::Stream(1), kernels);
  time_sweeps(state, block, static_cast<double>(setting.hamiltonian.site_count()) * kLanes,
              scalar_rate(setting));
}

/// A single lattice in the lanes.
void run_folded(benchmark::State& state, int size, const Kernels& kernels) {
  const Setting setting({"", "square", {"A", "B"}, "pair1", "lattice", {0.4}, false, size});
  const auto fold =
      Fold::compile(setting.hamiltonian, setting.ensemble, motifs::make_motif(setting.lattice, 1));
  LaneBlock block(fold->program(), setting.ensemble, core::Stream(1), kernels);
  static std::map<int, double> scalar;  // takes longer than all the rest
  if (!scalar.contains(size)) scalar[size] = scalar_rate(setting, 1);
  time_sweeps(state, block, static_cast<double>(setting.hamiltonian.site_count()), scalar[size]);
}

void run_count(benchmark::State& state, const Kernels& kernels) {
  const Setting setting({"", "triangular", {"A", "B"}, "pair1", "lattice", {0.3}, false, 40});
  const auto program = LaneProgram::compile(setting.hamiltonian, setting.ensemble);
  LaneBlock block(*program, setting.ensemble, core::Stream(1), kernels);
  const auto motif = motifs::make_motif(setting.lattice, 1);
  const auto count =
      program->count_of(motif, find_places(motif, setting.box, motifs::Boundary::periodic));
  LaneCounter counter(*count);
  double seconds = 0;
  double sites = 0;
  for (auto _ : state) {
    const double start = cpu_seconds();
    counter.add(block);
    seconds += cpu_seconds() - start;
    sites += static_cast<double>(setting.hamiltonian.site_count()) * kLanes;
  }
  state.counters["sites_per_ns"] = sites / seconds * 1e-9;
}

/// One evaluation as published fits make it: three directional interactions of adatoms, exchange,
/// 750 sweeps to forget and 750 to measure, a histogram every ten.
void run_evaluation(benchmark::State& state, const Kernels& kernels) {
  const Setting setting({"", "triangular", {"A", "B"}, "pair1", "p2", {0.3, 0.1, -0.2}, true, 30});
  const auto program = LaneProgram::compile(setting.hamiltonian, setting.ensemble);
  const auto motif = motifs::make_motif(setting.lattice, 1);
  const auto count =
      program->count_of(motif, find_places(motif, setting.box, motifs::Boundary::periodic));
  double seconds = 0;
  for (auto _ : state) {
    const double start = cpu_seconds();
    LaneBlock block(*program, setting.ensemble, core::Stream(1), kernels);
    LaneCounter counter(*count);
    for (int sweep = 1; sweep <= 1500; ++sweep) {
      block.sweep();
      if (sweep > 750 && sweep % 10 == 0) counter.add(block);
    }
    benchmark::DoNotOptimize(counter.take());
    seconds += cpu_seconds() - start;
  }
  state.counters["seconds"] = seconds / static_cast<double>(state.iterations());
}

void add_all() {
  for (const Kernels& kernels : available_kernels()) {
    const bool widest = &kernels == available_kernels().data();
    const std::string suffix = widest ? "" : std::string("_") + kernels.name;
    for (const Case& c : cases()) {
      benchmark::RegisterBenchmark(("sampler/" + c.name + suffix).c_str(),
                                   [&c, &kernels](auto& state) { run_case(state, c, kernels); });
    }
    for (const int size : {1000, 2000}) {
      benchmark::RegisterBenchmark(
          ("sampler/flip_single_" + std::to_string(size) + suffix).c_str(),
          [size, &kernels](auto& state) { run_folded(state, size, kernels); });
    }
    benchmark::RegisterBenchmark(("sampler/evaluation" + suffix).c_str(),
                                 [&kernels](auto& state) { run_evaluation(state, kernels); });
    benchmark::RegisterBenchmark(("motifs/centre6" + suffix).c_str(),
                                 [&kernels](auto& state) { run_count(state, kernels); });
  }
}

}  // namespace
}  // namespace gibbsight::sampler

int main(int argc, char** argv) {
  gibbsight::sampler::add_all();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
