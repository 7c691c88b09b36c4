// Images, from files and arrays.
#include <fmt/format.h>
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
#include "state.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"image"};
  return options;
}

image::Image read_path(const std::filesystem::path& path, const nb::kwargs& given) {
  const auto configuration = configuration_from(given, scope());
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    const auto image = image::read_image(path.string(), configuration.image);
    execution.check();
    return image::level(image, configuration.image, execution);
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
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    const auto raw = image::read_npy(bytes, "array", image::selection(configuration.image));
    const auto image = image::prepare(raw, configuration.image, "array");
    execution.check();
    return image::level(image, configuration.image, execution);
  });
}

nb::tuple get_state(const image::Image& i) {
  return nb::make_tuple(i.rows, i.columns, to_bytes(i.pixels), to_bytes(i.usable),
                        to_bytes(i.clipped), to_pair(i.pixel_size), i.is_levelled,
                        to_pair(i.file_pixel_size));
}

void set_state(image::Image& i, const nb::tuple& state) {
  image::Image result;
  result.rows = nb::cast<int>(state[0]);
  result.columns = nb::cast<int>(state[1]);
  result.pixels = from_bytes<float>(nb::cast<nb::bytes>(state[2]));
  result.usable = from_bytes<std::uint8_t>(nb::cast<nb::bytes>(state[3]));
  result.clipped = from_bytes<std::uint8_t>(nb::cast<nb::bytes>(state[4]));
  result.pixel_size = from_pair(nb::cast<PixelPair>(state[5]));
  result.is_levelled = nb::cast<bool>(state[6]);
  result.file_pixel_size = from_pair(nb::cast<PixelPair>(state[7]));
  const auto pixels = static_cast<std::size_t>(result.rows) * result.columns;
  const auto fits = [&](const auto& mask) { return mask.empty() || mask.size() == pixels; };
  if (result.rows <= 0 || result.columns <= 0 || result.pixels.size() != pixels ||
      !fits(result.usable) || !fits(result.clipped)) {
    throw core::DataError({.what = "not a pickle of an image",
                           .where = {},
                           .value = std::to_string(result.pixels.size()),
                           .expected = fmt::format("{} pixels", pixels)});
  }
  new (&i) image::Image(std::move(result));
}

std::string spell(const image::Image& i) {
  const std::string size = i.pixel_size ? fmt::format("pixels of {:.4g} x {:.4g} nm",
                                                      i.pixel_size->x_nm, i.pixel_size->y_nm)
                                        : "pixel size unknown";
  return fmt::format("Image({} rows x {} columns, {}{})", i.rows, i.columns, size,
                     i.is_levelled ? "" : ", not levelled");
}

/// A view of the pixels, which no one may change; the image lives as long as it does.
nb::object array_of(const nb::object& self) {
  const auto& image = nb::cast<const image::Image&>(self);
  return nb::cast(nb::ndarray<nb::numpy, const float>(
      image.pixels.data(),
      {static_cast<std::size_t>(image.rows), static_cast<std::size_t>(image.columns)}, self));
}

constexpr Docstring kReadImage{
    .summary = "Reads an image and levels it.",
    .parameters = R"(source : path, array, HyperSpy Signal2D, xarray.DataArray or sidpy.Dataset
    A TIFF, PNG, NPY, HDF5, Nanonis sxm or GXSM nc file; one of another format where RosettaSciIO
    is installed and reads it; or an array of rows by columns. Of a signal, DataArray (dimensions
    x and y, else the last two are rows and columns) or Dataset (x first), the scale and its unit
    of length become the pixel size.)",
    .returns = R"(Image
    float32, rows by columns, a plane and the offsets of scan lines taken off, atoms bright.)",
    .raises = R"(InputError
    The file is missing, damaged or of no known format.
DataError
    The image is smaller than 32 pixels on a side, constant, or has values that are no finite
    numbers.
UsageError
    A channel, direction, frame, region or mask does not fit the image.)",
    .notes =
        "A pixel size that neither file nor caller tells stays unknown; lengths are then in px.",
    .examples = R"(>>> import gibbsight as gs
>>> import numpy as np
>>> scan = np.random.default_rng(1).normal(size=(64, 48))  # 64 rows, 48 columns
>>> gs.read_image(scan, pixel_size=0.05)
Image(64 rows x 48 columns, pixels of 0.05 x 0.05 nm))"};

}  // namespace

void bind_image(nb::module_& module) {
  nb::class_<image::Image> bound(module, "Image",
                                 "Intensities, rows by columns; atoms are bright. Positions in it "
                                 "are (x, y), x along columns and y down the rows, from the centre "
                                 "of the first pixel.");
  bind_value(bound);
  delegate(bound, "to_xarray", "gibbsight._exchange", "", "typing.Any",
           "As xarray.DataArray: dimensions y and x, with coordinates in nm where the "
           "pixel size is known, else in px.");
  bound.def("__getstate__", &get_state, nb::sig("def __getstate__(self) -> tuple[object, ...]"))
      .def("__setstate__", &set_state,
           nb::sig("def __setstate__(self, state: tuple[object, ...], /) -> None"))
      .def("__repr__", [](const image::Image& i) { return spell(i); })
      .def("to_array", &array_of,
           nb::sig("def to_array(self) -> numpy.typing.NDArray[numpy.float32]"),
           "Pixels, float32, rows by columns: a read-only view, no copy.")
      .def_prop_ro(
          "shape", [](const image::Image& image) { return std::pair(image.rows, image.columns); },
          "(rows, columns) in px")
      .def_prop_ro(
          "pixel_size", [](const image::Image& i) { return to_pair(i.pixel_size); },
          "(x, y) in nm, None where it is not known")
      .def_ro("is_levelled", &image::Image::is_levelled,
              "whether tilt and scan lines were taken off, as read_image does");
  const auto text = document(kReadImage, scope());
  module.def(
      "read_image", &read_path, nb::arg("path"), nb::arg("options"),
      nb::sig(signature("def read_image(path: str | os.PathLike[str]", scope(), "Image").c_str()),
      text.c_str());
  module.def(
      "read_image", &read_array, nb::arg("array"), nb::arg("options"),
      nb::sig(signature("def read_image(array: numpy.typing.ArrayLike", scope(), "Image").c_str()));
}

}  // namespace gibbsight::python
