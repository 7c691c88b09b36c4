// The null test: how the random mixture seems to interact through this microscope.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/pipeline/subject.hpp"

namespace gibbsight::pipeline {

/// What image-level twins of the random mixture show of one parameter: not what they were made of,
/// and so an error of the measured branch.
struct Apparent {
  double mean = 0;    ///< that would be measured without correction, beyond what confusion makes
  double error = 0;   ///< standard error of the mean
  double spread = 0;  ///< standard deviation over the twins, of one image each

  bool is_significant() const { return mean > 2 * error || -mean > 2 * error; }
};

/// In standard deviations of the posterior; less does not show in an interval.
inline constexpr double kNoticeable = 0.5;

/// One entry a parameter of the candidate `name`; none where a subject has no image-level twins. By
/// one linear step from the random mixture, without the correction that fits make.
std::vector<Apparent> null_test(const std::vector<Subject>& subjects, const std::string& name,
                                const Configuration& configuration,
                                const core::Execution& execution);

/// The same from roots of histograms, seen and expected by the site level (orbits x twins), about a
/// reference, through the linear map from such a root to the parameters.
std::vector<Apparent> apparent(const Eigen::MatrixXd& to_parameters, const Eigen::MatrixXd& seen,
                               const Eigen::MatrixXd& expected);

}  // namespace gibbsight::pipeline
