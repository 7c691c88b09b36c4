// What a fit leaves behind: its folder, and a few lines on the terminal.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/pipeline/run.hpp"

namespace gibbsight::cli {

/// Publishes results and prints their summary; the exit status.
int tell(const pipeline::Results& results, const std::string& folder,
         const pipeline::Configuration& configuration, const core::Execution& execution);

/// DIR/<file stem> of each input. Throws UsageError where two would be the same.
std::vector<std::string> part_folders(const std::string& folder,
                                      const std::vector<std::string>& inputs);

/// The parts into their folders, the whole into its own; only the whole is printed.
int tell_jointly(const pipeline::JointResults& results, const std::string& folder,
                 const std::vector<std::string>& folders,
                 const pipeline::Configuration& configuration, const core::Execution& execution);

}  // namespace gibbsight::cli
