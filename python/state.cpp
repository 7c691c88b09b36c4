#include "state.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "gibbsight/core/options.hpp"

namespace gibbsight::python {

nb::dict state_of(const lattice::LatticeOptions& options) {
  nb::dict state;
  core::for_each_field(options, [&](const auto& field, const auto& value) {
    const std::string name(field.name);
    state[name.c_str()] = nb::cast(value);
  });
  return state;
}

lattice::LatticeOptions lattice_from(const nb::dict& state) {
  lattice::LatticeOptions options;
  core::for_each_field(options, [&](const auto& field, auto& value) {
    const std::string name(field.name);
    value = nb::cast<std::decay_t<decltype(value)>>(state[name.c_str()]);
  });
  return options;
}

PixelPair to_pair(const std::optional<image::PixelSize>& size) {
  if (!size) return std::nullopt;
  return std::pair(size->x_nm, size->y_nm);
}

std::optional<image::PixelSize> from_pair(const PixelPair& size) {
  if (!size) return std::nullopt;
  return image::PixelSize{size->first, size->second};
}

}  // namespace gibbsight::python
