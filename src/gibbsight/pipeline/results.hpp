// Everything that one run found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gibbsight/io/fit_file.hpp"
#include "gibbsight/pipeline/confirm.hpp"
#include "gibbsight/pipeline/vary.hpp"

namespace gibbsight::pipeline {

/// Where a chain that could not go on stopped, and why.
struct Refusal {
  std::string stage;
  std::string reason;
};

/// What a run did not reach is empty.
struct Results {
  std::string source;  ///< the input as the user typed it
  std::vector<io::InputRecord> inputs;
  std::optional<Measurement> measurement;
  std::optional<io::SiteTable> table;  ///< sites that were read instead of measured
  std::optional<Analysis> analysis;
  std::optional<Calibration> calibration;  ///< none of what is no image
  std::optional<Confirmation> confirmation;
  std::vector<Variation> variations;  ///< none of a bare histogram
  std::optional<Refusal> refusal;
  double analysis_seconds = 0;

  /// The sites, measured or read; nothing where a chain did not get so far.
  const io::SiteTable* site_table() const {
    if (table) return &*table;
    return measurement && measurement->table ? &*measurement->table : nullptr;
  }
};

/// Several inputs with the same interactions, in units of k_B times the temperature of the first.
struct JointResults {
  Results whole;               ///< the fit to all of them
  std::vector<Results> parts;  ///< what it says of each; without it where one can't be used
};

}  // namespace gibbsight::pipeline
