// Speed of the sampler and of counting, in attempts and sites a nanosecond, each beside the plain
// scalar engine measured in the same run.
#include <benchmark/benchmark.h>

#include <map>
#include <string>

#include "cases.hpp"
#include "gibbsight/core/version.hpp"
#include "gibbsight/sampler/fold.hpp"
#include "gibbsight/sampler/lane_block.hpp"

namespace gibbsight::sampler {
namespace {

/// One replica of the scalar engine.
struct ScalarBox {
  explicit ScalarBox(const Setting& s)
      : setting(s), box(s.hamiltonian.site_count()), random(core::Stream(1).generator()) {
    initialise(setting.hamiltonian, setting.ensemble, box, random);
  }
  void sweep() { sampler::sweep(setting.hamiltonian, setting.ensemble, box, random); }

  const Setting& setting;
  std::vector<std::int8_t> box;
  core::Generator random;
};

/// Attempts a nanosecond of the scalar engine, measured once a case.
double scalar_rate(const Setting& setting, int sweeps = 200) {
  ScalarBox scalar(setting);
  const double seconds = median_seconds([&] {
    for (int s = 0; s < sweeps; ++s) scalar.sweep();
  });
  return sweeps * setting.site_count() / seconds * 1e-9;
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
  LaneBlock block(*setting.program, setting.ensemble, core::Stream(1), kernels);
  time_sweeps(state, block, setting.site_count() * kLanes, scalar_rate(setting));
}

/// A single lattice in the lanes.
void run_folded(benchmark::State& state, int size, const Kernels& kernels) {
  const Setting setting(resized("flip_square", size));
  const auto fold =
      Fold::compile(setting.hamiltonian, setting.ensemble, motifs::make_motif(setting.lattice, 1));
  LaneBlock block(fold->program(), setting.ensemble, core::Stream(1), kernels);
  static std::map<int, double> scalar;  // takes longer than all the rest
  if (!scalar.contains(size)) scalar[size] = scalar_rate(setting, 1);
  time_sweeps(state, block, setting.site_count(), scalar[size]);
}

/// Sites a nanosecond that the plain loop counts, in one box.
double scalar_count_rate(const CountedSetting& setting) {
  constexpr int kRounds = 20;
  const ScalarBox scalar(setting);
  std::vector<double> counts(setting.motif.code_count());
  const double seconds = median_seconds([&] {
    for (int i = 0; i < kRounds; ++i) {
      count_codes(setting.motif, setting.places, scalar.box, counts);
      benchmark::DoNotOptimize(counts.data());
    }
  });
  return kRounds * setting.site_count() / seconds * 1e-9;
}

void run_count(benchmark::State& state, const Kernels& kernels) {
  const CountedSetting setting({"", "triangular", {"A", "B"}, "pair1", "lattice", {0.3}});
  const double scalar = scalar_count_rate(setting);
  LaneBlock block(*setting.program, setting.ensemble, core::Stream(1), kernels);
  LaneCounter counter(*setting.count);
  double seconds = 0;
  double sites = 0;
  for (auto _ : state) {
    const double start = cpu_seconds();
    counter.add(block);
    seconds += cpu_seconds() - start;
    sites += setting.site_count() * kLanes;
  }
  const double rate = sites / seconds * 1e-9;
  state.counters["sites_per_ns"] = rate;
  state.counters["ratio_to_scalar"] = rate / scalar;
}

/// One evaluation as published fits make it: 750 sweeps to forget and 750 to measure, a histogram
/// every ten.
template <class Sweep, class Count>
void evaluate(const Sweep& sweep, const Count& count) {
  for (int i = 1; i <= 1500; ++i) {
    sweep();
    if (i > 750 && i % 10 == 0) count();
  }
}

/// What as many replicas would take with the scalar engine and the plain loop, from one of them.
double scalar_evaluation_seconds(const CountedSetting& setting) {
  ScalarBox scalar(setting);
  std::vector<double> counts(setting.motif.code_count());
  const double start = cpu_seconds();
  evaluate([&] { scalar.sweep(); },
           [&] { count_codes(setting.motif, setting.places, scalar.box, counts); });
  benchmark::DoNotOptimize(counts.data());
  return kLanes * (cpu_seconds() - start);
}

/// Three directional interactions of adatoms, by exchange.
void run_evaluation(benchmark::State& state, const Kernels& kernels) {
  const CountedSetting setting(
      {"", "triangular", {"A", "B"}, "pair1", "p2", {0.3, 0.1, -0.2}, true, 30});
  const double scalar = scalar_evaluation_seconds(setting);
  double seconds = 0;
  for (auto _ : state) {
    const double start = cpu_seconds();
    LaneBlock block(*setting.program, setting.ensemble, core::Stream(1), kernels);
    LaneCounter counter(*setting.count);
    evaluate([&] { block.sweep(); }, [&] { counter.add(block); });
    benchmark::DoNotOptimize(counter.take());
    seconds += cpu_seconds() - start;
  }
  const double each = seconds / static_cast<double>(state.iterations());
  state.counters["seconds"] = each;
  state.counters["ratio_to_scalar"] = scalar / each;
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

#if defined(__clang__)
constexpr const char* kCompiler = __VERSION__;  // names itself
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
#endif

}  // namespace
}  // namespace gibbsight::sampler

int main(int argc, char** argv) {
  gibbsight::sampler::add_all();
  gibbsight::sampler::add_scaling();
  benchmark::AddCustomContext("commit", std::string(gibbsight::core::commit()));
  benchmark::AddCustomContext("compiler", gibbsight::sampler::kCompiler);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
