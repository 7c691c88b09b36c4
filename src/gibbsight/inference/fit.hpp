// Parameters, their uncertainty and the goodness of fit of one model.
#pragma once

#include <Eigen/Core>
#include <string>
#include <tuple>
#include <vector>

#include "gibbsight/core/options.hpp"
#include "gibbsight/inference/forward_model.hpp"
#include "gibbsight/inference/tangent.hpp"

namespace gibbsight::inference {

struct FitOptions {
  std::vector<std::string> models{"random", "pair1"};
  double level = 0.9;
  int twins = 256;
  int most_steps = 12;
  double prior_width = 1.0;

  static constexpr auto describe() {
    using core::field;
    using S = FitOptions;
    return std::tuple{
        field(&S::models, "models",
              {.help = "candidate models, sums such as pair1+pair2+triplet1; the random mixture is "
                       "always fitted beside them",
               .flag = "models"}),
        field(&S::level, "level",
              {.help = "probability that an interval holds the true value",
               .range = {0.01, 0.999},
               .flag = "level"}),
        field(&S::twins, "twins",
              {.help = "simulated observations that uncertainty and goodness of fit are read from",
               .range = {32, 100000}}),
        field(&S::most_steps, "most_steps",
              {.help = "Gauss-Newton steps before a fit is given up", .range = {1, 1000}}),
        field(&S::prior_width, "prior_width",
              {.help = "standard deviation of the normal prior of every interaction, centred on 0, "
                       "used to compare models",
               .unit = "kT",
               .range = {0.01, 100}}),
    };
  }
};

/// One number with its doubt. The interval is symmetric in probability.
struct Estimate {
  std::string name;
  double value = 0;
  double standard_error = 0;
  double low = 0;
  double high = 0;
  double level = 0;
  bool identifiable = true;  ///< false: the data do not tell this parameter
};

/// What a fit found.
struct Fit {
  std::string model;
  std::vector<Estimate> parameters;
  std::vector<Estimate> quantities;  ///< composition and the like
  Parameters simulated_at;           ///< where the last simulation stood
  Parameters best;                   ///< after the last linear step: the estimate
  Simulation simulation;             ///< at `simulated_at`
  Tangent tangent;                   ///< likewise
  RefittedTwins twins;               ///< likewise
  Eigen::VectorXd expected;          ///< orbit probabilities at `best`, to first order
  double distance = 0;               ///< s between observation and model, after the last step
  double distance_low = 0;           ///< interval of s if the model were true
  double distance_high = 0;
  double p_value = 0;           ///< share of twins at least as far, never below 1 / (twins + 1)
  double effective_motifs = 0;  ///< independent motifs that would scatter as the twins do
  int simulations = 0;
  bool converged = false;
};

/// Gauss-Newton on the sphere from `start`, each step with a fresh simulation: psi = sqrt(p), step
/// = J^+ (psi_observed - <psi of the twins>). It stops when every step is under half a standard
/// error, then takes that last step without another simulation. Standard errors are the spread of
/// twins passed through the same linear map, intervals are Student's t with twins - 1 degrees of
/// freedom and the factor sqrt(1 + 1/twins) for the mean they are taken against. `observed` holds
/// orbit probabilities.
Fit fit(const Eigen::VectorXd& observed, const ForwardModel& model, const Parameters& start,
        const FitOptions& options, const core::Stream& stream, const core::Execution& execution);

}  // namespace gibbsight::inference
