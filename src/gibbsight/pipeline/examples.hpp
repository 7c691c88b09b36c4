// Configurations of worked examples.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::pipeline {

std::vector<std::string> example_names();

/// Throws UsageError for a name that is not one of them.
Configuration example_configuration(const std::string& name);

}  // namespace gibbsight::pipeline
