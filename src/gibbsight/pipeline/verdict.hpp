// What results say, in words for people.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/pipeline/results.hpp"

namespace gibbsight::pipeline {

/// Whether a parameter is an energy.
bool is_interaction(const std::string& parameter);

/// Sentences that a non-expert can repeat, the most important first. Of a fit that the data do not
/// decide they say why; of a refusal, where the chain stopped.
std::vector<std::string> verdict(const Results& results);

/// Which of the candidates the data need.
std::string conclusion(const Analysis& analysis);

/// What a printed energy means and assumes.
std::string energy_note(const Results& results, const Configuration& configuration);

}  // namespace gibbsight::pipeline
