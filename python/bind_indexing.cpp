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

}  // namespace

void bind_indexing(nb::module_& module) {
  nb::class_<Sites>(module, "Sites", "Atoms on the sites of a lattice.")
      .def("__len__", [](const Sites& sites) { return sites.sites.sites.size(); })
      .def("__repr__",
           [](const Sites& sites) {
             return fmt::format("Sites({}: {} sites, {} atoms placed)", sites.lattice.name,
                                sites.sites.sites.size(), sites.sites.quality.placed);
           })
      .def_prop_ro(
          "cell_px", [](const Sites& sites) { return to_array(sites.sites.cell_px); },
          nb::sig("def cell_px(self) -> numpy.typing.NDArray[numpy.float64]"),
          "Measured cell: a and b are its columns.")
      .def_prop_ro("quality", &quality_of, nb::sig("def quality(self) -> dict[str, float]"),
                   "What a reader needs in order to trust the indices.")
      .def("to_table", &to_table, nb::sig("def to_table(self) -> numpy.typing.NDArray[numpy.void]"),
           "A structured array, one row a site; atom is -1 for none.");
  const auto text = document(
      "Puts atoms on the sites of a lattice. Species may be named here or when sites are "
      "classified.",
      scope());
  module.def("index_atoms", &index_atoms, nb::arg("atoms"), nb::arg("options"),
             nb::sig(signature("def index_atoms(atoms: AtomList", scope(), "Sites").c_str()),
             text.c_str());
}

}  // namespace gibbsight::python
