// The prior that the configuration asks for.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/inference/fit.hpp"

namespace gibbsight::pipeline {

/// One entry a parameter: fit.prior where it names the parameter, else a normal about 0 of
/// fit.prior_width, or nearly flat from 0 to 1 for the fraction of a species. Names of other
/// candidates' parameters are passed over. Throws ConfigurationError for a word that is not
/// NAME=MEAN:DEVIATION.
inference::Prior make_prior(const std::vector<std::string>& parameter_names,
                            const inference::FitOptions& options);

}  // namespace gibbsight::pipeline
