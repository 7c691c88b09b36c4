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
  std::string model;
  std::vector<inference::Estimate> parameters;
};

/// Sites that were fitted, with the configuration of their own.
struct FittedSites {
  const io::SiteTable* table = nullptr;
  /// Before corrections by hand; none where there were none.
  const io::SiteTable* unedited = nullptr;
  const Subject* subject = nullptr;
  Configuration configuration;
};

/// The most probable model with interactions fitted again to each half of every image, to the sites
/// whose class is more certain, without those beside a gap or the edge, without what was corrected
/// by hand, and to each of several images alone. None where no model with interactions could be
/// fitted; a variation that leaves too little, or asks for what the tables do not hold, is left
/// out. `images` are the subjects of the analysis.
std::vector<Variation> vary(const std::vector<FittedSites>& images, const Analysis& analysis,
                            const Configuration& configuration, const core::Execution& execution);

/// A sentence for every parameter on which two halves, or two of several images, disagree by more
/// than chance.
std::vector<std::string> disagreements(const std::vector<Variation>& variations);

}  // namespace gibbsight::pipeline
