// Images, from files and arrays.
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>

#include "arrays.hpp"
#include "bindings.hpp"
#include "gibbsight/image/levelling.hpp"
#include "gibbsight/image/prepare.hpp"
#include "gibbsight/image/read_image.hpp"
#include "gibbsight/image/read_npy.hpp"
#include "interruptible.hpp"
#include "keywords.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"image"};
  return options;
}

image::Image read_path(const std::filesystem::path& path, const nb::kwargs& given) {
  const auto configuration = configuration_from(given, scope());
  return run_interruptibly(configuration, [&](const core::Execution& execution) {
    const auto image = image::read_image(path.string(), configuration.image);
    execution.check();
    return image::level(image, configuration.image);
  });
}

/// Through the reader of NPY, so that an array means what its file would.
image::Image read_array(const nb::object& array, const nb::kwargs& given) {
  const auto configuration = configuration_from(given, scope());
  const nb::module_ numpy = nb::module_::import_("numpy");
  const nb::object stream = nb::module_::import_("io").attr("BytesIO")();
  numpy.attr("save")(stream, array, nb::arg("allow_pickle") = false);
  const auto content = nb::cast<nb::bytes>(stream.attr("getvalue")());
  const std::string bytes(content.c_str(), content.size());
  return run_interruptibly(configuration, [&](const core::Execution& execution) {
    const auto raw = image::read_npy(bytes, "array", image::selection(configuration.image));
    const auto image = image::prepare(raw, configuration.image, "array");
    execution.check();
    return image::level(image, configuration.image);
  });
}

std::optional<std::pair<double, double>> pixel_size(const image::Image& image) {
  if (!image.pixel_size) return std::nullopt;
  return std::pair(image.pixel_size->x_nm, image.pixel_size->y_nm);
}

}  // namespace

void bind_image(nb::module_& module) {
  nb::class_<image::Image>(module, "Image", "Intensities, rows by columns; atoms are bright.")
      .def("to_array",
           [](const image::Image& image) {
             return to_array(image.pixels, {static_cast<std::size_t>(image.rows),
                                            static_cast<std::size_t>(image.columns)});
           })
      .def_prop_ro("shape",
                   [](const image::Image& image) { return std::pair(image.rows, image.columns); })
      .def_prop_ro("pixel_size", &pixel_size, "(x, y) in nm, None where it is not known");
  const auto text = document(
      "Reads an image, a file (TIFF, PNG, NPY, HDF5, sxm, nc) or a 2-D array, and levels it.",
      scope());
  module.def("read_image", &read_path, nb::arg("path"), nb::arg("options"), text.c_str());
  module.def("read_image", &read_array, nb::arg("array"), nb::arg("options"));
}

}  // namespace gibbsight::python
