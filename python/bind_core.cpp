// Errors and the version.
#include <nanobind/stl/string_view.h>

#include "bindings.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/version.hpp"

namespace gibbsight::python {

namespace {

template <class Kind>
void bind_error(nb::module_& module, const char* name, nb::handle base, const char* text) {
  nb::exception<Kind>(module, name, base).attr("__doc__") = text;
}

}  // namespace

void bind_core(nb::module_& module) {
  module.attr("__version__") = core::version();
  // The translator of the base comes last: the most recently registered is tried first.
  nb::exception<core::Error> base(module, "Error");
  base.attr("__doc__") =
      "Every error of gibbsight. Its text is that of the command line: what went wrong, where, the "
      "value, and what was expected.";
  bind_error<core::UsageError>(module, "UsageError", base,
                               "A call that makes no sense, such as an unknown option.");
  bind_error<core::DataError>(module, "DataError", base,
                              "Data that were read but can't be used, such as an image without a "
                              "lattice in it.");
  bind_error<core::InputError>(module, "InputError", base,
                               "Input that is missing or can't be read.");
  bind_error<core::InternalError>(module, "InternalError", base,
                                  "A mistake in gibbsight itself: please report it.");
  bind_error<core::OutputError>(module, "OutputError", base,
                                "Output that can't be made, or exists already.");
  bind_error<core::ReadWriteError>(module, "ReadWriteError", base,
                                   "A read or write that failed half-way.");
  bind_error<core::ConfigurationError>(module, "ConfigurationError", base,
                                       "An option with a value that is wrong or out of range.");
}

}  // namespace gibbsight::python
