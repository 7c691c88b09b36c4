// numpy arrays and tables from plain values.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <Eigen/Core>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gibbsight::python {

namespace nb = nanobind;

/// An array of the given shape, C order, that owns the values.
template <class Value>
nb::object to_array(std::vector<Value> values, std::initializer_list<std::size_t> shape) {
  auto owned = std::make_unique<std::vector<Value>>(std::move(values));
  Value* const data = owned->data();
  const nb::capsule owner(owned.release(), [](void* pointer) noexcept {
    const std::unique_ptr<std::vector<Value>> last(static_cast<std::vector<Value>*>(pointer));
  });
  return nb::cast(nb::ndarray<nb::numpy, Value>(data, shape, owner));
}

template <class Value>
nb::object to_array(std::vector<Value> values) {
  const std::size_t size = values.size();
  return to_array(std::move(values), {size});
}

nb::object to_array(const Eigen::VectorXd& values);
nb::object to_array(const Eigen::Matrix2d& values);
nb::object to_array(const std::vector<std::string>& values);

struct Column {
  std::string name;
  nb::object values;
};

/// A column of a table: of(item) for every item.
template <class Item, class Of>
Column column(std::string name, const std::vector<Item>& items, const Of& of) {
  std::vector<std::decay_t<decltype(of(items.front()))>> values;
  values.reserve(items.size());
  for (const Item& item : items) values.push_back(of(item));
  return {std::move(name), to_array(std::move(values))};
}

/// A structured array, as pandas and polars open it. Columns must be equally long.
nb::object make_table(const std::vector<Column>& columns);

}  // namespace gibbsight::python
