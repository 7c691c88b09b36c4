// Whether posteriors cover what they should: data from known parameters that are drawn from the
// prior, through the whole fit (simulation-based calibration, Talts et al. 2018,
// arXiv:1804.06788).
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "gibbsight/inference/fit.hpp"
#include "gibbsight/microscope/microscope.hpp"
#include "gibbsight/motifs/motif.hpp"

namespace gibbsight::calibration {

/// One kind of image, model and prior.
struct Setting {
  std::string name;
  lattice::Lattice lattice;
  std::string model;
  std::string symmetry = "lattice";
  int side = 48;                             ///< cells of the window along each side
  std::optional<Eigen::VectorXd> bulk = {};  ///< none: the composition is fitted
  inference::Prior prior = {};               ///< of the fit, and of the truths
  int twins = 256;
  double misclassified = 0;      ///< share of atoms taken for another species
  double atoms_that_taught = 0;  ///< of each species, that this share was learned from
};

/// The six settings that gibbsight answers for, and one at the edge.
std::vector<Setting> settings();

/// A window of side x side cells out of a periodic box so many times as wide; 1: the box itself.
lattice::Occupancy draw_window(const Setting& setting, const Eigen::VectorXd& truth, int across,
                               const core::Stream& stream, const core::Execution& execution);

/// What became of one synthetic image.
struct Outcome {
  bool usable = false;  ///< the fit converged and its sampler had equilibrated
  int simulations = 0;
  double p_value = 1;
  Eigen::VectorXd truth;  ///< one entry a parameter, likewise below
  Eigen::VectorXd value;
  Eigen::VectorXd standard_error;
  Eigen::VectorXd rank;  ///< share of posterior draws below the truth
};

std::vector<std::string> parameter_names(const Setting& setting);

/// The same numbers for the same setting and index, whatever else is run.
Outcome try_one(const Setting& setting, std::uint64_t index);

/// What many outcomes say of one parameter.
struct Summary {
  std::size_t sets = 0;  ///< usable ones
  double covers90 = 0;   ///< share of truths within the central 90 % of the posterior
  double covers50 = 0;
  double rank_p = 0;  ///< chi-squared p-value of uniform ranks
  double bias = 0;    ///< mean of (value - truth) / standard error
  double spread = 0;  ///< root mean square of the same
};
Summary summarise(const std::vector<Outcome>& outcomes, Eigen::Index parameter);

/// Chi-squared p-value of a sample that should be uniform in [0, 1].
double uniformity(const std::vector<double>& sample);

/// Half width of the band that holds a share of so many independent sets with probability 0.999.
double band(double share, std::size_t sets);

}  // namespace gibbsight::calibration
