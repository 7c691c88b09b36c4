// Any generative model as a ForwardModel, with or without an energy.
#pragma once

#include <functional>
#include <span>

#include "gibbsight/inference/forward_model.hpp"

namespace gibbsight::inference {

/// One simulated observation: orbit counts or probabilities, drawn with the given generator. Called
/// from several threads.
using Simulate = std::function<Eigen::VectorXd(const Parameters&, core::Generator&)>;

/// Where an observation is to be drawn, and with which random numbers.
struct Draw {
  Parameters at;
  core::Generator random;
};

/// One simulated observation for each draw, in their order: orbit counts or probabilities. For
/// functions that are faster on many at once, or share them out among processes.
using SimulateBatch =
    std::function<std::vector<Eigen::VectorXd>(std::span<Draw> draws, const core::Execution&)>;

/// Draw by draw, in parallel.
SimulateBatch batched(Simulate simulate);

/// Twins are draws at the parameters asked for. Mean and derivatives come from a quadratic surface
/// fitted by least squares to draws at points around them (Box and Wilson 1951,
/// doi:10.1111/j.2517-6161.1951.tb00067.x).
class ResponseSurface : public ForwardModel {
 public:
  /// `radius`: how far from the asked parameters those points lie, one entry a parameter: some
  /// standard errors of the answer, over which the histogram bends little. Points are kept inside
  /// [low, high].
  ResponseSurface(std::string name, std::vector<std::string> parameter_names, Simulate simulate,
                  Eigen::VectorXd radius, Eigen::VectorXd low, Eigen::VectorXd high);
  ResponseSurface(std::string name, std::vector<std::string> parameter_names,
                  SimulateBatch simulate, Eigen::VectorXd radius, Eigen::VectorXd low,
                  Eigen::VectorXd high);

  std::string name() const override { return name_; }
  std::vector<std::string> parameter_names() const override { return parameter_names_; }
  /// Twice as far as it looks.
  Eigen::VectorXd reach() const override { return 2 * radius_; }
  std::vector<Simulation> simulate(std::span<const Parameters> parameters, const Request& request,
                                   const core::Stream& stream,
                                   const core::Execution& execution) const override;

 private:
  Simulation simulate_one(const Parameters& asked, const Request& request,
                          const core::Stream& stream, const core::Execution& execution) const;

  std::string name_;
  std::vector<std::string> parameter_names_;
  SimulateBatch simulate_;
  Eigen::VectorXd radius_;
  Eigen::VectorXd low_;
  Eigen::VectorXd high_;
};

}  // namespace gibbsight::inference
