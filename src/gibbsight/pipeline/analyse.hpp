// From an occupancy, or a bare histogram, to interactions: every candidate fitted and compared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gibbsight/inference/comparison.hpp"
#include "gibbsight/inference/fit_function.hpp"
#include "gibbsight/pipeline/candidate.hpp"
#include "gibbsight/pipeline/make_scan.hpp"
#include "gibbsight/pipeline/null_test.hpp"

namespace gibbsight::pipeline {

enum class Status { ok, uninformative };

struct Analysis {
  std::vector<Subject> subjects;
  std::optional<double> temperature;  ///< energies are in units of k_B times this, K; the first's
  Eigen::VectorXd observed;           ///< orbit probabilities of all subjects, one after the other
  std::vector<inference::Fit> fits;   ///< the random mixture first, then the candidates
  std::vector<inference::Evidence> evidences;
  std::vector<std::vector<Apparent>> null_tests;   ///< by candidate and parameter; empty: not made
  std::size_t best = 0;                            ///< the most probable candidate
  std::vector<inference::Averaged> averaged;       ///< over the candidates that the data support
  std::vector<inference::Prediction> predictions;  ///< of the best, for what was not fitted
  std::optional<ScanCurve> scan;
  Status status = Status::ok;
  std::vector<std::string> reasons;  ///< why it is not ok
  std::vector<std::string> warnings;
  std::vector<double> composition;  ///< of the seen sites, one a species

  bool is_joint() const { return subjects.size() > 1; }
  const inference::Fit& best_fit() const { return fits[best]; }
  const inference::Fit& random_fit() const { return fits[0]; }
};

/// Fits every candidate to all subjects at once, compares them, checks the best, scans s against
/// temperature. Throws DataError where there are too few motifs or only one species. `functions`
/// are candidates of one subject beside those of the configuration; they draw what the microscope
/// shows, and have neither a scan nor predictions.
Analysis analyse(const std::vector<Subject>& subjects, const Configuration& configuration,
                 const core::Execution& execution,
                 const std::vector<inference::FunctionModel>& functions = {});

/// What a joint analysis says of one of its subjects; energies stay in the units of the whole.
Analysis part_of(const Analysis& joint, std::size_t i);

/// Whether a fit came to an end, whatever it tells.
bool is_usable(const inference::Fit& fit);

/// One candidate fitted, and the same seen from one subject.
inference::Fit fit_candidate(const std::vector<Subject>& subjects, const std::string& name,
                             const Configuration& configuration, const core::Execution& execution);
inference::Fit fit_of_subject(const Analysis& analysis, std::size_t candidate, std::size_t i);

}  // namespace gibbsight::pipeline
