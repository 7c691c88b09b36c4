// What results say, in numbers for fit.json and in words for people.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/io/fit_file.hpp"
#include "gibbsight/pipeline/results.hpp"

namespace gibbsight::pipeline {

/// fit.json's contents.
io::FitFile summarise(const Results& results, const Configuration& configuration);

/// Sentences that a non-expert can repeat, the most important first.
std::vector<std::string> verdict(const Results& results, const Configuration& configuration);

/// The few lines a user reads on the terminal.
std::string summary_text(const Results& results, const Configuration& configuration);

/// What a printed energy means and assumes.
std::string energy_note(const Results& results, const Configuration& configuration);

}  // namespace gibbsight::pipeline
