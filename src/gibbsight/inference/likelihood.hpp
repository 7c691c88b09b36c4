// How probable the observation is under parameters near a simulation.
#pragma once

#include <Eigen/Core>

#include "gibbsight/inference/prior.hpp"
#include "gibbsight/inference/student_t.hpp"
#include "gibbsight/inference/tangent.hpp"

namespace gibbsight::inference {

/// Synthetic likelihood (Wood 2010, doi:10.1038/nature09319) of the observation's place along a few
/// directions of the sphere. There psi is normal about a mean that is linear in the parameters (or
/// quadratic, where the tangent's curvature is known), with the covariance of the twins. That
/// covariance and the mean are known from B twins only; with both marginalised out the density is
/// Student's t with B - k degrees of freedom for k directions (Sellentin and Heavens 2016,
/// doi:10.1093/mnrasl/slv190).
struct Likelihood {
  Parameters at;             ///< where the model was simulated
  Eigen::VectorXd residual;  ///< along each direction: psi observed - psi expected
  Eigen::MatrixXd slope;     ///< directions x parameters
  StudentT noise;            ///< of the residual about its expectation
  Curvature bend = {};       ///< its rises along the directions

  double log_density(const Parameters& parameters) const;
  /// d^2 log density / d theta^2 of the normal with the same scale, negative: parameters squared.
  Eigen::MatrixXd information() const;
};

/// `psi` observed, along the columns of `directions`.
Likelihood make_likelihood(const Tangent& tangent, const Simulation& simulation,
                           const Parameters& at, const Eigen::VectorXd& psi,
                           const Eigen::MatrixXd& directions);

/// Normal distribution with the mode and the curvature of likelihood times prior, both taken for
/// normal.
struct NormalPosterior {
  Parameters mode;
  Eigen::MatrixXd covariance;
};
NormalPosterior normal_posterior(const Likelihood& likelihood, const Prior& prior);

}  // namespace gibbsight::inference
