// Fills the report's plain values from results.
#pragma once

#include "gibbsight/pipeline/results.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::pipeline {

report::Report make_report(const Results& results, const Configuration& configuration);

/// A fit to several inputs, and what it says of each of them. The reports of the parts lie in
/// folders named after their inputs, below that of the whole.
struct JointReport {
  report::Report whole;
  std::vector<report::Report> parts;
};
JointReport make_joint_report(const JointResults& results, const Configuration& configuration);

}  // namespace gibbsight::pipeline
