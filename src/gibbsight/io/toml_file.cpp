#include "gibbsight/io/toml_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"

namespace gibbsight::io {
namespace {

using core::ConfigurationError;

template <class Element>
bool list_from_toml(const toml::node& node, std::vector<Element>& value) {
  if (!node.is_array()) return false;
  value.clear();
  for (const toml::node& item : *node.as_array()) {
    Element element{};
    if (!from_toml(item, element)) return false;
    value.push_back(element);
  }
  return true;
}

/// On one line, as errors are; a table of several says no more than its first.
std::string text_of(const toml::node& node) {
  std::ostringstream stream;
  node.visit([&](const auto& value) { stream << value; });
  const std::string text = stream.str();
  return text.substr(0, text.find('\n'));
}

std::string place_in(const std::string& path, const toml::source_region& source,
                     const std::string& key) {
  return fmt::format("{}, line {}, {}", path, source.begin.line, key);
}

[[noreturn]] void refuse_key(const std::string& where, const std::string& key,
                             const std::vector<std::string>& candidates) {
  throw ConfigurationError({.what = core::with_hint("unknown key", key, candidates),
                            .where = where,
                            .value = key,
                            .expected = "one of " + core::join(candidates, ", ")});
}

[[noreturn]] void refuse_shape(const std::string& where, const toml::node& node,
                               const std::string& expected) {
  throw ConfigurationError({.what = "not a section",
                            .where = where,
                            .value = text_of(node),
                            .expected = expected + " on a line of its own"});
}

toml::table parse_toml(const std::string& path) {
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

}  // namespace

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
  // A long integer lies between two numbers: the nearer one is meant.
  if (node.is_integer()) value = static_cast<double>(node.as_integer()->get());
  if (node.is_floating_point()) value = node.as_floating_point()->get();
  return node.is_number();
}
bool from_toml(const toml::node& node, std::string& value) {
  if (!node.is_string()) return false;
  value = node.as_string()->get();
  return true;
}
bool from_toml(const toml::node& node, std::vector<double>& value) {
  return list_from_toml(node, value);
}
bool from_toml(const toml::node& node, std::vector<std::string>& value) {
  return list_from_toml(node, value);
}

TomlFile::TomlFile(const std::string& path) : path_(path), table_(parse_toml(path)) {}

void TomlFile::refuse_unknown_keys(const KnownKeys& known, const KnownKeys& known_lists) const {
  std::vector<std::string> sections;
  for (const auto& entry : known) sections.push_back(entry.first);
  for (const auto& entry : known_lists) sections.push_back(entry.first);
  for (const auto& [section_key, node] : table_) {
    const std::string section(section_key.str());
    if (const auto found = known.find(section); found != known.end()) {
      if (!node.is_table()) refuse_shape(place(node, section), node, "[" + section + "]");
      refuse_unknown_keys(*node.as_table(), section, found->second);
    } else if (const auto list = known_lists.find(section); list != known_lists.end()) {
      if (!node.is_array_of_tables()) {
        refuse_shape(place(node, section), node, "[[" + section + "]]");
      }
      for (const toml::node& table : *node.as_array()) {
        refuse_unknown_keys(*table.as_table(), section, list->second);
      }
    } else {
      refuse_key(place_in(path_, section_key.source(), "[" + section + "]"), section, sections);
    }
  }
}

void TomlFile::refuse_unknown_keys(const toml::table& table, const std::string& section,
                                   const std::vector<std::string>& known) const {
  if (known.empty()) return;
  for (const auto& [key, value] : table) {
    const std::string name(key.str());
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      refuse_key(place_in(path_, key.source(), place_name(section, name)), name, known);
    }
  }
}

std::size_t TomlFile::count(std::string_view list) const {
  const toml::array* tables = table_[list].as_array();
  return tables == nullptr ? 0 : tables->size();
}

std::string TomlFile::place(std::string_view list, std::size_t index) const {
  return place(*table_[list][index].node(), fmt::format("[[{}]]", list));
}

std::vector<std::string> TomlFile::keys(std::string_view section) const {
  std::vector<std::pair<toml::source_position, std::string>> found;
  if (const toml::table* table = table_[section].as_table()) {
    for (const auto& [key, value] : *table) found.emplace_back(key.source().begin, key.str());
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> names;
  for (const auto& entry : found) names.push_back(entry.second);
  return names;
}

std::string TomlFile::place_name(std::string_view section, std::string_view key) {
  return fmt::format("{}.{}", section, key);
}

std::string TomlFile::place(const toml::node& node, const std::string& name) const {
  return place_in(path_, node.source(), name);
}

void TomlFile::refuse_type(const toml::node& node, const std::string& where,
                           std::string_view expected) {
  throw ConfigurationError({.what = "wrong type",
                            .where = where,
                            .value = text_of(node),
                            .expected = std::string(expected)});
}

}  // namespace gibbsight::io
