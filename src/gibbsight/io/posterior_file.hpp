// posterior.nc: draws from the posterior in the layout that ArviZ opens.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace gibbsight::io {

struct Posterior {
  std::vector<std::string> names;      ///< parameters
  std::vector<Eigen::MatrixXd> draws;  ///< one a parameter, chains x draws
  Eigen::MatrixXd prior_draws;         ///< parameters x draws, one chain
  Eigen::MatrixXd log_density;         ///< chains x draws (sample_stats: lp)
  Eigen::MatrixXd log_likelihood;      ///< chains x draws (log_likelihood: histogram)
  Eigen::VectorXd observed;            ///< orbit probabilities (observed_data: histogram)
  /// orbits x (chains * predicted draws), chain after chain (posterior_predictive: histogram)
  Eigen::MatrixXd predicted;
  std::vector<std::string> attributes;  ///< "key=value" on the file: version, model, ...
};

/// netCDF-4 groups posterior, prior, sample_stats, log_likelihood, observed_data and
/// posterior_predictive with dimensions chain, draw (and orbit), coordinate variables included; the
/// attribute "schema" is added. Throws OutputError.
void write_posterior(const std::string& path, const Posterior& posterior);
/// Throws DataError for a file of another kind.
Posterior read_posterior(const std::string& path);
Posterior parse_posterior(std::string bytes, const std::string& path);  ///< errors name the path

}  // namespace gibbsight::io
