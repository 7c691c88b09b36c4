#include "gibbsight/pipeline/configuration.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gibbsight/io/model_file.hpp"
#include "gibbsight/io/toml_file.hpp"
#include "gibbsight/pipeline/inputs.hpp"

namespace gibbsight::pipeline {
namespace {

constexpr const char* kInput = "input";

io::KnownKeys known_keys(const Configuration& configuration) {
  io::KnownKeys known;
  for_each_option(configuration, [&](std::string_view section, const auto& field, const auto&) {
    known[std::string(section)].emplace_back(field.name);
  });
  return known;
}

io::KnownKeys known_input_keys() {
  io::KnownKeys known;
  core::for_each_field(InputOptions{}, [&](const auto& field, const auto&) {
    known[kInput].emplace_back(field.name);
  });
  return known;
}

/// Every input has a path, and none that of another.
void check_paths(const std::vector<InputOptions>& inputs, const io::TomlFile& file) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const bool is_empty = inputs[i].path.empty();
    if (!is_empty && find_input(inputs, inputs[i].path) == i) continue;
    throw core::ConfigurationError(
        {.what = is_empty ? "an input without a path" : "two inputs with the same path",
         .where = file.place(kInput, i),
         .value = inputs[i].path,
         .expected = is_empty ? "path = \"FILE\"" : "one table for each file"});
  }
}

void read_inputs(const io::TomlFile& file, Configuration& configuration, Origins& origins) {
  configuration.inputs.assign(file.count(kInput), {});
  for (std::size_t i = 0; i < configuration.inputs.size(); ++i) {
    core::for_each_field(configuration.inputs[i], [&](const auto& field, auto& value) {
      const auto where = file.read(kInput, i, field.name, field.about, value);
      if (where) origins[input_key(i, field.name)] = *where;
    });
  }
  check_paths(configuration.inputs, file);
}

std::string range_text(const core::About& about) {
  std::string text;
  if (!about.unit.empty()) text += fmt::format(" Unit: {}.", about.unit);
  const auto [low, high] = about.range;
  if (std::isfinite(low) && std::isfinite(high))
    text += fmt::format(" From {:g} to {:g}.", low, high);
  if (!about.choices.empty()) text += fmt::format(" One of: {}.", about.choices);
  if (!about.flag.empty()) text += fmt::format(" Command line: --{}.", about.flag);
  return text;
}

/// "name = value", commented out where there is no value to write.
std::string assignment(std::string_view name, const std::string& value) {
  return value.empty() ? fmt::format("# {} =\n", name) : fmt::format("{} = {}\n", name, value);
}

/// Every option with what it means; `before` stands before those that have a value.
template <class Options>
std::string commented(const Options& options, std::string_view before) {
  std::string text;
  core::for_each_field(options, [&](const auto& field, const auto& value) {
    const std::string written = core::to_text(value);
    text += fmt::format("# {}.{}\n", field.about.help, range_text(field.about));
    text += fmt::format("{}{}", written.empty() ? "" : before, assignment(field.name, written));
  });
  return text;
}

}  // namespace

Origins read_configuration(const std::string& path, Configuration& configuration) {
  const io::TomlFile file(path);
  Origins origins;
  file.refuse_unknown_keys(known_keys(configuration), known_input_keys());
  for_each_option(configuration, [&](std::string_view section, const auto& field, auto& value) {
    const auto where = file.read(section, field.name, field.about, value);
    if (where) origins[fmt::format("{}.{}", section, field.name)] = *where;
  });
  read_inputs(file, configuration, origins);
  return origins;
}

Origins use_model(const std::string& path, Configuration& configuration) {
  const io::ModelFile file = io::read_model(path);
  lattice::LatticeOptions lattice = file.lattice;
  lattice.sublattice = configuration.lattice.sublattice;
  lattice.a_direction = configuration.lattice.a_direction;
  configuration.lattice = lattice;
  configuration.model.symmetry = file.symmetry;
  configuration.model.parameters.clear();
  for (const auto& [name, value] : file.interactions) {
    configuration.model.parameters.push_back(fmt::format("{}={}", name, value));
  }
  Origins origins;
  for (const char* key : {"lattice.name", "lattice.cell", "lattice.basis", "lattice.species",
                          "model.symmetry", "model.parameters", "model.temperature"}) {
    origins[key] = path + ", " + key;
  }
  if (file.temperature) {
    configuration.model.temperature = file.temperature;
  } else {
    origins.erase("model.temperature");
  }
  return origins;
}

std::string flag_of(std::string_view key) {
  std::string flag;
  const Configuration configuration;
  for_each_option(configuration, [&](std::string_view section, const auto& field, const auto&) {
    if (key != fmt::format("{}.{}", section, field.name)) return;
    flag = fmt::format("--{}", field.about.flag.empty() ? key : field.about.flag);
  });
  return flag;
}

void validate(const Configuration& configuration) {
  for_each_section(configuration, [](std::string_view section, const auto& options) {
    core::validate(options, section);
  });
  for (std::size_t i = 0; i < configuration.inputs.size(); ++i) {
    core::validate(configuration.inputs[i], fmt::format("input[{}]", i));
  }
}

std::string to_toml(const Configuration& configuration) {
  std::string text;
  const auto add = [&](const std::string& header, const auto& options) {
    std::string body;
    core::for_each_field(options, [&](const auto& field, const auto& value) {
      const std::string written = core::to_text(value);
      if (field.about.reproduced && !written.empty()) body += assignment(field.name, written);
    });
    if (!body.empty()) text += fmt::format("{}\n{}\n", header, body);
  };
  for_each_section(configuration, [&](std::string_view section, const auto& options) {
    add(fmt::format("[{}]", section), options);
  });
  for (const InputOptions& input : configuration.inputs) add("[[input]]", input);
  return text;
}

std::string commented_toml(const Configuration& configuration) {
  std::string text =
      "# gibbsight configuration: every option with its default. Each can also be given on the\n"
      "# command line as --section.option VALUE, which wins over the file.\n\n";
  for_each_section(configuration, [&](std::string_view section, const auto& options) {
    text += fmt::format("[{}]\n{}\n", section, commented(options, ""));
  });
  text +=
      "# A table [[input]] for each of several inputs: what it sets holds for that one alone, in\n"
      "# place of what the sections say. Called without files, run and fit read these. What is\n"
      "# given on the command line holds for all.\n";
  if (configuration.inputs.empty()) text += "# [[input]]\n" + commented(InputOptions{}, "# ");
  for (const InputOptions& input : configuration.inputs) {
    text += fmt::format("[[input]]\n{}\n", commented(input, ""));
  }
  return text;
}

}  // namespace gibbsight::pipeline
