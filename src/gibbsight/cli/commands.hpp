// The verbs. Each adds its options to the command line and says what it does when it is called;
// its return value is the exit status.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace gibbsight::cli {

/// What to call for the verb that was typed.
using Actions = std::map<const CLI::App*, std::function<int()>>;

void add_run(CLI::App& app, Actions& actions);
void add_atoms(CLI::App& app, Actions& actions);
void add_index(CLI::App& app, Actions& actions);
void add_count(CLI::App& app, Actions& actions);
void add_fit(CLI::App& app, Actions& actions);
void add_simulate(CLI::App& app, Actions& actions);
void add_scan(CLI::App& app, Actions& actions);
void add_distance(CLI::App& app, Actions& actions);
void add_report(CLI::App& app, Actions& actions);
void add_info(CLI::App& app, Actions& actions);
void add_config(CLI::App& app, Actions& actions);

}  // namespace gibbsight::cli
