// Atoms onto a lattice.
#include <fmt/format.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "arrays.hpp"
#include "bindings.hpp"
#include "gibbsight/indexing/index_atoms.hpp"
#include "interruptible.hpp"
#include "keywords.hpp"
#include "state.hpp"
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
  return run_interruptibly(configuration, given, [&](const core::Execution& execution) {
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

nb::list ideal_state(const lattice::Lattice& lattice) {
  nb::list state;
  state.append(lattice.name);
  state.append(numbers_of(lattice.cell));
  for (const lattice::Sublattice& s : lattice.basis) {
    state.append(nb::make_tuple(s.name, numbers_of(s.position), s.species));
  }
  return state;
}

lattice::Lattice ideal_lattice_from(const nb::list& state) {
  lattice::Lattice lattice{.name = nb::cast<std::string>(state[0]),
                           .cell = matrix_from<lattice::Matrix2>(state[1]),
                           .basis = {}};
  for (std::size_t i = 2; i < state.size(); ++i) {
    const auto site = nb::cast<nb::tuple>(state[i]);
    lattice.basis.push_back({.name = nb::cast<std::string>(site[0]),
                             .position = matrix_from<lattice::Vector2>(site[1]),
                             .species = nb::cast<std::vector<std::string>>(site[2])});
  }
  return lattice;
}

nb::list domain_states(const std::vector<indexing::Domain>& domains) {
  nb::list state;
  for (const indexing::Domain& d : domains) {
    state.append(nb::make_tuple(d.placed, numbers_of(d.cell_px), numbers_of(d.cell_error_px),
                                numbers_of(d.origin_px), d.mirrored));
  }
  return state;
}

std::vector<indexing::Domain> domains_from(const nb::list& state) {
  std::vector<indexing::Domain> domains;
  for (const nb::handle item : state) {
    const auto domain = nb::cast<nb::tuple>(item);
    domains.push_back({.placed = nb::cast<int>(domain[0]),
                       .cell_px = matrix_from<indexing::Matrix2>(domain[1]),
                       .cell_error_px = matrix_from<indexing::Matrix2>(domain[2]),
                       .origin_px = matrix_from<indexing::Vector2>(domain[3]),
                       .mirrored = nb::cast<bool>(domain[4])});
  }
  return domains;
}

nb::tuple get_state(const Sites& sites) {
  const indexing::Sites& s = sites.sites;
  return nb::make_tuple(state_of(sites.lattice), sites.atoms, ideal_state(s.lattice),
                        to_bytes(std::vector{s.window}), numbers_of(s.cell_px),
                        numbers_of(s.origin_px), domain_states(s.domains), s.warnings,
                        to_bytes(s.sites), to_bytes(std::vector{s.quality}), s.kept_symmetry);
}

/// What `to_bytes` made of one value.
template <class Value>
Value one_from_bytes(nb::handle state) {
  const auto values = from_bytes<Value>(nb::cast<nb::bytes>(state));
  if (values.size() == 1) return values.front();
  throw core::DataError({.what = "not a pickle of sites",
                         .where = {},
                         .value = fmt::format("{} values", values.size()),
                         .expected = "one"});
}

void set_state(Sites& sites, const nb::tuple& state) {
  new (&sites) Sites{.lattice = lattice_from(nb::cast<nb::dict>(state[0])),
                     .atoms = nb::cast<atoms::AtomList>(state[1]),
                     .sites = {.lattice = ideal_lattice_from(nb::cast<nb::list>(state[2])),
                               .window = one_from_bytes<lattice::Window>(state[3]),
                               .cell_px = matrix_from<indexing::Matrix2>(state[4]),
                               .origin_px = matrix_from<indexing::Vector2>(state[5]),
                               .domains = domains_from(nb::cast<nb::list>(state[6])),
                               .warnings = nb::cast<std::vector<std::string>>(state[7]),
                               .sites = from_bytes<indexing::Site>(nb::cast<nb::bytes>(state[8])),
                               .quality = one_from_bytes<indexing::Quality>(state[9]),
                               .kept_symmetry = nb::cast<std::string>(state[10])}};
}

bool are_equal(const Sites& one, const Sites& other) {
  return one.atoms == other.atoms && one.sites == other.sites;
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
  nb::class_<Sites> bound(module, "Sites", "Atoms on the sites of a lattice, from index_atoms.");
  bind_value(bound, &are_equal);
  bound.def("__getstate__", &get_state, nb::sig("def __getstate__(self) -> tuple[object, ...]"))
      .def("__setstate__", &set_state,
           nb::sig("def __setstate__(self, state: tuple[object, ...], /) -> None"))
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
          "cell_error_px",
          [](const Sites& sites) { return to_array(sites.sites.domains.front().cell_error_px); },
          nb::sig("def cell_error_px(self) -> numpy.typing.NDArray[numpy.float64]"),
          "Standard errors of cell_px. Displacements of neighbours, as of drift or strain, do not "
          "count as independent.")
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
