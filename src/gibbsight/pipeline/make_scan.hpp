// s along one parameter or over two.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/io/histogram_table.hpp"
#include "gibbsight/pipeline/candidate.hpp"

namespace gibbsight::pipeline {

/// s over a line or a grid of parameters.
struct ScanCurve {
  std::string model;
  std::vector<std::string> parameters;  ///< one or two, "temperature" among them
  std::vector<io::ScanRow> rows;
};

/// s along the configuration's [scan] about a fit; temperature divides every interaction.
ScanCurve make_scan(const std::vector<Subject>& subjects, const inference::Fit& fitted,
                    const Configuration& configuration, const core::Execution& execution);

/// Fits the first candidate that has interactions and scans about it.
ScanCurve fit_and_scan(const std::vector<Subject>& subjects, const Configuration& configuration,
                       const core::Execution& execution);

}  // namespace gibbsight::pipeline
