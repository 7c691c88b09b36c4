// What the analysis adds to a report: configurations, models, scan, predictions.
#pragma once

#include "gibbsight/io/fit_file.hpp"
#include "gibbsight/pipeline/analyse.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::pipeline {

/// `file` is the summary of the same analysis.
void report_analysis(const Analysis& analysis, const io::FitFile& file, report::Report& report);

}  // namespace gibbsight::pipeline
