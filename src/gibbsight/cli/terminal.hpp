// The terminal: progress on standard error, and Ctrl-C.
#pragma once

#include "gibbsight/core/execution.hpp"
#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::cli {

/// From now on Ctrl-C asks running work to stop instead of killing the process.
void catch_interrupts();

/// Progress is drawn only on a terminal, and not where the user asked for quiet.
core::Execution make_execution(const pipeline::Configuration& configuration);

/// Wipes the progress line before something else is printed.
void end_progress();

}  // namespace gibbsight::cli
