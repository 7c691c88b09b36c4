// What is believed of the parameters before the image is seen.
#pragma once

#include <Eigen/Core>

#include "gibbsight/core/random.hpp"
#include "gibbsight/inference/forward_model.hpp"

namespace gibbsight::inference {

/// Independent normal distributions, each cut off outside [low, high]. A width far larger than the
/// range makes a uniform one. One entry a parameter.
struct Prior {
  Eigen::VectorXd mean;
  Eigen::VectorXd width;  ///< standard deviations before the cut
  Eigen::VectorXd low;
  Eigen::VectorXd high;

  /// No cut.
  static Prior normal(const Eigen::VectorXd& mean, const Eigen::VectorXd& width);
  /// Flat between the bounds, one entry a parameter.
  static Prior uniform(const Eigen::VectorXd& low, const Eigen::VectorXd& high);
  /// Standard deviations, with the cut: of a wide one between bounds, those of a uniform one.
  Eigen::VectorXd deviations() const;
  /// The nearest parameters that are possible.
  Parameters clamp(const Parameters& parameters) const;
  /// The same with every width multiplied: how an answer depends on its prior.
  Prior scaled(double factor) const;

  double log_density(const Parameters& parameters) const;  ///< normalised
  Parameters draw(core::Generator& random) const;
};

}  // namespace gibbsight::inference
