// What every value of Python has: copies, equality, and its state as plain values for pickle.
#pragma once

#include <fmt/format.h>
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/image.hpp"
#include "gibbsight/lattice/lattice.hpp"

namespace gibbsight::python {

namespace nb = nanobind;

/// Numbers, or structs of such, as bytes and back.
template <class Value>
nb::bytes to_bytes(const std::vector<Value>& values) {
  static_assert(std::is_trivially_copyable_v<Value>);
  return nb::bytes(static_cast<const void*>(values.data()), values.size() * sizeof(Value));
}

template <class Value>
std::vector<Value> from_bytes(const nb::bytes& bytes) {
  static_assert(std::is_trivially_copyable_v<Value>);
  if (bytes.size() % sizeof(Value) != 0) {
    throw core::DataError({.what = "not a pickle of this version",
                           .where = {},
                           .value = fmt::format("{} bytes", bytes.size()),
                           .expected = fmt::format("values of {}", sizeof(Value))});
  }
  const auto* first = static_cast<const Value*>(bytes.data());
  return {first, first + bytes.size() / sizeof(Value)};
}

/// Options by name.
nb::dict state_of(const lattice::LatticeOptions& options);
lattice::LatticeOptions lattice_from(const nb::dict& state);

/// (x, y) in nm.
using PixelPair = std::optional<std::pair<double, double>>;
PixelPair to_pair(const std::optional<image::PixelSize>& size);
std::optional<image::PixelSize> from_pair(const PixelPair& size);

/// Numbers of a small matrix, column by column.
template <class Matrix>
std::vector<double> numbers_of(const Matrix& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};
}

template <class Matrix>
Matrix matrix_from(nb::handle state) {
  const auto numbers = nb::cast<std::vector<double>>(state);
  Matrix matrix;
  if (numbers.size() != static_cast<std::size_t>(matrix.size())) {
    throw core::DataError({.what = "not a pickle of a matrix",
                           .where = {},
                           .value = fmt::format("{} numbers", numbers.size()),
                           .expected = fmt::format("{}", matrix.size())});
  }
  std::copy(numbers.begin(), numbers.end(), matrix.data());
  return matrix;
}

/// The method of that name and signature is the function of gibbsight._show or another module in
/// Python, which is imported when it is first asked for.
template <class Class>
void delegate(Class& bound, const char* method, const char* module, const char* parameters,
              const char* returns, const char* text) {
  const auto signature = fmt::format("def {}(self{}) -> {}", method, parameters, returns);
  bound.def(
      method,
      [module, method](const nb::object& self, const nb::args& given, const nb::kwargs& named) {
        const std::string name = std::string(method) == "_repr_html_" ? "repr_html" : method;
        return nb::module_::import_(module).attr(name.c_str())(self, *given, **named);
      },
      nb::sig(signature.c_str()), text);
}

/// copy.copy, copy.deepcopy and ==; what can be equal can't be hashed.
template <class Value, class... Base, class Equal = std::equal_to<Value>>
void bind_value(nb::class_<Value, Base...>& bound, const Equal& equal = {}) {
  bound.def("__copy__", [](const Value& value) { return Value(value); })
      .def(
          "__deepcopy__", [](const Value& value, const nb::object&) { return Value(value); },
          nb::arg("memo"))
      .def("__eq__", equal, nb::is_operator(),
           nb::sig("def __eq__(self, other: object, /) -> bool"));
  bound.attr("__hash__") = nb::none();
  delegate(bound, "_repr_html_", "gibbsight._show", "", "str", "For notebooks.");
}

}  // namespace gibbsight::python
