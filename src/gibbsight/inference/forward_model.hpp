// The one abstraction: anything that makes histograms from parameters. Inference knows nothing else
// of a model.
#pragma once

#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/core/random.hpp"

namespace gibbsight::inference {

using Parameters = Eigen::VectorXd;

/// What a simulation is asked for.
struct Request {
  std::size_t twins = 256;  ///< simulated observations to draw; 0 where only the mean is wanted
  bool held_out = false;    ///< also statistics of each twin that no fit uses
};

/// What a simulation at one set of parameters tells.
struct Simulation {
  Eigen::VectorXd mean;         ///< expected observed probability of every orbit
  Eigen::MatrixXd derivatives;  ///< orbits x parameters: d mean / d theta
  /// A draw of what the derivatives are off by, for instance half the difference of what two halves
  /// of a simulation say of them. Empty: they are exact, or nobody knows.
  Eigen::MatrixXd derivative_noise;
  Eigen::MatrixXd twins;  ///< orbits x twins: probabilities of each simulated observation
  /// For an energy linear in its parameters: their conjugate sums, as far as the histogram tells
  /// them (parameters x orbits, times orbit probabilities). Empty for a model without an energy.
  Eigen::MatrixXd moments;
  /// Where asked for: numbers measured on each twin (statistics x twins), and its histogram of a
  /// larger motif (orbits of that x twins; empty where that has too many).
  Eigen::MatrixXd held_out;
  Eigen::MatrixXd held_out_histogram;
  double autocorrelation_time = 0;  ///< of what changes most slowly, sweeps
  bool equilibrated = true;         ///< false: do not trust the rest
  std::string engine;               ///< what made it, for the log
};

/// Batched, so that threads, worker processes and machines share one path.
class ForwardModel {
 public:
  ForwardModel() = default;
  ForwardModel(const ForwardModel&) = delete;
  ForwardModel& operator=(const ForwardModel&) = delete;
  virtual ~ForwardModel() = default;

  virtual std::string name() const = 0;
  virtual std::vector<std::string> parameter_names() const = 0;
  /// How far a step may lead before the histogram bends, one entry a parameter.
  virtual Eigen::VectorXd reach() const {
    constexpr double kEnergies = 0.5;  // k_B T
    return Eigen::VectorXd::Constant(static_cast<Eigen::Index>(parameter_names().size()),
                                     kEnergies);
  }
  /// Statistics that are measured on each twin beside its histogram, to check a fit.
  virtual std::vector<std::string> held_out_names() const { return {}; }
  /// One Simulation for each set of parameters; the same bytes for any number of threads.
  virtual std::vector<Simulation> simulate(std::span<const Parameters> parameters,
                                           const Request& request, const core::Stream& stream,
                                           const core::Execution& execution) const = 0;
};

}  // namespace gibbsight::inference
