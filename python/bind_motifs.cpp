// Histograms of local configurations.
#include <fmt/format.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "arrays.hpp"
#include "bindings.hpp"
#include "keywords.hpp"
#include "state.hpp"
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

/// Whether an orbit of one is the same orbit of the other.
bool counts_the_same(const Histogram& h, const Histogram& other) {
  return h.lattice.name == other.lattice.name && h.motif.shells == other.motif.shells &&
         h.motif.group == other.motif.group && h.motif.species() == other.motif.species() &&
         h.motif.orbit_count() == other.motif.orbit_count();
}

bool are_equal(const Histogram& h, const Histogram& other) {
  return counts_the_same(h, other) && h.histogram.counts == other.histogram.counts;
}

nb::tuple get_state(const Histogram& h) {
  const auto& counts = h.histogram.counts;
  return nb::make_tuple(state_of(h.lattice), h.motif.shells, h.motif.group,
                        to_bytes(std::vector<double>(counts.begin(), counts.end())));
}

void set_state(Histogram& h, const nb::tuple& state) {
  const auto options = lattice_from(nb::cast<nb::dict>(state[0]));
  auto motif = motifs::make_motif(make_lattice(options), nb::cast<int>(state[1]),
                                  nb::cast<std::string>(state[2]));
  const auto counts = from_bytes<double>(nb::cast<nb::bytes>(state[3]));
  if (counts.size() != motif.orbit_count()) {
    throw core::DataError({.what = "not a pickle of a histogram",
                           .where = {},
                           .value = std::to_string(counts.size()),
                           .expected = fmt::format("{} counts", motif.orbit_count())});
  }
  const Eigen::Map<const Eigen::VectorXd> values(counts.data(),
                                                 static_cast<Eigen::Index>(counts.size()));
  new (&h) Histogram{options, std::move(motif), motifs::Histogram{values}};
}

std::string spell(const Histogram& h) {
  return fmt::format("Histogram({} of {}, {} shell{}, {}: {:g} motifs in {} orbits)",
                     h.lattice.name, core::join(h.motif.species(), ", "), h.motif.shells,
                     h.motif.shells == 1 ? "" : "s", h.motif.group, h.histogram.total(),
                     h.motif.orbit_count());
}

constexpr Docstring kCountMotifs{
    .summary = "Counts the configurations of a site and its neighbours, where all were seen.",
    .parameters = R"(occupancy : Occupancy
    Measured, simulated or made from an array.)",
    .returns = R"(Histogram
    One count an orbit: configurations that a symmetry of the lattice turns into each other.)",
    .raises = R"(ConfigurationError
    The motif has too many configurations to count, or the symmetry is none of the lattice.)",
    .notes =
        R"(A code is a number whose digits count the species of the centre (least significant), then of
the neighbours, turning from +a towards b, shell by shell.)",
    .examples = R"(>>> import gibbsight as gs
>>> stripes = gs.Occupancy.from_array([[0, 1] * 4] * 6, species=["Te", "Se"])
>>> histogram = gs.count_motifs(stripes)
>>> histogram
Histogram(square of Te, Se, 1 shell, lattice: 24 motifs in 12 orbits)
>>> table = histogram.to_table()
>>> [(str(row["configuration"]), float(row["count"])) for row in table if row["count"]]
[('Te|Se,Te,Se,Te', 12.0), ('Se|Se,Te,Se,Te', 12.0)])"};

}  // namespace

void bind_motifs(nb::module_& module) {
  nb::class_<Histogram> histogram(module, "Histogram",
                                  "How often each local configuration occurs.");
  bind_value(histogram, &are_equal);
  histogram.def("__getstate__", &get_state, nb::sig("def __getstate__(self) -> tuple[object, ...]"))
      .def("__setstate__", &set_state,
           nb::sig("def __setstate__(self, state: tuple[object, ...], /) -> None"))
      .def("__repr__", [](const Histogram& h) { return spell(h); })
      .def("counts_the_same_as", &counts_the_same, nb::arg("other"),
           "Whether lattice, species, shells and symmetry are the same.")
      .def_prop_ro(
          "lattice", [](const Histogram& h) { return h.motif.lattice.name; }, "Its name.")
      .def_prop_ro(
          "species", [](const Histogram& h) { return h.motif.species(); },
          "Names of the species at the centre.")
      .def("__len__", [](const Histogram& h) { return h.motif.orbit_count(); })
      .def_prop_ro(
          "counts", [](const Histogram& h) { return to_array(h.histogram.counts); },
          nb::sig("def counts(self) -> numpy.typing.NDArray[numpy.float64]"),
          "float64, one entry an orbit, that is, of configurations that symmetry turns into each "
          "other.")
      .def_prop_ro(
          "probabilities", [](const Histogram& h) { return to_array(h.histogram.probabilities()); },
          nb::sig("def probabilities(self) -> numpy.typing.NDArray[numpy.float64]"),
          "Counts over their total.")
      .def_prop_ro(
          "total", [](const Histogram& h) { return h.histogram.total(); }, "Number of motifs.")
      .def_prop_ro(
          "shells", [](const Histogram& h) { return h.motif.shells; },
          "Shells of neighbours round the centre.")
      .def_prop_ro(
          "symmetry", [](const Histogram& h) { return h.motif.group; },
          "Plane group that makes the orbits; lattice is the lattice's own.")
      .def("to_table", &to_table, nb::sig("def to_table(self) -> numpy.typing.NDArray[numpy.void]"),
           "A structured array, one row an orbit: code (the smallest of its configurations), "
           "configuration (centre|neighbours), multiplicity (how many it has), count, and measured "
           "(probability).");
  const auto text = document(kCountMotifs, scope());
  module.def(
      "count_motifs", &count_motifs, nb::arg("occupancy"), nb::arg("options"),
      nb::sig(signature("def count_motifs(occupancy: Occupancy", scope(), "Histogram").c_str()),
      text.c_str());
}

}  // namespace gibbsight::python
