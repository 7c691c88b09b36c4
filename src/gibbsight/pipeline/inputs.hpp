// Several inputs, each with options of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/io/fit_file.hpp"
#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::pipeline {

/// What an input is called beside others: its file's name without the ending.
std::string name_of(const std::string& path);

/// What origins and errors call an option of a table: "input[2].roi" of the third.
std::string input_key(std::size_t index, std::string_view name);

/// Which table is of a path, however it is written; the number of tables where none is.
std::size_t find_input(const std::vector<InputOptions>& inputs, const std::string& path);

/// The inputs that were typed, else those of the tables. Throws ConfigurationError for a table of
/// something else than what was typed.
std::vector<std::string> input_paths(const Configuration& configuration,
                                     const std::vector<std::string>& typed);

/// The configuration with a table for each path in that order, which it then gives by itself.
/// Without tables it stays as it is.
Configuration arrange_inputs(const Configuration& configuration,
                             const std::vector<std::string>& paths);

/// The configuration of one input alone: what its table sets stands in the sections, and there are
/// no tables.
Configuration configuration_of(const Configuration& configuration, const std::string& path);

/// The files that an input's results come from, and what is in them. Throws as core::read_file
/// does.
std::vector<io::InputRecord> record_inputs(const std::string& path,
                                           const Configuration& own_configuration);

/// Sets "section.option" for all inputs: no table has it any more.
void set_for_all(std::string_view key, Configuration& configuration);

/// Throws the error of an input again, as a ConfigurationError of its table where that has set the
/// option at fault.
[[noreturn]] void rethrow_of_input(const core::Error& error, const std::string& path,
                                   const Configuration& configuration);

/// Does the work of one input with its own configuration.
template <class Work>
auto for_input(const std::string& path, const Configuration& configuration, const Work& work) {
  try {
    return work(configuration_of(configuration, path));
  } catch (const core::ConfigurationError& error) {
    rethrow_of_input(error, path, configuration);
  } catch (const core::UsageError& error) {
    rethrow_of_input(error, path, configuration);
  }
}

}  // namespace gibbsight::pipeline
