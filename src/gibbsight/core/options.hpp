// Options that describe themselves once. An options struct has defaults and one
//
//   static constexpr auto describe() { return std::tuple{field(&S::x, "x", ...), ...}; }
//
// Command line, configuration file, Python and documentation are adapters over that description;
// nothing here knows any of them.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace gibbsight::core {

/// Closed interval of allowed numbers; for lists it bounds every element.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

/// What is said of an option beside its type and default.
struct About {
  std::string_view help;          ///< one sentence
  std::string_view unit = {};     ///< "px", "nm", "K", "degrees", ...
  Range range = {};               ///< allowed numbers
  std::string_view choices = {};  ///< allowed words, space-separated; empty means any
  std::string_view flag = {};     ///< short name on the command line, if it is in daily use
  bool reproduced = true;         ///< written into the effective configuration
};

template <class Struct, class Value>
struct Field {
  Value Struct::*member;
  std::string_view name;
  About about;
};

template <class Struct, class Value>
constexpr Field<Struct, Value> field(Value Struct::*member, std::string_view name, About about) {
  return {member, name, about};
}

/// Calls visit(field, value) for every described member of `options`, in order.
template <class Options, class Visitor>
void for_each_field(Options&& options, Visitor&& visit) {
  std::apply(
      [&](const auto&... fields) {
        (visit(fields, std::forward<Options>(options).*(fields.member)), ...);
      },
      std::remove_cvref_t<Options>::describe());
}

/// The description of a member: its name and what is said of it.
template <class Struct, class Value>
constexpr Field<Struct, Value> described(Value Struct::*member) {
  Field<Struct, Value> found{member, {}, {}};
  const auto take = [&](const auto& candidate) {
    if constexpr (std::is_same_v<decltype(candidate), const Field<Struct, Value>&>) {
      if (candidate.member == member) found = candidate;
    }
  };
  std::apply([&](const auto&... fields) { (take(fields), ...); }, Struct::describe());
  return found;
}

/// The value in the notation of TOML, which the command line shares for lists and numbers.
std::string to_text(bool value);
std::string to_text(int value);
std::string to_text(std::uint64_t value);
std::string to_text(double value);
std::string to_text(const std::string& value);
std::string to_text(const std::vector<double>& value);
std::string to_text(const std::vector<std::string>& value);
/// Empty where there is no value.
template <class Value>
std::string to_text(const std::optional<Value>& value) {
  return value ? to_text(*value) : "";
}

/// What a value of this type looks like, for help and errors.
std::string_view type_name(bool);
std::string_view type_name(int);
std::string_view type_name(std::uint64_t);
std::string_view type_name(double);
std::string_view type_name(const std::string&);
std::string_view type_name(const std::vector<double>&);
std::string_view type_name(const std::vector<std::string>&);
template <class Value>
std::string_view type_name(const std::optional<Value>&) {
  return type_name(Value{});
}

/// Reads a value as typed on a command line; lists are comma-separated. False if it is not one.
bool from_text(std::string_view text, bool& value);
bool from_text(std::string_view text, int& value);
bool from_text(std::string_view text, std::uint64_t& value);
bool from_text(std::string_view text, double& value);
bool from_text(std::string_view text, std::string& value);
bool from_text(std::string_view text, std::vector<double>& value);
bool from_text(std::string_view text, std::vector<std::string>& value);
template <class Value>
bool from_text(std::string_view text, std::optional<Value>& value) {
  Value read{};
  if (!from_text(text, read)) return false;
  value = std::move(read);
  return true;
}

/// Throws ConfigurationError naming `where` unless the value lies in range or among the choices.
void check(bool value, const About& about, const std::string& where);
void check(int value, const About& about, const std::string& where);
void check(std::uint64_t value, const About& about, const std::string& where);
void check(double value, const About& about, const std::string& where);
void check(const std::string& value, const About& about, const std::string& where);
void check(const std::vector<double>& value, const About& about, const std::string& where);
void check(const std::vector<std::string>& value, const About& about, const std::string& where);
template <class Value>
void check(const std::optional<Value>& value, const About& about, const std::string& where) {
  if (value) check(*value, about, where);
}

/// Checks every described member; `section` prefixes the names in errors.
template <class Options>
void validate(const Options& options, std::string_view section) {
  for_each_field(options, [&](const auto& f, const auto& value) {
    check(value, f.about, std::string(section) + "." + std::string(f.name));
  });
}

/// The candidate nearest to `word` by edit distance, or empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// `what`, followed by the nearest candidate where there is one: "unknown key, did you mean seed".
std::string with_hint(const std::string& what, std::string_view word,
                      const std::vector<std::string>& candidates);

/// Splits at `separator`, trims blanks, keeps empty parts.
std::vector<std::string> split(std::string_view text, char separator);
/// Joins with `separator` between parts.
std::string join(const std::vector<std::string>& parts, std::string_view separator);

}  // namespace gibbsight::core
