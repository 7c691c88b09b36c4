// Which of several fitted models the observation speaks for.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "gibbsight/inference/fit.hpp"

namespace gibbsight::inference {

/// Below this p-value a model is contradicted by the data.
inline constexpr double kContradicted = 0.01;

/// Odds nearer to 1 than this decide nothing: "not worth more than a bare mention" (Kass and
/// Raftery 1995, doi:10.2307/2291091).
inline constexpr double kBareMention = 3;

/// All candidates are equally likely beforehand.
struct Evidence {
  double log_evidence = 0;  ///< of the common statistic; only differences mean anything
  double error = 0;         ///< standard error of that: from finite draws, and from finite twins
  double probability = 0;   ///< among the candidates
  double probability_narrow = 0;  ///< the same with the widths of all priors halved
  double probability_wide = 0;    ///< the same with them doubled
};

/// Models are compared on one common statistic: psi projected on the directions that the parameters
/// of any candidate can move. Under each model its density is Student's t with a mean linear in the
/// parameters (see Likelihood), and the evidence is its integral over the prior.
std::vector<Evidence> compare(const Eigen::VectorXd& observed, const std::vector<Fit>& fits,
                              const core::Stream& stream);

/// The candidates that the observation does not speak against: not contradicted (p-value), and
/// probable enough beside the most probable of those.
std::vector<std::size_t> supported(const std::vector<Fit>& fits,
                                   const std::vector<Evidence>& evidences);

/// A parameter over the supported candidates, each as probable as its evidence says. One that a
/// candidate does not have is 0 there.
struct Averaged {
  Estimate estimate;
  double lowest = 0;  ///< of the single candidates' values
  double highest = 0;
};

/// Every parameter of any supported candidate, in order of appearance.
std::vector<Averaged> average(const std::vector<Fit>& fits, const std::vector<Evidence>& evidences,
                              double level);

}  // namespace gibbsight::inference
