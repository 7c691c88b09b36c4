#include "keywords.hpp"

#include <fmt/format.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::python {
namespace {

constexpr auto kProgress = "progress";

bool from_python(nb::handle given, bool& value) {
  if (!PyBool_Check(given.ptr())) return false;
  value = given.is(nb::handle(Py_True));
  return true;
}

/// An integer of Python or numpy; a bool is none.
std::optional<std::int64_t> whole_number(nb::handle given) {
  if (!PyIndex_Check(given.ptr()) || PyBool_Check(given.ptr())) return std::nullopt;
  const nb::object index = nb::steal(PyNumber_Index(given.ptr()));
  int overflow = 0;
  const long long number =
      index.is_valid() ? PyLong_AsLongLongAndOverflow(index.ptr(), &overflow) : 0;
  PyErr_Clear();
  if (!index.is_valid() || overflow != 0) return std::nullopt;
  return number;
}

bool from_python(nb::handle given, int& value) {
  const auto number = whole_number(given);
  if (!number || *number < std::numeric_limits<int>::min() ||
      *number > std::numeric_limits<int>::max()) {
    return false;
  }
  value = static_cast<int>(*number);
  return true;
}

bool from_python(nb::handle given, std::uint64_t& value) {
  const auto number = whole_number(given);
  if (!number || *number < 0) return false;
  value = static_cast<std::uint64_t>(*number);
  return true;
}

bool from_python(nb::handle given, double& value) {
  if (PyBool_Check(given.ptr()) || PyUnicode_Check(given.ptr())) return false;
  value = PyFloat_AsDouble(given.ptr());
  if (!PyErr_Occurred()) return true;
  PyErr_Clear();
  return false;
}

bool from_python(nb::handle given, std::optional<double>& value) {
  return from_python(given, value.emplace());
}

/// A text or anything that is a path.
bool from_python(nb::handle given, std::string& value) {
  std::filesystem::path path;
  if (!nb::try_cast(given, path)) return false;
  value = path.string();
  return true;
}

/// Every item of a list, tuple or array.
template <class Element>
bool items_from_python(nb::handle given, std::vector<Element>& value) {
  if (!PySequence_Check(given.ptr()) || PyUnicode_Check(given.ptr())) return false;
  value.clear();
  const nb::object items =
      nb::steal(PyObject_GetIter(given.ptr()));  // none of an array without axes
  if (!items.is_valid()) {
    PyErr_Clear();
    return false;
  }
  for (const nb::handle item : nb::iter(given)) {
    if (!from_python(item, value.emplace_back())) return false;
  }
  return true;
}

/// A list of numbers, or one number.
bool from_python(nb::handle given, std::vector<double>& value) {
  double number = 0;
  if (!from_python(given, number)) return items_from_python(given, value);
  value = {number};
  return true;
}

/// {"Se": 0.45} is Se=0.45; {"M": ["Mo", "W"]} is M:Mo, W.
bool words_from_dict(const nb::dict& given, std::vector<std::string>& words) {
  words.clear();
  for (const auto& entry : given) {
    std::string key;
    double number = 0;
    std::vector<std::string> list;
    if (!nb::try_cast(entry.first, key)) return false;
    if (from_python(entry.second, number)) {
      words.push_back(key + "=" + core::to_text(number));
    } else if (items_from_python(entry.second, list) && !list.empty()) {
      list.front() = key + ":" + list.front();
      words.insert(words.end(), list.begin(), list.end());
    } else {
      return false;
    }
  }
  return true;
}

/// A list of texts, a text as typed on the command line, or a dict.
bool from_python(nb::handle given, std::vector<std::string>& value) {
  std::string text;
  if (nb::isinstance<nb::dict>(given)) return words_from_dict(nb::borrow<nb::dict>(given), value);
  return nb::try_cast(given, text) ? core::from_text(text, value) : items_from_python(given, value);
}

std::string_view python_type(bool) { return "bool"; }
std::string_view python_type(int) { return "int"; }
std::string_view python_type(std::uint64_t) { return "int"; }
std::string_view python_type(double) { return "float"; }
std::string_view python_type(const std::optional<double>&) { return "float"; }
std::string_view python_type(const std::string&) { return "str | os.PathLike[str]"; }
std::string_view python_type(const std::vector<double>&) {
  return "float | collections.abc.Sequence[float]";
}
std::string_view python_type(const std::vector<std::string>&) {
  return "str | collections.abc.Sequence[str] | "
         "collections.abc.Mapping[str, float | collections.abc.Sequence[str]]";
}

std::string long_name(std::string_view section, std::string_view name) {
  return fmt::format("{}_{}", section, name);
}

template <class Field>
std::string short_name(const Field& field) {
  std::string name(field.about.flag.empty() ? field.name : field.about.flag);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// Whether the text is "section?name", without making one: every call asks of every option.
bool joins(std::string_view text, std::string_view section, char between, std::string_view name) {
  return text.size() == section.size() + 1 + name.size() && text.starts_with(section) &&
         text[section.size()] == between && text.ends_with(name);
}

bool is_in(const Scope& scope, std::string_view section, std::string_view name) {
  return std::any_of(scope.begin(), scope.end(), [&](std::string_view part) {
    return part == section || joins(part, section, '.', name);
  });
}

/// Calls visit(section, field, value) for the options in scope.
template <class AnyConfiguration, class Visitor>
void for_each_in(const Scope& scope, AnyConfiguration& configuration, Visitor&& visit) {
  pipeline::for_each_option(configuration,
                            [&](std::string_view section, const auto& field, auto& value) {
                              if (is_in(scope, section, field.name)) visit(section, field, value);
                            });
}

[[noreturn]] void refuse_keyword(const std::string& keyword, const Scope& scope) {
  std::vector<std::string> known;
  const pipeline::Configuration defaults;
  for_each_in(scope, defaults, [&](std::string_view, const auto& field, const auto&) {
    known.push_back(short_name(field));
  });
  const std::string hint = core::nearest(keyword, known);
  throw core::UsageError({.what = "unknown option" + (hint.empty() ? "" : ", did you mean " + hint),
                          .where = {},
                          .value = keyword,
                          .expected = "one of " + core::join(known, ", ")});
}

void set_option(const std::string& keyword, nb::handle given, const Scope& scope,
                pipeline::Configuration& configuration) {
  bool known = false;
  for_each_in(scope, configuration, [&](std::string_view section, const auto& field, auto& value) {
    if (keyword != short_name(field) && !joins(keyword, section, '_', field.name)) return;
    known = true;
    if (given.is_none()) return;
    if (!from_python(given, value)) {
      throw core::UsageError({.what = "not a value for this option",
                              .where = keyword,
                              .value = nb::repr(given).c_str(),
                              .expected = std::string(core::type_name(value))});
    }
    core::check(value, field.about, keyword);
  });
  if (!known) refuse_keyword(keyword, scope);
}

/// A section of a docstring, its title underlined.
void add_section(std::string& text, std::string_view title, std::string_view content) {
  if (content.empty()) return;
  text += fmt::format("\n\n{}\n{:-<{}}\n{}", title, "", title.size(), content);
}

/// Calls visit(keyword, field, value) for the options in scope, each keyword once. One that Python
/// has taken is spelled with its section.
template <class Visitor>
void for_each_keyword(const Scope& scope, Visitor&& visit) {
  const auto is_reserved = nb::module_::import_("keyword").attr("iskeyword");
  std::set<std::string> named;
  const pipeline::Configuration defaults;
  for_each_in(scope, defaults, [&](std::string_view section, const auto& field, const auto& value) {
    std::string name = short_name(field);
    if (nb::cast<bool>(is_reserved(name))) name = long_name(section, field.name);
    if (named.insert(name).second) visit(name, field, value);
  });
}

/// Name, type, default, help, words and unit of every option in scope.
std::string describe_options(const Scope& scope) {
  std::vector<std::string> entries;
  for_each_keyword(scope, [&](const std::string& name, const auto& field, const auto& value) {
    const std::string shown = core::to_text(value);
    std::string entry = fmt::format("{} : {}{}\n    {}", name, core::type_name(value),
                                    shown.empty() ? "" : ", default " + shown, field.about.help);
    if (!field.about.choices.empty())
      entry += fmt::format(": {}", core::join(core::split(field.about.choices, ' '), ", "));
    if (!field.about.unit.empty()) entry += fmt::format(" ({})", field.about.unit);
    entries.push_back(entry);
  });
  if (is_long(scope)) {
    entries.push_back(
        fmt::format("{} : True, False or a function\n    how far it is: shown by tqdm, by default "
                    "where that is "
                    "installed, or told to the function as the name of a stage and a fraction",
                    kProgress));
  }
  return core::join(entries, "\n");
}

}  // namespace

bool is_long(const Scope& scope) { return is_in(scope, "output", "threads"); }

void set_options(const nb::kwargs& given, const Scope& scope,
                 pipeline::Configuration& configuration) {
  for (const auto& entry : given) {
    const auto keyword = nb::cast<std::string>(entry.first);
    if (keyword == kProgress && is_long(scope)) continue;
    set_option(keyword, entry.second, scope, configuration);
  }
}

pipeline::Configuration configuration_from(const nb::kwargs& given, const Scope& scope) {
  pipeline::Configuration configuration;
  set_options(given, scope, configuration);
  return configuration;
}

std::string signature(std::string_view start, const Scope& scope, std::string_view returns) {
  std::string text = fmt::format("{}{}*", start, start.ends_with("(") ? "" : ", ");
  for_each_keyword(scope, [&](const std::string& name, const auto&, const auto& value) {
    text += fmt::format(", {}: {} | None = None", name, python_type(value));
  });
  if (is_long(scope)) {
    text += fmt::format(", {}: bool | collections.abc.Callable[[str, float], object] | None = None",
                        kProgress);
  }
  return fmt::format("{}) -> {}", text, returns);
}

std::string document(const Docstring& text, const Scope& scope) {
  std::string whole(text.summary);
  add_section(whole, "Parameters", text.parameters);
  add_section(whole, "Returns", text.returns);
  add_section(whole, "Other Parameters", describe_options(scope));
  add_section(whole, "Raises", text.raises);
  add_section(whole, "Notes", text.notes);
  add_section(whole, "References", text.references);
  add_section(whole, "Examples", text.examples);
  return whole;
}

}  // namespace gibbsight::python
