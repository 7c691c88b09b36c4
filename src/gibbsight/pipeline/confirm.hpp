// The loop closed at the optimum: what was fitted, drawn, measured and fitted again.
#pragma once

#include <vector>

#include "gibbsight/pipeline/analyse.hpp"
#include "gibbsight/pipeline/calibration.hpp"

namespace gibbsight::pipeline {

struct Confirmation {
  /// What twins of the best model show of each of its parameters beyond what went in, after the
  /// correction by the null test: an error of that correction.
  std::vector<Apparent> apparent;
  /// Of the experiment to these twins, which have its interactions too. Empty where none were made.
  std::vector<Likeness> likeness;
  image::Image image;  ///< one of the twins
};

/// Throws DataError where the model's sampler or the measured branch fails.
Confirmation confirm(const Calibration& calibration, const Analysis& analysis,
                     const Configuration& configuration, const core::Execution& execution);

/// Says in the analysis what the null test and the confirmation make doubtful.
void explain(const Calibration& calibration, Analysis& analysis);
void explain(const Confirmation& confirmation, Analysis& analysis);
void explain(const std::vector<Likeness>& likeness, Analysis& analysis);

}  // namespace gibbsight::pipeline
