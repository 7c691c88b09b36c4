// The output folder: every file of it, from the results of a run.
#pragma once

#include <string>

#include "gibbsight/pipeline/results.hpp"

namespace gibbsight::pipeline {

/// Throws OutputError where the folder holds results and `force` is off, or can't be made.
void prepare_folder(const std::string& folder, bool force);

/// Writes every file that the results have, each whole or not at all.
void publish(const std::string& folder, const Results& results, const Configuration& configuration,
             const core::Execution& execution);

}  // namespace gibbsight::pipeline
