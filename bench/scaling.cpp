// How the time grows with the sites of a box, with sweeps and with replicas: linearly, if the time
// for one attempt stays the same. And what a second thread gains.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>

#include "cases.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/sampler/batch.hpp"
#include "gibbsight/sampler/lane_block.hpp"

namespace gibbsight::sampler {
namespace {

constexpr int kSize = 100;  // where sweeps, replicas or threads are what grows

constexpr double kNever = std::numeric_limits<double>::infinity();

/// Times `work` by the shortest of its rounds, which was disturbed least by what else runs on the
/// machine: growth shows only where all rows are held to the same.
template <class Work>
void run_rounds(benchmark::State& state, double attempts, const Work& work) {
  double seconds = kNever;
  for (auto _ : state) {
    const double start = cpu_seconds();
    work();
    seconds = std::min(seconds, cpu_seconds() - start);
  }
  state.counters["attempts_per_ns"] = attempts / seconds * 1e-9;
  state.counters["ns_per_attempt"] = seconds / attempts * 1e9;
  state.counters["seconds"] = seconds;
}

/// 512 replicas of a case. Setting up a large box takes far longer than sweeping it, and the
/// repetitions of a benchmark follow one another: the latest is kept.
struct Replicas {
  Replicas(const std::string& case_name, int size)
      : name(case_name),
        setting(resized(case_name, size)),
        block(*setting.program, setting.ensemble, core::Stream(1), available_kernels().front()) {
    block.sweep();  // fills the caches
  }
  static Replicas& latest(const std::string& name, int size) {
    static std::unique_ptr<Replicas> kept;
    if (!kept || kept->name != name || kept->setting.box.columns != size) {
      kept.reset();  // before the next takes its memory
      kept = std::make_unique<Replicas>(name, size);
    }
    return *kept;
  }

  std::string name;
  Setting setting;
  LaneBlock block;
};

void run_sweeps(benchmark::State& state, const std::string& name, int size, int sweeps) {
  Replicas& replicas = Replicas::latest(name, size);
  run_rounds(state, sweeps * replicas.setting.site_count() * kLanes, [&] {
    for (int i = 0; i < sweeps; ++i) replicas.block.sweep();
  });
}

/// Replicas in batches, as a simulation holds them.
struct Simulation {
  explicit Simulation(std::size_t replica_count)
      : setting(resized("flip_square", kSize)),
        batches({setting.hamiltonian, setting.ensemble, setting.motif, setting.places},
                replica_count, core::Stream(1)) {}

  void sweep(std::size_t batch, int sweeps) {
    for (int i = 0; i < sweeps; ++i) batches[batch].sweep(kAnnealed);
  }

  CountedSetting setting;
  Batches batches;
};

/// What each of `numbers` takes, in turn, so that a busy machine slows all of them alike; and how
/// much longer the last takes than in proportion to the first.
template <class Work>
void run_growth(benchmark::State& state, const std::vector<int>& numbers, const Work& work) {
  std::vector<double> shortest(numbers.size(), kNever);
  for (auto _ : state) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const double start = cpu_seconds();
      work(numbers[i]);
      shortest[i] = std::min(shortest[i], cpu_seconds() - start);
    }
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    state.counters["seconds_" + std::to_string(numbers[i])] = shortest[i];
  }
  state.counters["times_linear"] =
      shortest.back() / shortest.front() * numbers.front() / numbers.back();
}

void grow_sweeps(benchmark::State& state) {
  Simulation simulation(kLanes);
  run_growth(state, {100, 200}, [&](int sweeps) { simulation.sweep(0, sweeps); });
}

void grow_replicas(benchmark::State& state) {
  Simulation simulation(4 * kLanes);
  run_growth(state, {512, 1024, 2048}, [&](int replicas) {
    const std::size_t batches = static_cast<std::size_t>(replicas) / kLanes;
    for (std::size_t b = 0; b < batches; ++b) simulation.sweep(b, 50);
  });
}

/// Wall times of one thread and of two for the same work, in turn; of each the shortest.
void run_threads(benchmark::State& state) {
  constexpr std::size_t kReplicas = 8 * kLanes;
  constexpr int kSweeps = 20;
  Simulation simulation(kReplicas);
  const auto seconds_with = [&simulation](int threads) {
    core::Execution execution;
    execution.threads = threads;
    const auto start = std::chrono::steady_clock::now();
    core::parallel_for(simulation.batches.size(), execution,
                       [&simulation](std::size_t b) { simulation.sweep(b, kSweeps); });
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  seconds_with(2);  // starts the threads
  double one = kNever;
  double two = kNever;
  for (auto _ : state) {
    one = std::min(one, seconds_with(1));
    two = std::min(two, seconds_with(2));
  }
  state.counters["speedup"] = one / two;
}

}  // namespace

void add_scaling() {
  const auto add = [](const std::string& name, int iterations, auto run) {
    benchmark::RegisterBenchmark(("sampler/" + name).c_str(), run)->Iterations(iterations);
  };
  for (const std::string name : {"flip_square", "exchange_triangular2"})
    for (const int size : {20, 50, 100, 200, 500, 1000, 2000}) {
      const int sweeps = std::max(1, 1000000 / (size * size));
      add("scaling/" + name + "/" + std::to_string(size), size < 1000 ? 5 : 1,
          [=](auto& state) { run_sweeps(state, name, size, sweeps); });
    }
  add("scaling/sweeps", 20, grow_sweeps);
  add("scaling/replicas", 20, grow_replicas);
  add("threads", 50, run_threads);
}

}  // namespace gibbsight::sampler
