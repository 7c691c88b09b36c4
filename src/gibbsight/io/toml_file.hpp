// A TOML file whose values know where they stand.
#pragma once

#include <toml++/toml.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gibbsight/core/options.hpp"

namespace gibbsight::io {

/// The keys that each section may have; one without any takes all.
using KnownKeys = std::map<std::string, std::vector<std::string>>;

/// Reads a value of the type an option has; false if the node is of another.
bool from_toml(const toml::node& node, bool& value);
bool from_toml(const toml::node& node, int& value);
bool from_toml(const toml::node& node, std::uint64_t& value);
bool from_toml(const toml::node& node, double& value);
bool from_toml(const toml::node& node, std::string& value);
bool from_toml(const toml::node& node, std::vector<double>& value);
bool from_toml(const toml::node& node, std::vector<std::string>& value);
template <class Value>
bool from_toml(const toml::node& node, std::optional<Value>& value) {
  Value read{};
  if (!from_toml(node, read)) return false;
  value = std::move(read);
  return true;
}

/// Sections of keys. All that it throws names the file, the line and the key.
class TomlFile {
 public:
  /// Throws InputError where the file can't be read, ConfigurationError where it is not TOML.
  explicit TomlFile(const std::string& path);

  /// Throws ConfigurationError for a section or key that is not known, with the nearest one that
  /// is. Each of `known_lists` stands any number of times, as [[name]].
  void refuse_unknown_keys(const KnownKeys& known, const KnownKeys& known_lists = {}) const;
  /// How many tables [[list]] there are.
  std::size_t count(std::string_view list) const;
  /// Where one of them stands.
  std::string place(std::string_view list, std::size_t index) const;
  /// The keys of a section in the order of their lines.
  std::vector<std::string> keys(std::string_view section) const;
  /// Sets a value where the file has it and says where it stands. Throws ConfigurationError for one
  /// of the wrong type, or that the option may not have.
  template <class Value>
  std::optional<std::string> read(std::string_view section, std::string_view key,
                                  const core::About& about, Value& value) const {
    return read(table_[section][key].node(), place_name(section, key), about, value);
  }
  /// The same of one of the tables [[list]].
  template <class Value>
  std::optional<std::string> read(std::string_view list, std::size_t index, std::string_view key,
                                  const core::About& about, Value& value) const {
    return read(table_[list][index][key].node(), place_name(list, key), about, value);
  }

 private:
  template <class Value>
  std::optional<std::string> read(const toml::node* node, const std::string& name,
                                  const core::About& about, Value& value) const {
    if (node == nullptr) return std::nullopt;
    const std::string where = place(*node, name);
    if (!from_toml(*node, value)) refuse_type(*node, where, core::type_name(value));
    core::check(value, about, where);
    return where;
  }
  static std::string place_name(std::string_view section, std::string_view key);
  std::string place(const toml::node& node, const std::string& name) const;
  void refuse_unknown_keys(const toml::table& table, const std::string& section,
                           const std::vector<std::string>& known) const;
  [[noreturn]] static void refuse_type(const toml::node& node, const std::string& where,
                                       std::string_view expected);

  std::string path_;
  toml::table table_;
};

}  // namespace gibbsight::io
