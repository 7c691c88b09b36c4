// Replicas of a box brought to equilibrium and measured.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <string>
#include <tuple>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/core/options.hpp"
#include "gibbsight/core/random.hpp"
#include "gibbsight/lattice/replica_block.hpp"
#include "gibbsight/motifs/histogram.hpp"
#include "gibbsight/sampler/engine.hpp"

namespace gibbsight::sampler {

struct SamplerOptions {
  int least_sweeps = 20;
  int most_sweeps = 1024;
  int samples = 10;
  int interval = 2;
  int windows_across = 2;
  std::string exchange = "anywhere";
  std::uint64_t seed = 1;

  static constexpr auto describe() {
    using core::field;
    using S = SamplerOptions;
    return std::tuple{
        field(&S::least_sweeps, "least_sweeps",
              {.help =
                   "sweeps to cool down, and again before a sampler is first asked whether it has "
                   "equilibrated",
               .unit = "sweeps",
               .range = {4, 1e6}}),
        field(&S::most_sweeps, "most_sweeps",
              {.help =
                   "sweeps after which a sampler that still drifts, or remembers how it began, is "
                   "called not equilibrated",
               .unit = "sweeps",
               .range = {4, 1e7}}),
        field(
            &S::samples, "samples",
            {.help = "measurements of every replica once it has equilibrated", .range = {2, 1e6}}),
        field(&S::interval, "interval",
              {.help = "sweeps between two measurements, more where they would be much alike",
               .unit = "sweeps",
               .range = {1, 1e5}}),
        field(
            &S::windows_across, "windows_across",
            {.help = "how many windows of the observation fit along each side of the simulated box",
             .range = {1, 8}}),
        field(&S::exchange, "exchange",
              {.help = "at fixed composition: sites that may exchange their species. Anywhere is "
                       "faster; neighbours, that share a bond of the model, leave domains to grow "
                       "by diffusion",
               .choices = "anywhere neighbours"}),
        field(&S::seed, "seed",
              {.help = "seed of every random number",
               .range = {0, 9007199254740991.0},
               .flag = "seed"}),
    };
  }
};

/// Fixed composition (a column for every replica, or one for all) as the options want it kept.
Canonical at_composition(const Eigen::MatrixXd& fractions, const SamplerOptions& options);

/// Means and covariances over boxes and measurements.
struct Averages {
  Eigen::VectorXd codes;        ///< mean probability of every code of the motif over the whole box
  Eigen::MatrixXd covariance;   ///< codes x parameters: <h_i T_a> - <h_i><T_a>
  Eigen::VectorXd derivatives;  ///< mean of T_a = dE / d theta_a over the whole box
  Eigen::MatrixXd derivative_covariance;  ///< <T_a T_b> - <T_a><T_b>
};

/// What the sampler hands on.
struct Samples {
  Averages averages;
  std::array<Averages, 2> halves;  ///< of the first and of the last measurements of every box
  lattice::ReplicaBlock replicas;  ///< the last states of `replica_count` replicas
  /// Integrated, sweeps; of the energy or of the histogram, whichever is longer.
  double autocorrelation_time = 0;
  int equilibration_sweeps = 0;  ///< sweeps taken before the first measurement
  /// The energy had stopped drifting, and that took many autocorrelation times.
  bool equilibrated = false;
  std::string engine;  ///< which engine could hold the model
};

/// Starts at least `replica_count` replicas of a periodic box at infinite temperature, cools them
/// through kAnnealing, sweeps them until the energy no longer drifts, then measures; where what is
/// measured remembers itself for longer than a twentieth of the sweeps before, it sweeps on and
/// measures again. Parameters are those of the Hamiltonian's
/// terms followed, where the composition is not the same in all boxes, by the chemical potentials
/// of species 1, 2, ... The same bytes for any number of threads.
Samples sample(const model::Interactions& interactions, const Eigen::VectorXd& parameters,
               const Ensemble& ensemble, const motifs::Motif& motif, const lattice::Window& box,
               std::size_t replica_count, const SamplerOptions& options, const core::Stream& stream,
               const core::Execution& execution);

/// Integrated autocorrelation time in steps, 1/2 for independent steps, from series of equal length
/// (rows) about their common mean; the sum stops where it is longer than five times itself
/// (Sokal 1997, doi:10.1007/978-1-4899-0319-8_6).
double autocorrelation_time(const Eigen::MatrixXd& series);

}  // namespace gibbsight::sampler
