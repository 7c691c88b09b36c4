#include "gibbsight/pipeline/configuration.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gibbsight/io/model_file.hpp"
#include "gibbsight/io/toml_file.hpp"

namespace gibbsight::pipeline {
namespace {

io::KnownKeys known_keys(const Configuration& configuration) {
  io::KnownKeys known;
  for_each_option(configuration, [&](std::string_view section, const auto& field, const auto&) {
    known[std::string(section)].emplace_back(field.name);
  });
  return known;
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

}  // namespace

Origins read_configuration(const std::string& path, Configuration& configuration) {
  const io::TomlFile file(path);
  Origins origins;
  file.refuse_unknown_keys(known_keys(configuration));
  for_each_option(configuration, [&](std::string_view section, const auto& field, auto& value) {
    const auto where = file.read(section, field.name, field.about, value);
    if (where) origins[fmt::format("{}.{}", section, field.name)] = *where;
  });
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
}

std::string to_toml(const Configuration& configuration) {
  std::string text;
  for_each_section(configuration, [&](std::string_view section, const auto& options) {
    std::string body;
    core::for_each_field(options, [&](const auto& field, const auto& value) {
      const std::string written = core::to_text(value);
      if (field.about.reproduced && !written.empty()) body += assignment(field.name, written);
    });
    if (!body.empty()) text += fmt::format("[{}]\n{}\n", section, body);
  });
  return text;
}

std::string commented_toml(const Configuration& configuration) {
  std::string text =
      "# gibbsight configuration: every option with its default. Each can also be given on the\n"
      "# command line as --section.option VALUE, which wins over the file.\n\n";
  for_each_section(configuration, [&](std::string_view section, const auto& options) {
    text += fmt::format("[{}]\n", section);
    core::for_each_field(options, [&](const auto& field, const auto& value) {
      text += fmt::format("# {}.{}\n", field.about.help, range_text(field.about));
      text += assignment(field.name, core::to_text(value));
    });
    text += "\n";
  });
  return text;
}

}  // namespace gibbsight::pipeline
