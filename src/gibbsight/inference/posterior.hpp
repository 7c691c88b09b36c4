// Draws from the posterior, and what they integrate to.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/core/random.hpp"
#include "gibbsight/inference/likelihood.hpp"

namespace gibbsight::inference {

struct Posterior {
  std::vector<Eigen::MatrixXd> draws;  ///< one a parameter, chains x draws
  Eigen::MatrixXd log_likelihood;      ///< chains x draws
  Eigen::MatrixXd log_prior;           ///< chains x draws
  Eigen::MatrixXd prior_draws;         ///< parameters x draws, of the prior alone
  Eigen::VectorXd mean;                ///< one entry a parameter
  Eigen::MatrixXd covariance;          ///< parameters x parameters
  Eigen::VectorXd r_hat;               ///< one a parameter: 1 where the chains agree
  Eigen::VectorXd effective_size;      ///< one a parameter: independent draws worth as much
  double acceptance = 0;               ///< share of proposals taken

  /// Of all chains, a parameter.
  double quantile(std::size_t parameter, double fraction) const;
};

/// Independent proposals from a Student t of few degrees of freedom about the normal approximation,
/// taken or not by Metropolis and Hastings (Hastings 1970, doi:10.1093/biomet/57.1.97): exact for
/// any likelihood and prior, and nearly independent draws where the approximation is good.
Posterior sample_posterior(const Likelihood& likelihood, const Prior& prior,
                           const core::Stream& stream, int chains = 4, int draws = 1000);

/// The logarithm of the integral of likelihood times prior, with the standard error of its
/// estimate.
struct Integral {
  double log_value = 0;
  double error = 0;
  Parameters mean;  ///< of the posterior
};

/// By importance sampling from the same proposals.
Integral integrate(const Likelihood& likelihood, const Prior& prior, const core::Stream& stream,
                   int draws = 2000);

/// Histograms that the model would show at draws from the posterior, each with the scatter of a
/// twin: orbits x (chains * draws), chain after chain, of the first `draws` of every chain.
Eigen::MatrixXd predict_histograms(const Posterior& posterior, const Likelihood& likelihood,
                                   const Tangent& tangent, const Simulation& simulation,
                                   Eigen::Index draws, const core::Stream& stream);

}  // namespace gibbsight::inference
