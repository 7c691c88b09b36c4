// Atoms onto a lattice.
#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include "arrays.hpp"
#include "bindings.hpp"
#include "gibbsight/indexing/index_atoms.hpp"
#include "interruptible.hpp"
#include "keywords.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"lattice", "indexing", "output.threads"};
  return options;
}

/// Without species every site of the basis is looked for.
Sites index_atoms(const atoms::AtomList& atoms, const nb::kwargs& given) {
  const auto configuration = configuration_from(given, scope());
  const auto lattice = lattice::make_lattice(configuration.lattice);
  return run_interruptibly(configuration, [&](const core::Execution& execution) {
    return Sites{configuration.lattice, atoms,
                 indexing::index_atoms(atoms, lattice, configuration.lattice,
                                       configuration.indexing, execution)};
  });
}

nb::dict quality_of(const Sites& sites) {
  const indexing::Quality& q = sites.sites.quality;
  nb::dict quality;
  quality["placed"] = q.placed;
  quality["unplaced"] = q.unplaced;
  quality["spectators"] = q.spectators;
  quality["double_occupations"] = q.double_occupations;
  quality["short_pairs"] = q.short_pairs;
  quality["domains"] = q.domains;
  quality["residual_percent"] = q.residual_percent;
  return quality;
}

nb::object to_table(const Sites& sites) {
  using indexing::Site;
  const auto& rows = sites.sites.sites;
  return make_table({column("a", rows, [](const Site& s) { return s.a; }),
                     column("b", rows, [](const Site& s) { return s.b; }),
                     column("sublattice", rows, [](const Site& s) { return s.sublattice; }),
                     column("atom", rows, [](const Site& s) { return s.atom; }),
                     column("x_px", rows, [](const Site& s) { return s.x; }),
                     column("y_px", rows, [](const Site& s) { return s.y; })});
}

constexpr Docstring kIndexAtoms{
    .summary = "Puts atoms on the sites of a lattice.",
    .parameters = R"(atoms : AtomList
    As find_atoms makes it.)",
    .returns = R"(Sites
    Integer coordinates (a, b) and basis site of every place in the indexed region.)",
    .raises = R"(DataError
    The lattice does not explain the atoms, or two cells explain them equally well.)",
    .notes =
        R"(a is the shortest cell vector within 90 degrees of +x, b turns from it towards +y (down).
Rotation, spacing, drift and distortion are found. Species may be named here or when sites are
classified; without them every site of the basis is looked for.)"};

}  // namespace

void bind_indexing(nb::module_& module) {
  nb::class_<Sites>(module, "Sites", "Atoms on the sites of a lattice, from index_atoms.")
      .def("__len__", [](const Sites& sites) { return sites.sites.sites.size(); })
      .def("__repr__",
           [](const Sites& sites) {
             return fmt::format("Sites({}: {} sites, {} atoms placed)", sites.lattice.name,
                                sites.sites.sites.size(), sites.sites.quality.placed);
           })
      .def_prop_ro(
          "cell_px", [](const Sites& sites) { return to_array(sites.sites.cell_px); },
          nb::sig("def cell_px(self) -> numpy.typing.NDArray[numpy.float64]"),
          "Measured cell in px, 2 x 2, of which a and b are the columns.")
      .def_prop_ro(
          "quality", &quality_of, nb::sig("def quality(self) -> dict[str, float]"),
          "Numbers that tell whether to trust the indices. Atoms that were placed, those that "
          "were not (unplaced, of which double_occupations lie on a taken site), "
          "spectators, short_pairs closer than half the distance of neighbours, domains, "
          "and residual_percent, the rms of measured minus predicted places in % of a.")
      .def("to_table", &to_table, nb::sig("def to_table(self) -> numpy.typing.NDArray[numpy.void]"),
           "A structured array, one row a site: a, b, sublattice (counted from 0), atom (row of "
           "the AtomList, -1 for none), x_px, y_px (measured, or predicted where there is none).");
  const auto text = document(kIndexAtoms, scope());
  module.def("index_atoms", &index_atoms, nb::arg("atoms"), nb::arg("options"),
             nb::sig(signature("def index_atoms(atoms: AtomList", scope(), "Sites").c_str()),
             text.c_str());
}

}  // namespace gibbsight::python
