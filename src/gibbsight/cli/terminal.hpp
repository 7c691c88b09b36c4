// The terminal: progress and errors on standard error, and Ctrl-C.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::cli {

/// From now on Ctrl-C asks running work to stop instead of killing the process; a second one kills.
void catch_interrupts();

/// Progress is drawn only on a terminal, and not where the user asked for quiet.
core::Execution make_execution(const pipeline::Configuration& configuration);

/// Wipes the progress line before something else is printed.
void end_progress();

/// Names and values come from anywhere: what would move the cursor is shown as an escape.
std::string on_one_line(std::string_view text);

/// "gibbsight: error: MESSAGE" on one line.
void print_error(std::string_view message);
void print_warnings(const std::vector<std::string>& warnings, bool quiet);

}  // namespace gibbsight::cli
