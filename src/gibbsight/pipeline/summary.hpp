// What results say, in numbers: for fit.json and for the terminal.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/io/fit_file.hpp"
#include "gibbsight/pipeline/results.hpp"

namespace gibbsight::pipeline {

/// fit.json's contents.
io::FitFile summarise(const Results& results, const Configuration& configuration);

/// The few lines a user reads on the terminal: what a fit found, and its verdict.
std::string summary_text(const io::FitFile& file, const std::vector<std::string>& verdict);

}  // namespace gibbsight::pipeline
