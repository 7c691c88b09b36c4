// Histograms of local configurations.
#include <nanobind/stl/string.h>

#include "arrays.hpp"
#include "bindings.hpp"
#include "keywords.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"motif", "model.symmetry"};
  return options;
}

Histogram count_motifs(const Occupancy& occupancy, const nb::kwargs& given) {
  const auto configuration = configuration_from(given, scope());
  const nb::gil_scoped_release released;
  auto motif = motifs::make_motif(occupancy.sites.lattice, configuration.motif.shells,
                                  configuration.model.symmetry);
  auto histogram = motifs::count(occupancy.sites, motif);
  return {occupancy.lattice, std::move(motif), std::move(histogram)};
}

/// The first columns of histogram.csv.
nb::object to_table(const Histogram& h) {
  using motifs::Orbit;
  const auto& orbits = h.motif.orbits;
  return make_table(
      {column("code", orbits, [](const Orbit& o) { return o.code; }),
       column("configuration", orbits, [&](const Orbit& o) { return spell(h.motif, o.code); }),
       column("multiplicity", orbits, [](const Orbit& o) { return o.multiplicity; }),
       {"count", to_array(h.histogram.counts)},
       {"measured", to_array(h.histogram.probabilities())}});
}

}  // namespace

void bind_motifs(nb::module_& module) {
  nb::class_<Histogram>(module, "Histogram", "How often each local configuration occurs.")
      .def("__len__", [](const Histogram& h) { return h.motif.orbit_count(); })
      .def_prop_ro(
          "counts", [](const Histogram& h) { return to_array(h.histogram.counts); },
          "One entry an orbit: configurations that symmetry turns into each other.")
      .def_prop_ro("probabilities",
                   [](const Histogram& h) { return to_array(h.histogram.probabilities()); })
      .def_prop_ro("total", [](const Histogram& h) { return h.histogram.total(); })
      .def_prop_ro("shells", [](const Histogram& h) { return h.motif.shells; })
      .def_prop_ro("symmetry", [](const Histogram& h) { return h.motif.group; })
      .def("to_table", &to_table, "A structured array with the columns of histogram.csv.");
  const auto text = document(
      "Counts the configurations of a site and its neighbours, where all were seen.", scope());
  module.def("count_motifs", &count_motifs, nb::arg("occupancy"), nb::arg("options"), text.c_str());
}

}  // namespace gibbsight::python
