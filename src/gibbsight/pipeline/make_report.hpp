// Fills the report's plain values from results.
#pragma once

#include "gibbsight/pipeline/results.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::pipeline {

report::Report make_report(const Results& results, const Configuration& configuration);

}  // namespace gibbsight::pipeline
