// Parameters, their uncertainty and the goodness of fit of one model.
#pragma once

#include <Eigen/Core>
#include <string>
#include <tuple>
#include <vector>

#include "gibbsight/core/options.hpp"
#include "gibbsight/inference/goodness.hpp"
#include "gibbsight/inference/moments.hpp"
#include "gibbsight/inference/posterior.hpp"
#include "gibbsight/inference/undetermined.hpp"

namespace gibbsight::inference {

struct FitOptions {
  std::vector<std::string> models{"random", "pair1", "pair1+pair2"};
  double level = 0.9;
  int twins = 256;
  int most_steps = 12;
  double prior_width = 1.0;
  std::vector<std::string> prior;

  static constexpr auto describe() {
    using core::field;
    using S = FitOptions;
    return std::tuple{
        field(&S::models, "models",
              {.help = "candidate models, sums such as pair1+pair2+triplet1, with a plane group of "
                       "their own as in pair1/p4m; the random mixture is always fitted beside them",
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
              {.help = "standard deviation of the normal prior of every interaction, centred on 0",
               .unit = "kT",
               .range = {0.01, 100}}),
        field(&S::prior, "prior",
              {.help = "normal priors of single parameters as mean:deviation, such as "
                       "pair1=0.2:0.1 or fraction:Se=0.45:0.02",
               .unit = "kT"}),
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
  double value_narrow = 0;   ///< of a parameter, with all priors half as wide
  double value_wide = 0;     ///< and twice as wide
};

/// Independent motifs that would scatter as the twins do.
double effective_motifs(const Simulation& simulation);

/// Mean, standard deviation and central interval of a sample.
Estimate estimate_from(const std::string& name, const Eigen::VectorXd& sample, double level);

/// What a fit found.
struct Fit {
  std::string model;
  std::vector<Estimate> parameters;  ///< mean, standard deviation and quantiles of the posterior
  Parameters simulated_at;           ///< where the last simulation stood
  Parameters best;                   ///< after the last linear step: most probable parameters
  Simulation simulation;             ///< at `simulated_at`
  Tangent tangent;                   ///< likewise
  Eigen::MatrixXd twin_steps;        ///< likewise, of every twin: parameters x twins
  Prior prior;
  Likelihood likelihood;
  Posterior posterior;
  std::vector<Undetermined> undetermined;
  Goodness goodness;
  MomentMatching moments;
  Eigen::VectorXd expected;     ///< orbit probabilities at `best`
  double effective_motifs = 0;  ///< of the simulation
  int simulations = 0;
  bool converged = false;
};

/// Gauss-Newton on the sphere, each step with a fresh simulation: the step leads to the most
/// probable parameters given psi = sqrt(p) and the prior, both taken for normal. It stops when
/// every parameter's step is under half a standard deviation of the posterior, then takes that last
/// step without another simulation. A step that led away from the observation, or to where the
/// sampler does not equilibrate, is taken back and shortened. It sets out from the first of
/// `starts`; where the observation is out of reach there, from the nearest of all. `observed` holds
/// orbit probabilities.
Fit fit(const Eigen::VectorXd& observed, const ForwardModel& model,
        const std::vector<Parameters>& starts, const Prior& prior, const FitOptions& options,
        const core::Stream& stream, const core::Execution& execution);

}  // namespace gibbsight::inference
