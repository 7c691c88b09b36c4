#include "gibbsight/core/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <class Number>
bool number_from_text(std::string_view text, Number& value) {
  text = trim(text);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

template <class Container>
std::string list_text(const Container& values) {
  std::vector<std::string> parts;
  parts.reserve(values.size());
  for (const auto& v : values) parts.push_back(to_text(v));
  return "[" + join(parts, ", ") + "]";
}

template <class Number>
void check_number(Number number, const About& about, const std::string& where) {
  const auto value = static_cast<double>(number);
  const bool inside = value >= about.range.low && value <= about.range.high;
  if (inside && std::isfinite(value)) return;
  const auto [low, high] = about.range;
  std::string expected = "a finite number";
  if (std::isfinite(low) && std::isfinite(high)) {
    expected = fmt::format("a number from {:g} to {:g}", low, high);
  } else if (std::isfinite(low)) {
    expected = fmt::format("a number of at least {:g}", low);
  } else if (std::isfinite(high)) {
    expected = fmt::format("a number of at most {:g}", high);
  }
  throw ConfigurationError({.what = "value out of range",
                            .where = where,
                            .value = to_text(number),
                            .expected = expected});
}

}  // namespace

std::string to_text(bool value) { return value ? "true" : "false"; }
std::string to_text(int value) { return fmt::format("{}", value); }
std::string to_text(std::uint64_t value) { return fmt::format("{}", value); }
std::string to_text(double value) {
  std::string text = fmt::format("{}", value);
  const bool is_integer = text.find_first_not_of("-0123456789") == std::string::npos;
  return is_integer ? text + ".0" : text;  // TOML tells 1 and 1.0 apart
}
std::string to_text(const std::string& value) { return quoted(value); }
std::string to_text(const std::vector<double>& value) { return list_text(value); }
std::string to_text(const std::vector<std::string>& value) { return list_text(value); }

std::string_view type_name(bool) { return "true or false"; }
std::string_view type_name(int) { return "an integer"; }
std::string_view type_name(std::uint64_t) { return "an integer of at least 0"; }
std::string_view type_name(double) { return "a number"; }
std::string_view type_name(const std::string&) { return "a text"; }
std::string_view type_name(const std::vector<double>&) { return "a list of numbers"; }
std::string_view type_name(const std::vector<std::string>&) { return "a list of texts"; }

bool from_text(std::string_view text, bool& value) {
  text = trim(text);
  value = text == "true" || text == "1" || text == "yes" || text == "on";
  return value || text == "false" || text == "0" || text == "no" || text == "off";
}
bool from_text(std::string_view text, int& value) { return number_from_text(text, value); }
bool from_text(std::string_view text, std::uint64_t& value) {
  return number_from_text(text, value);
}
bool from_text(std::string_view text, double& value) { return number_from_text(text, value); }
bool from_text(std::string_view text, std::string& value) {
  value = std::string(text);
  return true;
}
bool from_text(std::string_view text, std::vector<double>& value) {
  value.clear();
  for (const std::string& part : split(text, ',')) {
    double number = 0;
    if (!from_text(part, number)) return false;
    value.push_back(number);
  }
  return true;
}
bool from_text(std::string_view text, std::vector<std::string>& value) {
  value.clear();
  bool inside_brackets = false;  // pair1[1,0]=0.4 is one word
  for (const std::string& part : split(text, ',')) {
    if (inside_brackets) {
      value.back() += "," + part;
    } else {
      value.push_back(part);
    }
    inside_brackets = value.back().rfind('[') != std::string::npos &&
                      value.back().find(']', value.back().rfind('[')) == std::string::npos;
  }
  return std::none_of(value.begin(), value.end(), [](const auto& part) { return part.empty(); });
}

void check(bool, const About&, const std::string&) {}
void check(int value, const About& about, const std::string& where) {
  check_number(value, about, where);
}
void check(std::uint64_t value, const About& about, const std::string& where) {
  check_number(value, about, where);
}
void check(double value, const About& about, const std::string& where) {
  check_number(value, about, where);
}
void check(const std::string& value, const About& about, const std::string& where) {
  if (about.choices.empty()) return;
  const auto choices = split(about.choices, ' ');
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  const std::string hint = nearest(value, choices);
  throw ConfigurationError(
      {.what = hint.empty() ? "unknown choice" : "unknown choice, did you mean " + hint,
       .where = where,
       .value = value,
       .expected = "one of " + join(choices, ", ")});
}
void check(const std::vector<double>& value, const About& about, const std::string& where) {
  for (const double v : value) check_number(v, about, where);
}
void check(const std::vector<std::string>& value, const About& about, const std::string& where) {
  for (const auto& v : value) check(v, about, where);
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = 1 + word.size() / 3;  // further away, a hint would mislead
  for (const std::string& candidate : candidates) {
    std::vector<std::size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i + 1;
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t substituted = diagonal + (word[i] == candidate[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
      }
    }
    if (row.back() <= best_distance && (best.empty() || row.back() < best_distance)) {
      best = candidate;
      best_distance = row.back();
    }
  }
  return best;
}

std::string with_hint(const std::string& what, std::string_view word,
                      const std::vector<std::string>& candidates) {
  const std::string hint = nearest(word, candidates);
  return hint.empty() ? what : what + ", did you mean " + hint;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.emplace_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) result += separator;
    result += parts[i];
  }
  return result;
}

}  // namespace gibbsight::core
