// The command line, for the command that comes with the package.
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

#include "bindings.hpp"
#include "gibbsight/cli/program.hpp"

namespace gibbsight::python {
namespace {

/// The words as the system has them: a path need not be text.
int run_program(const std::vector<nb::bytes>& words) {
  std::vector<std::string> copies;
  for (const nb::bytes& word : words) copies.emplace_back(word.c_str(), word.size());
  std::vector<char*> arguments;
  for (std::string& copy : copies) arguments.push_back(copy.data());
  arguments.push_back(nullptr);
  const nb::gil_scoped_release released;
  return cli::run_program(static_cast<int>(copies.size()), arguments.data());
}

}  // namespace

void bind_cli(nb::module_& module) { module.def("_run_program", &run_program, nb::arg("words")); }

}  // namespace gibbsight::python
