// Options as keyword arguments: the adapter of the option descriptions to Python.
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <string_view>
#include <vector>

#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::python {

namespace nb = nanobind;

/// The options that a function takes: whole sections ("sampler") and single options ("model.bulk").
using Scope = std::vector<std::string_view>;

/// Whether the function may take long: those with a number of threads, which also take `progress`.
bool is_long(const Scope& scope);

/// Sets what the caller gave on top of `configuration`. An option's keyword is its short name on
/// the command line, else its own name; section_option always works. None leaves an option as it
/// is; a dict stands for NAME=NUMBER or SITE:A,B words. Throws UsageError for an unknown keyword or
/// a value of another type, ConfigurationError for one out of range. `progress` is no option.
void set_options(const nb::kwargs& given, const Scope& scope,
                 pipeline::Configuration& configuration);

/// A configuration of defaults with the caller's options.
pipeline::Configuration configuration_from(const nb::kwargs& given, const Scope& scope);

/// The signature for help and type checkers: `start` is its beginning, such as
/// "def classify(sites: Sites", and the options in scope follow as keywords.
std::string signature(std::string_view start, const Scope& scope, std::string_view returns);

/// The parts of a docstring, by numpydoc's sections; those left empty are left out.
struct Docstring {
  std::string_view summary = {};
  std::string_view parameters = {};  ///< beside the options
  std::string_view returns = {};
  std::string_view raises = {};
  std::string_view notes = {};
  std::string_view references = {};
  std::string_view examples = {};
};

/// The whole text, with every option in scope as an other parameter.
std::string document(const Docstring& text, const Scope& scope);

}  // namespace gibbsight::python
