// What bench/python_calls.py compares the module with: the processor's seconds of one simulation.
//
// Usage: simulate_once SIDE SWEEPS
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>

#include "gibbsight/pipeline/simulate.hpp"

int main(int argc, char** argv) {
  using namespace gibbsight;
  if (argc != 3) return EXIT_FAILURE;
  pipeline::Configuration configuration;
  configuration.lattice.species = {"Te", "Se"};
  configuration.model.parameters = {"pair1=0.1"};
  configuration.output.threads = 1;
  configuration.simulate.sweeps = std::atoi(argv[2]);
  const int side = std::atoi(argv[1]);
  core::Execution execution;
  execution.threads = 1;
  const std::clock_t start = std::clock();
  const auto sites = pipeline::simulate_occupancy({0, 0, side, side}, configuration, execution);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  fmt::print("{} {}\n", seconds, sites.species_counts(0)[1]);
}
