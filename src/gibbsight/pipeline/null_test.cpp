#include "gibbsight/pipeline/null_test.hpp"

#include <algorithm>
#include <cmath>

#include "gibbsight/pipeline/candidate.hpp"

namespace gibbsight::pipeline {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Columns of all subjects' roots, as one joint observation each.
MatrixXd join_roots(const Candidate& candidate, const std::vector<Subject>& subjects, Index count,
                    MatrixXd microscope::Departures::*roots) {
  MatrixXd joined;
  for (Index i = 0; i < count; ++i) {
    std::vector<VectorXd> parts;
    for (const Subject& s : subjects) parts.emplace_back((s.departures.*roots).col(i).cwiseAbs2());
    const VectorXd column = candidate.join(parts).cwiseSqrt();
    joined.conservativeResize(column.size(), count);
    joined.col(i) = column;
  }
  return joined;
}

}  // namespace

std::vector<Apparent> apparent(const MatrixXd& to_parameters, const MatrixXd& seen,
                               const MatrixXd& expected) {
  const MatrixXd own = to_parameters * (seen - expected);
  const VectorXd means = own.rowwise().mean();
  const VectorXd errors = (inference::variances(own) / static_cast<double>(own.cols())).cwiseSqrt();
  const VectorXd spreads = inference::variances(to_parameters * seen).cwiseSqrt();
  std::vector<Apparent> result;
  for (Index k = 0; k < means.size(); ++k) result.push_back({means[k], errors[k], spreads[k]});
  return result;
}

std::vector<Apparent> null_test(const std::vector<Subject>& subjects, const std::string& name,
                                const Configuration& configuration,
                                const core::Execution& execution) {
  Index count = subjects.front().departures.seen.cols();
  for (const Subject& s : subjects) count = std::min(count, s.departures.seen.cols());
  if (count < 2) return {};
  std::vector<Subject> uncorrected = subjects;
  for (Subject& s : uncorrected) s.departures = {};
  const Candidate candidate(uncorrected, name, configuration);
  if (candidate.model().parameter_names().empty()) return {};
  const auto stream = core::Stream(configuration.sampler.seed).child("null test").child(name);
  const inference::Parameters random = candidate.starts().back();
  const inference::Request request{static_cast<std::size_t>(configuration.fit.twins), false};
  const auto tangent = make_tangent(
      candidate.model().simulate(std::span(&random, 1), request, stream, execution).front());
  return apparent(tangent.pseudo_inverse,
                  join_roots(candidate, subjects, count, &microscope::Departures::seen),
                  join_roots(candidate, subjects, count, &microscope::Departures::expected));
}

}  // namespace gibbsight::pipeline
