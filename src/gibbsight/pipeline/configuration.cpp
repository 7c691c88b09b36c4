#include "gibbsight/pipeline/configuration.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"

namespace gibbsight::pipeline {
namespace {

using core::ConfigurationError;

bool from_toml(const toml::node& node, bool& value) {
  if (!node.is_boolean()) return false;
  value = node.as_boolean()->get();
  return true;
}
bool from_toml(const toml::node& node, int& value) {
  if (!node.is_integer()) return false;
  const std::int64_t number = node.as_integer()->get();
  if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max()) {
    return false;
  }
  value = static_cast<int>(number);
  return true;
}
bool from_toml(const toml::node& node, std::uint64_t& value) {
  if (!node.is_integer() || node.as_integer()->get() < 0) return false;
  value = static_cast<std::uint64_t>(node.as_integer()->get());
  return true;
}
bool from_toml(const toml::node& node, double& value) {
  if (!node.is_number()) return false;
  value = node.value<double>().value();
  return true;
}
bool from_toml(const toml::node& node, std::string& value) {
  if (!node.is_string()) return false;
  value = node.as_string()->get();
  return true;
}
bool from_toml(const toml::node& node, std::optional<double>& value) {
  double number = 0;
  if (!from_toml(node, number)) return false;
  value = number;
  return true;
}
template <class Element>
bool from_toml(const toml::node& node, std::vector<Element>& value) {
  if (!node.is_array()) return false;
  value.clear();
  for (const toml::node& item : *node.as_array()) {
    Element element{};
    if (!from_toml(item, element)) return false;
    value.push_back(element);
  }
  return true;
}

std::string place(const std::string& path, const toml::source_region& source,
                  const std::string& key) {
  return fmt::format("{}, line {}, {}", path, source.begin.line, key);
}

std::string text_of(const toml::node& node) {
  std::ostringstream stream;
  node.visit([&](const auto& value) { stream << value; });
  return stream.str();
}

toml::table parse(const std::string& path) {
  const std::string text = core::read_file(path);
  try {
    return toml::parse(text, path);
  } catch (const toml::parse_error& error) {
    throw ConfigurationError({.what = std::string(error.description()),
                              .where = fmt::format("{}, line {}", path, error.source().begin.line),
                              .value = {},
                              .expected = {}});
  }
}

using KnownKeys = std::map<std::string, std::vector<std::string>>;

KnownKeys known_keys(const Configuration& configuration) {
  KnownKeys known;
  for_each_option(configuration, [&](std::string_view section, const auto& field, const auto&) {
    known[std::string(section)].emplace_back(field.name);
  });
  return known;
}

[[noreturn]] void refuse_key(const std::string& where, const std::string& key,
                             const std::vector<std::string>& candidates) {
  const std::string hint = core::nearest(key, candidates);
  throw ConfigurationError({.what = "unknown key" + (hint.empty() ? "" : ", did you mean " + hint),
                            .where = where,
                            .value = key,
                            .expected = "one of " + core::join(candidates, ", ")});
}

void refuse_unknown_keys(const std::string& path, const toml::table& file, const KnownKeys& known) {
  std::vector<std::string> sections;
  for (const auto& entry : known) sections.push_back(entry.first);
  for (const auto& [section_key, node] : file) {
    const std::string section(section_key.str());
    const auto found = known.find(section);
    if (found == known.end()) {
      refuse_key(place(path, section_key.source(), "[" + section + "]"), section, sections);
    }
    if (!node.is_table()) {
      throw ConfigurationError({.what = "not a section",
                                .where = place(path, node.source(), section),
                                .value = text_of(node),
                                .expected = "[" + section + "] on a line of its own"});
    }
    for (const auto& [key, value] : *node.as_table()) {
      const auto& names = found->second;
      const std::string name(key.str());
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        refuse_key(place(path, key.source(), fmt::format("{}.{}", section, name)), name, names);
      }
    }
  }
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
  const toml::table file = parse(path);
  Origins origins;
  refuse_unknown_keys(path, file, known_keys(configuration));
  for_each_option(configuration, [&](std::string_view section, const auto& field, auto& value) {
    const toml::node* node = file[section][field.name].node();
    if (node == nullptr) return;
    const std::string key = fmt::format("{}.{}", section, field.name);
    const std::string where = place(path, node->source(), key);
    origins[key] = where;
    if (!from_toml(*node, value)) {
      throw ConfigurationError({.what = "wrong type",
                                .where = where,
                                .value = text_of(*node),
                                .expected = std::string(core::type_name(value))});
    }
    core::check(value, field.about, where);
  });
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
