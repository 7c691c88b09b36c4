// What a whole image goes through beyond the confusion of single sites: errors that are correlated
// in space, as bleed-through, a background or a changing tip make them.
#pragma once

#include <Eigen/Core>

#include "gibbsight/core/random.hpp"

namespace gibbsight::microscope {

/// Measured on twins that were drawn as images and went through the whole measured branch: roots
/// psi = sqrt(p) of their histograms, and of what confusion alone makes of the same sites (its mean
/// over draws). Orbits x twins; no columns where none were made.
struct Departures {
  Eigen::MatrixXd seen;
  Eigen::MatrixXd expected;
  /// Share of the scatter of their difference that is more than confusion, drawn site by site,
  /// gives.
  double excess = 0;

  bool is_none() const { return seen.cols() == 0; }
  Eigen::VectorXd mean() const { return (seen - expected).rowwise().mean(); }
};

/// One of the departures an image may have: their mean, as well as it is known from so few twins
/// (Bayesian bootstrap, Rubin 1981, doi:10.1214/aos/1176345338), and their excess scatter.
Eigen::VectorXd draw_departure(const Departures& departures, core::Generator& random);

/// Probabilities whose roots are shifted; none falls below 0, and the sum stays 1.
Eigen::VectorXd depart(const Eigen::VectorXd& probabilities, const Eigen::VectorXd& departure);

}  // namespace gibbsight::microscope
