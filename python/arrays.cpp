#include "arrays.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace gibbsight::python {

nb::object to_array(const Eigen::VectorXd& values) {
  return to_array(std::vector<double>(values.begin(), values.end()));
}

nb::object to_array(const Eigen::Matrix2d& values) {
  return to_array<double>({values(0, 0), values(0, 1), values(1, 0), values(1, 1)}, {2, 2});
}

nb::object to_array(const std::vector<std::string>& values) {
  const nb::module_ numpy = nb::module_::import_("numpy");
  return numpy.attr("array")(values, nb::arg("dtype") = numpy.attr("str_"));
}

nb::object make_table(const std::vector<Column>& columns) {
  nb::list types;
  for (const Column& c : columns) types.append(nb::make_tuple(c.name, c.values.attr("dtype")));
  const nb::module_ numpy = nb::module_::import_("numpy");
  nb::object table = numpy.attr("empty")(columns.front().values.attr("shape"), types);
  for (const Column& c : columns) table[nb::str(c.name.c_str())] = c.values;
  return table;
}

}  // namespace gibbsight::python
