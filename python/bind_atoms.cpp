// Atoms of an image.
#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "arrays.hpp"
#include "bindings.hpp"
#include "gibbsight/atoms/find.hpp"
#include "gibbsight/image/averaging.hpp"
#include "gibbsight/image/levelling.hpp"
#include "interruptible.hpp"
#include "keywords.hpp"
#include "state.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"atoms", "output.threads"};
  return options;
}

atoms::AtomList find_atoms(const image::Image& image, const nb::kwargs& given) {
  const auto configuration = configuration_from(given, scope());
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
    return atoms::find_atoms(image::with_square_pixels(image::levelled(image, execution)),
                             configuration.atoms, execution);
  });
}

/// The columns of atoms.csv.
nb::object to_table(const atoms::AtomList& list) {
  using atoms::Atom;
  const auto& atoms = list.atoms;
  return make_table({column("x_px", atoms, [](const Atom& a) { return a.x; }),
                     column("y_px", atoms, [](const Atom& a) { return a.y; }),
                     column("x_err_px", atoms, [](const Atom& a) { return a.x_error; }),
                     column("y_err_px", atoms, [](const Atom& a) { return a.y_error; }),
                     column("intensity", atoms, [](const Atom& a) { return a.intensity; }),
                     column("background", atoms, [](const Atom& a) { return a.background; }),
                     column("sigma_px", atoms, [](const Atom& a) { return a.sigma; }),
                     column("residual", atoms, [](const Atom& a) { return a.residual; }),
                     column("clipped", atoms, [](const Atom& a) { return a.clipped; })});
}

nb::tuple get_state(const atoms::AtomList& list) {
  return nb::make_tuple(to_bytes(list.atoms), list.spacing, list.image_rows, list.image_columns,
                        to_pair(list.pixel_size), to_bytes(list.hidden), list.warnings);
}

void set_state(atoms::AtomList& list, const nb::tuple& state) {
  new (&list) atoms::AtomList{.atoms = from_bytes<atoms::Atom>(nb::cast<nb::bytes>(state[0])),
                              .spacing = nb::cast<double>(state[1]),
                              .image_rows = nb::cast<int>(state[2]),
                              .image_columns = nb::cast<int>(state[3]),
                              .pixel_size = from_pair(nb::cast<PixelPair>(state[4])),
                              .hidden = from_bytes<std::uint8_t>(nb::cast<nb::bytes>(state[5])),
                              .warnings = nb::cast<std::vector<std::string>>(state[6])};
}

constexpr Docstring kFindAtoms{
    .summary = "Every atom of an image, with its fitted place, height and width.",
    .parameters = R"(image : Image
    Atoms are bright, as read_image makes it. One as render draws it is levelled first.)",
    .returns = R"(AtomList
    One entry an atom; touching atoms are fitted together.)",
    .raises = R"(DataError
    There is no lattice in the image: nothing repeats in it above the noise.)",
    .notes =
        R"(The scale comes from the image's own power spectrum. Each atom is a Gaussian on a local
background, fitted by least squares to the pixels around it with its neighbours taken away. Where
columns are far wider than a pixel, the fit is to means over squares of pixels. Pixels known not to
be square are averaged along their finer axis, and positions count in the square ones: `warnings`
says so.)",
    .examples = R"(>>> import gibbsight as gs
>>> crystal = gs.simulate(species=["Te", "Se"], columns=72, rows=72, sweeps=8)
>>> image = gs.render(crystal, seed=1)
>>> gs.find_atoms(image).to_table().dtype.names[:4]
('x_px', 'y_px', 'x_err_px', 'y_err_px'))"};

}  // namespace

void bind_atoms(nb::module_& module) {
  nb::class_<atoms::AtomList> bound(module, "AtomList",
                                    "Fitted peaks of an image, from find_atoms.");
  bind_value(bound);
  bound.def("__getstate__", &get_state, nb::sig("def __getstate__(self) -> tuple[object, ...]"))
      .def("__setstate__", &set_state,
           nb::sig("def __setstate__(self, state: tuple[object, ...], /) -> None"))
      .def("__len__", [](const atoms::AtomList& list) { return list.atoms.size(); })
      .def("__repr__",
           [](const atoms::AtomList& list) {
             return fmt::format("AtomList({} atoms, {:.4g} px apart)", list.atoms.size(),
                                list.spacing);
           })
      .def_ro("spacing", &atoms::AtomList::spacing, "typical distance of neighbouring atoms, px")
      .def_ro("warnings", &atoms::AtomList::warnings, "what to know before trusting them")
      .def("to_table", &to_table, nb::sig("def to_table(self) -> numpy.typing.NDArray[numpy.void]"),
           "A structured array, one row an atom, with the columns of atoms.csv: x_px, y_px and "
           "their standard errors x_err_px, y_err_px; intensity (height above the background) and "
           "background in the units of the image; sigma_px; residual (rms of the fit); clipped "
           "(saturated pixels left out).");
  const auto text = document(kFindAtoms, scope());
  module.def("find_atoms", &find_atoms, nb::arg("image"), nb::arg("options"),
             nb::sig(signature("def find_atoms(image: Image", scope(), "AtomList").c_str()),
             text.c_str());
}

}  // namespace gibbsight::python
