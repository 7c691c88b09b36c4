// Whether a fitted model explains what was seen.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "gibbsight/inference/forward_model.hpp"
#include "gibbsight/inference/tangent.hpp"

namespace gibbsight::inference {

/// How far the observation is from the model, against how far the model's own twins are from it.
struct Goodness {
  double distance = 0;      ///< s that no parameter can take away
  double distance_low = 0;  ///< interval of s if the model were true
  double distance_high = 0;
  double level = 0;            ///< of that interval
  double p_value = 1;          ///< share of twins at least as far, never below 1 / (twins + 1)
  Eigen::VectorXd deviations;  ///< of psi from the fit for each orbit, in standard deviations of
                               ///< refitted twins; 0 where those never vary
};

/// `step`: how far the parameters have followed the observation from where the simulation stood;
/// `steps`: how far those of each twin follow it (parameters x twins).
Goodness judge(const Tangent& tangent, const Simulation& simulation, const Eigen::VectorXd& step,
               const Eigen::MatrixXd& steps, const Eigen::VectorXd& psi, double level);

/// A statistic that was not fitted, as measured and as the fitted model predicts it.
struct Prediction {
  std::string name;
  double measured = 0;
  double expected = 0;
  double low = 0;  ///< interval of what would be measured if the model were true
  double high = 0;
  double deviations = 0;  ///< measured - expected in standard deviations
  double p_value = 1;     ///< two-sided, by rank among the twins
};

/// Given where the fitted parameters put an observation (`step`, and `steps` of the twins), the
/// rest of what it shows hardly depends on them: the prediction is what twins with the same step
/// would show, to first order. `measured` and the rows of simulation.held_out belong to `names`.
std::vector<Prediction> check_predictions(const std::vector<std::string>& names,
                                          const Eigen::VectorXd& measured,
                                          const Simulation& simulation, const Eigen::VectorXd& step,
                                          const Eigen::MatrixXd& steps, double level);

/// The same for a histogram that was not fitted (orbit probabilities; simulation.held_out_histogram
/// has those of the twins): the distance of what was measured from the prediction, against that of
/// twins.
Prediction check_histogram(const std::string& name, const Eigen::VectorXd& measured,
                           const Simulation& simulation, const Eigen::VectorXd& step,
                           const Eigen::MatrixXd& steps, double level);

}  // namespace gibbsight::inference
