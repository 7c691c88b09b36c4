// The models that are measured, set up, and how time is taken.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gibbsight/motifs/histogram.hpp"
#include "gibbsight/sampler/lane_program.hpp"

namespace gibbsight::sampler {

struct Case {
  std::string name;
  std::string lattice;
  std::vector<std::string> species;
  std::string model;
  std::string group;
  std::vector<double> parameters;
  bool exchange = false;
  int size = 40;
};

/// One of each way to decide a move, by the name of its benchmark.
std::span<const Case> cases();
/// One of them, in another box.
Case resized(const std::string& name, int size);

struct Setting {
  explicit Setting(const Case& c);
  Setting(const Setting&) = delete;  // what is made of it points into it
  Setting& operator=(const Setting&) = delete;
  ~Setting() = default;

  double site_count() const { return static_cast<double>(hamiltonian.site_count()); }

  lattice::Lattice lattice;
  lattice::Window box;
  Hamiltonian hamiltonian;
  Ensemble ensemble;
  std::optional<LaneProgram> program;
};

/// With a motif of one shell that is counted.
struct CountedSetting : Setting {
  explicit CountedSetting(const Case& c);

  motifs::Motif motif;
  motifs::Places places;
  std::optional<LaneCount> count;
};

/// Of this thread, so that what else runs on the machine is left out.
double cpu_seconds();

/// The middle of five times that `work` takes, in seconds.
template <class Work>
double median_seconds(const Work& work) {
  std::vector<double> all;
  for (int i = 0; i < 5; ++i) {
    const double start = cpu_seconds();
    work();
    all.push_back(cpu_seconds() - start);
  }
  std::nth_element(all.begin(), all.begin() + 2, all.end());
  return all[2];
}

/// Growth with the size of the box, the number of sweeps and of replicas, and two threads.
void add_scaling();

}  // namespace gibbsight::sampler
