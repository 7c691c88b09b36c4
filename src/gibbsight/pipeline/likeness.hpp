// Whether an experiment could be told from its twins.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "gibbsight/image/image.hpp"

namespace gibbsight::pipeline {

/// How an image looks, apart from what is where: what experiment and twins are compared by.
struct Look {
  std::vector<double> intensities;  ///< of atoms on sites, sorted
  std::vector<double> misfits;  ///< px, of their places from where neighbours expect them, sorted
  Eigen::VectorXd spectrum;     ///< logarithm of the mean power over rings of frequency
};

Look look_at(const image::Image& image, std::vector<double> intensities,
             std::vector<double> misfits);

/// A two-sample check. The distance of an image is that to all the twins but itself: for
/// intensities and misfits the largest difference of cumulative distributions (Kolmogorov and
/// Smirnov), for the spectrum the root mean square difference of its logarithm.
struct Likeness {
  std::string name;
  double distance = 0;  ///< of the experiment
  double usual = 0;     ///< of a twin, the median
  double p_value = 1;   ///< share of twins, experiment included, that are as far
};

std::vector<Likeness> compare_looks(const Look& experiment, const std::vector<Look>& twins);

}  // namespace gibbsight::pipeline
