// What keeps a fit's numbers from being an answer, in words.
#pragma once

#include "gibbsight/pipeline/analyse.hpp"

namespace gibbsight::pipeline {

/// Adds to the reasons (not an answer) and warnings (an answer, with care) of an analysis whose
/// candidates are fitted and compared.
void explain_doubts(Analysis& analysis);

}  // namespace gibbsight::pipeline
