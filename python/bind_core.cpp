// Errors and the version.
#include <nanobind/stl/string_view.h>

#include "bindings.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/version.hpp"

namespace gibbsight::python {

void bind_core(nb::module_& module) {
  module.attr("__version__") = core::version();
  // The translator of the base comes last: the most recently registered is tried first.
  const nb::exception<core::Error> base(module, "Error");
  nb::exception<core::UsageError>(module, "UsageError", base);
  nb::exception<core::DataError>(module, "DataError", base);
  nb::exception<core::InputError>(module, "InputError", base);
  nb::exception<core::InternalError>(module, "InternalError", base);
  nb::exception<core::OutputError>(module, "OutputError", base);
  nb::exception<core::ReadWriteError>(module, "ReadWriteError", base);
  nb::exception<core::ConfigurationError>(module, "ConfigurationError", base);
}

}  // namespace gibbsight::python
