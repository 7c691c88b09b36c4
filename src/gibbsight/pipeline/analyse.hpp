// From an occupancy, or a bare histogram, to interactions: every candidate fitted and compared.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gibbsight/inference/comparison.hpp"
#include "gibbsight/inference/scan.hpp"
#include "gibbsight/io/histogram_table.hpp"
#include "gibbsight/pipeline/configuration.hpp"
#include "gibbsight/pipeline/lattice_forward_model.hpp"

namespace gibbsight::pipeline {

/// What is analysed. A bare histogram comes with a window of sites that were all seen and as many
/// motifs, whose species mean nothing.
struct Subject {
  lattice::Occupancy occupancy;
  microscope::Confusion confusion;
  motifs::Motif motif;
  motifs::Histogram histogram;
  bool bare = false;  ///< the sites were not given, only the histogram
};

/// Counts the motif the configuration asks for. Confusion as the configuration says, else
/// `confusion`.
Subject make_subject(const lattice::Occupancy& occupancy, const microscope::Confusion& confusion,
                     const Configuration& configuration);
Subject make_bare_subject(const motifs::Motif& motif, const motifs::Histogram& histogram,
                          const Configuration& configuration);

/// The curve of s against a parameter.
struct ScanCurve {
  std::string model;
  std::string parameter;
  std::vector<io::ScanRow> rows;
};

enum class Status { ok, uninformative };

struct Analysis {
  Subject subject;
  std::vector<inference::Fit> fits;  ///< the random mixture first, then the candidates
  std::vector<inference::Evidence> evidences;
  std::size_t best = 0;                            ///< the most probable candidate
  std::vector<inference::Averaged> averaged;       ///< over the candidates that the data support
  std::vector<inference::Prediction> predictions;  ///< of the best, for what was not fitted
  std::optional<ScanCurve> scan;
  Status status = Status::ok;
  std::vector<std::string> reasons;  ///< why it is not ok
  std::vector<std::string> warnings;
  std::vector<double> composition;  ///< of the seen sites, one a species

  const inference::Fit& best_fit() const { return fits[best]; }
  const inference::Fit& random_fit() const { return fits[0]; }
};

/// Fits every candidate, compares them, scans s against temperature. Throws DataError where there
/// are too few motifs or only one species.
Analysis analyse(const Subject& subject, const Configuration& configuration,
                 const core::Execution& execution);

/// s along the configuration's [scan] about a fit; temperature divides every interaction.
ScanCurve make_scan(const Subject& subject, const inference::Fit& fitted,
                    const Configuration& configuration, const core::Execution& execution);

/// Fits the first candidate that has interactions and scans about it.
ScanCurve fit_and_scan(const Subject& subject, const Configuration& configuration,
                       const core::Execution& execution);

}  // namespace gibbsight::pipeline
