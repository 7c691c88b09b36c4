// The same answer from other parts of the data, and from other decisions: they should agree.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/inference/fit.hpp"
#include "gibbsight/pipeline/analyse.hpp"
#include "gibbsight/pipeline/measure.hpp"

namespace gibbsight::pipeline {

struct Variation {
  std::string aspect;  ///< what was changed: "half of the image"
  std::string label;   ///< to what: "upper"
  std::vector<inference::Estimate> parameters;
};

/// The most probable model with interactions fitted again to each half of the image, to the sites
/// whose class is more certain, without those beside a gap or the edge, and without what was
/// corrected by hand. None where no model with interactions could be fitted; a variation that
/// leaves too little is left out. `subject` is that of the measurement.
std::vector<Variation> vary(const Measurement& measurement, const Subject& subject,
                            const Analysis& analysis, const Configuration& configuration,
                            const core::Execution& execution);

/// A sentence for every parameter on which two halves of the image disagree by more than chance.
std::vector<std::string> disagreements(const std::vector<Variation>& variations);

}  // namespace gibbsight::pipeline
