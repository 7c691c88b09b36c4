#include "gibbsight/pipeline/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace gibbsight::pipeline {
namespace {

/// Calls visit(key of the section's option, own field, own value, value of the section).
template <class AnyInput, class AnyConfiguration, class Visitor>
void for_each_own(AnyInput& input, AnyConfiguration& configuration, Visitor&& visit) {
  core::for_each_field(input, [&](const auto& field, auto& own) {
    if constexpr (requires { field.shared; }) {
      for_each_section(configuration, [&](std::string_view section, auto& options) {
        if constexpr (requires { options.*field.shared; }) {
          visit(fmt::format("{}.{}", section, field.name), field, own, options.*field.shared);
        }
      });
    }
  });
}

std::filesystem::path absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal();
}

}  // namespace

std::string name_of(const std::string& path) { return std::filesystem::path(path).stem().string(); }

std::string input_key(std::size_t index, std::string_view name) {
  return fmt::format("input[{}].{}", index, name);
}

std::size_t find_input(const std::vector<InputOptions>& inputs, const std::string& path) {
  const auto found = std::find_if(inputs.begin(), inputs.end(), [&](const InputOptions& input) {
    return absolute(input.path) == absolute(path);
  });
  return static_cast<std::size_t>(found - inputs.begin());
}

std::vector<std::string> input_paths(const Configuration& configuration,
                                     const std::vector<std::string>& typed) {
  std::vector<std::string> paths = typed;
  for (std::size_t i = 0; i < configuration.inputs.size(); ++i) {
    const std::string& path = configuration.inputs[i].path;
    if (typed.empty()) paths.push_back(path);
    const auto same = [&](const std::string& other) { return absolute(other) == absolute(path); };
    if (std::any_of(paths.begin(), paths.end(), same)) continue;
    throw core::ConfigurationError({.what = "a table for a file that is not read",
                                    .where = input_key(i, "path"),
                                    .value = path,
                                    .expected = "one of " + core::join(typed, ", ")});
  }
  return paths;
}

Configuration arrange_inputs(const Configuration& configuration,
                             const std::vector<std::string>& paths) {
  Configuration arranged = configuration;
  if (configuration.inputs.empty()) return arranged;
  arranged.inputs.assign(paths.size(), {});
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::size_t table = find_input(configuration.inputs, paths[i]);
    if (table < configuration.inputs.size()) arranged.inputs[i] = configuration.inputs[table];
    arranged.inputs[i].path = paths[i];
  }
  return arranged;
}

Configuration configuration_of(const Configuration& configuration, const std::string& path) {
  Configuration own = configuration;
  own.inputs.clear();
  const std::size_t table = find_input(configuration.inputs, path);
  if (table == configuration.inputs.size()) return own;
  for_each_own(configuration.inputs[table], own,
               [](const std::string&, const auto&, const auto& set, auto& shared) {
                 if (set) shared = *set;
               });
  return own;
}

std::vector<io::InputRecord> record_inputs(const std::string& path,
                                           const Configuration& configuration) {
  std::vector<io::InputRecord> inputs{{path, io::sha256_of_file(path)}};
  for (const std::string& extra : {configuration.image.mask, configuration.species.edits}) {
    if (!extra.empty()) inputs.push_back({extra, io::sha256_of_file(extra)});
  }
  return inputs;
}

void set_for_all(std::string_view key, Configuration& configuration) {
  for (InputOptions& input : configuration.inputs) {
    for_each_own(input, configuration,
                 [&](const std::string& shared, const auto&, auto& own, const auto&) {
                   if (shared == key) own.reset();
                 });
  }
}

void rethrow_of_input(const core::Error& error, const std::string& path,
                      const Configuration& configuration) {
  const std::size_t table = find_input(configuration.inputs, path);
  if (table == configuration.inputs.size()) throw;
  core::Problem problem = error.problem();
  for_each_own(configuration.inputs[table], configuration,
               [&](const std::string& key, const auto& field, const auto& own, const auto&) {
                 if (own && key == error.problem().where)
                   problem.where = input_key(table, field.name);
               });
  if (problem.where == error.problem().where) throw;
  throw core::ConfigurationError(problem);
}

}  // namespace gibbsight::pipeline
