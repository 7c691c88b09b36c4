// The whole chain.
#pragma once

#include <string>

#include "gibbsight/pipeline/results.hpp"

namespace gibbsight::pipeline {

/// Every function takes the configuration of all inputs and uses what it says of its own.

/// From an image file to results. Data that can't be used end in a Refusal that keeps what was
/// reached; every other error is thrown.
Results run(const std::string& path, const Configuration& configuration,
            const core::Execution& execution);

/// From a table of sites, or a bare histogram (code,count), to results. A non-empty `image_path` is
/// shown under the sites in the report.
Results run_fit(const std::string& path, const std::string& image_path,
                const Configuration& configuration, const core::Execution& execution);

JointResults run_jointly(const std::vector<std::string>& images, const Configuration& configuration,
                         const core::Execution& execution);
JointResults run_fit_jointly(const std::vector<std::string>& tables,
                             const Configuration& configuration, const core::Execution& execution);

/// Adds to what was fitted its variations, and a warning for each that disagrees with another.
/// `images` are the sites that were fitted; nothing is varied where some input was a histogram.
void vary_into(Results& results, const std::vector<FittedSites>& images,
               const Configuration& configuration, const core::Execution& execution);

/// What `fit`, `scan` and `count` read: a table of sites or a bare histogram, told apart by
/// columns.
struct Input {
  Subject subject;
  std::optional<io::SiteTable> sites;  ///< none for a histogram
};
Input read_input(const std::string& path, const Configuration& configuration);

}  // namespace gibbsight::pipeline
