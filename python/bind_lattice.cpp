// Occupancies: species on the sites of a lattice, from and to integer arrays.
#include <fmt/format.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <limits>

#include "arrays.hpp"
#include "bindings.hpp"
#include "keywords.hpp"
#include "state.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"lattice"};
  return options;
}

/// Without cells, for who asks about its lattice.
Occupancy empty(const nb::kwargs& options) {
  Occupancy result;
  result.lattice = configuration_from(options, scope()).lattice;
  result.sites = lattice::Occupancy::unseen(make_lattice_with_species(result.lattice), {});
  return result;
}

using Codes = nb::ndarray<const std::int64_t, nb::c_contig, nb::device::cpu>;

/// 64-bit integers in C order; of floats no one knows what 0.5 would mean.
Codes to_codes(const nb::object& given) {
  const nb::module_ numpy = nb::module_::import_("numpy");
  const nb::object array = numpy.attr("asarray")(given);
  const auto kind = nb::cast<std::string>(array.attr("dtype").attr("kind"));
  if (kind == "i" || kind == "u") {
    return nb::cast<Codes>(numpy.attr("ascontiguousarray")(array, numpy.attr("int64")));
  }
  throw core::UsageError({.what = "codes are no integers",
                          .where = "codes",
                          .value = nb::cast<std::string>(array.attr("dtype").attr("name")),
                          .expected = "species counted from 0, -1 where a site was not seen"});
}

/// Rows b, columns a, and the sites of the basis as a third axis where there are several.
lattice::Window window_of(const Codes& codes, const std::pair<int, int>& origin,
                          const lattice::Lattice& lattice) {
  const std::size_t basis = lattice.basis.size();
  const bool fits = basis == 1 ? codes.ndim() == 2 : codes.ndim() == 3 && codes.shape(2) == basis;
  constexpr std::size_t kMostCells = std::numeric_limits<std::int32_t>::max();
  if (fits && codes.size() > 0 && codes.size() <= kMostCells) {
    return {origin.first, origin.second, static_cast<int>(codes.shape(1)),
            static_cast<int>(codes.shape(0))};
  }
  std::vector<std::string> shape;
  for (std::size_t i = 0; i < codes.ndim(); ++i) shape.push_back(std::to_string(codes.shape(i)));
  throw core::UsageError(
      {.what = "shape does not fit the lattice",
       .where = "codes",
       .value = "(" + core::join(shape, ", ") + ")",
       .expected = basis == 1 ? "rows (b) by columns (a)"
                              : fmt::format("rows (b) by columns (a) by {} basis sites", basis)});
}

std::int8_t to_species(std::int64_t code, std::size_t index, const lattice::Lattice& lattice) {
  const auto& site = lattice.basis[index % lattice.basis.size()];
  if (code >= lattice::kUnseen && code < site.species_count()) {
    return static_cast<std::int8_t>(code);
  }
  throw core::DataError(
      {.what = "no such species",
       .where = fmt::format("codes, flat index {}, basis site {}", index, site.name),
       .value = std::to_string(code),
       .expected = fmt::format("-1 (not seen) to {}", site.species_count() - 1)});
}

Occupancy from_array(const nb::object& given, const std::pair<int, int>& origin,
                     const nb::kwargs& options) {
  Occupancy result;
  result.lattice = configuration_from(options, scope()).lattice;
  const auto lattice = make_lattice_with_species(result.lattice);
  const Codes codes = to_codes(given);
  result.sites = lattice::Occupancy::unseen(lattice, window_of(codes, origin, lattice));
  for (std::size_t i = 0; i < codes.size(); ++i) {
    result.sites.species[i] = to_species(codes.data()[i], i, lattice);
  }
  result.table = io::from_occupancy(result.sites);
  return result;
}

nb::object codes_of(const Occupancy& occupancy) {
  const auto& sites = occupancy.sites;
  const auto rows = static_cast<std::size_t>(sites.window.rows);
  const auto columns = static_cast<std::size_t>(sites.window.columns);
  const std::size_t basis = sites.lattice.basis.size();
  if (basis == 1) return to_array(sites.species, {rows, columns});
  return to_array(sites.species, {rows, columns, basis});
}

nb::dict species_of(const Occupancy& occupancy) {
  nb::dict species;
  for (const auto& site : occupancy.sites.lattice.basis) {
    species[site.name.c_str()] = nb::cast(site.species);
  }
  return species;
}

nb::dict basis_of(const Occupancy& occupancy) {
  nb::dict basis;
  for (const auto& site : occupancy.sites.lattice.basis) {
    basis[site.name.c_str()] = nb::make_tuple(site.position.x(), site.position.y());
  }
  return basis;
}

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// The columns of sites.csv; NaN where a number is not known.
nb::object to_table(const Occupancy& occupancy) {
  using Row = io::SiteRow;
  const auto& basis = occupancy.sites.lattice.basis;
  const auto& rows = occupancy.table.rows;
  std::vector<Column> columns{
      column("a", rows, [](const Row& r) { return r.a; }),
      column("b", rows, [](const Row& r) { return r.b; }),
      column("sublattice", rows, [&](const Row& r) { return basis.at(r.sublattice).name; }),
      column("species", rows, [](const Row& r) { return r.species; }),
      column("source", rows, [](const Row& r) { return r.source; }),
      column("x_px", rows, [](const Row& r) { return r.x_px.value_or(kUnknown); }),
      column("y_px", rows, [](const Row& r) { return r.y_px.value_or(kUnknown); }),
      column("atom", rows, [](const Row& r) { return r.atom; }),
      column("intensity", rows, [](const Row& r) { return r.intensity.value_or(kUnknown); })};
  for (std::size_t s = 0; s < occupancy.table.species.size(); ++s) {
    columns.push_back(column("p_" + occupancy.table.species[s], rows, [s](const Row& r) {
      return s < r.probabilities.size() ? r.probabilities[s] : kUnknown;
    }));
  }
  return make_table(columns);
}

/// The species of every site; where they lie in an image is not asked.
bool are_equal(const Occupancy& o, const Occupancy& other) {
  const lattice::Window& w = o.sites.window;
  const lattice::Window& v = other.sites.window;
  return o.lattice.name == other.lattice.name && o.lattice.cell == other.lattice.cell &&
         o.lattice.basis == other.lattice.basis && o.lattice.species == other.lattice.species &&
         w.a0 == v.a0 && w.b0 == v.b0 && w.columns == v.columns && w.rows == v.rows &&
         o.sites.species == other.sites.species;
}

nb::list rows_of(const io::SiteTable& table) {
  nb::list rows;
  for (const io::SiteRow& r : table.rows) {
    rows.append(nb::make_tuple(r.a, r.b, r.sublattice, r.species, r.source, r.x_px, r.y_px, r.atom,
                               r.intensity, r.probabilities));
  }
  return rows;
}

io::SiteRow row_from(const nb::tuple& row) {
  using Number = std::optional<double>;
  return {nb::cast<int>(row[0]),         nb::cast<int>(row[1]),
          nb::cast<int>(row[2]),         nb::cast<std::string>(row[3]),
          nb::cast<std::string>(row[4]), nb::cast<Number>(row[5]),
          nb::cast<Number>(row[6]),      nb::cast<int>(row[7]),
          nb::cast<Number>(row[8]),      nb::cast<std::vector<double>>(row[9])};
}

nb::tuple get_state(const Occupancy& o) {
  const lattice::Window& w = o.sites.window;
  return nb::make_tuple(state_of(o.lattice), nb::make_tuple(w.a0, w.b0, w.columns, w.rows),
                        to_bytes(o.sites.species), o.table.species, rows_of(o.table), o.warnings);
}

void set_state(Occupancy& o, const nb::tuple& state) {
  Occupancy result;
  result.lattice = lattice_from(nb::cast<nb::dict>(state[0]));
  const auto window = nb::cast<nb::tuple>(state[1]);
  result.sites = lattice::Occupancy::unseen(make_lattice_with_species(result.lattice),
                                            {nb::cast<int>(window[0]), nb::cast<int>(window[1]),
                                             nb::cast<int>(window[2]), nb::cast<int>(window[3])});
  const auto species = from_bytes<std::int8_t>(nb::cast<nb::bytes>(state[2]));
  if (species.size() != result.sites.species.size()) {
    throw core::DataError({.what = "not a pickle of an occupancy",
                           .where = {},
                           .value = std::to_string(species.size()),
                           .expected = fmt::format("{} sites", result.sites.species.size())});
  }
  for (std::size_t i = 0; i < species.size(); ++i) {
    result.sites.species[i] = to_species(species[i], i, result.sites.lattice);
  }
  result.table.species = nb::cast<std::vector<std::string>>(state[3]);
  for (const nb::handle row : nb::cast<nb::list>(state[4])) {
    result.table.rows.push_back(row_from(nb::cast<nb::tuple>(row)));
  }
  result.warnings = nb::cast<std::vector<std::string>>(state[5]);
  new (&o) Occupancy(std::move(result));
}

std::string spell(const Occupancy& o) {
  std::vector<std::string> lists;
  for (const auto& site : o.sites.lattice.basis) {
    if (!site.is_spectator()) lists.push_back(core::join(site.species, ", "));
  }
  const lattice::Window& w = o.sites.window;
  return fmt::format("Occupancy({} of {}: {} sites seen in {} x {} cells)", o.lattice.name,
                     core::join(lists, "; "), o.sites.seen_count(), w.columns, w.rows);
}

void save_extxyz(const Occupancy& o, const std::filesystem::path& path,
                 const PixelPair& pixel_size) {
  io::write_extxyz(path.string(), o.table, o.sites.lattice, from_pair(pixel_size));
}

constexpr Docstring kFromArray{
    .summary = "An occupancy from an array of species.",
    .parameters =
        R"(codes : integer array, rows (b) by columns (a), by basis sites where there are several
    Species counted from 0 in the order of their names, -1 where a site was not seen.
origin : (int, int), default (0, 0)
    Lattice coordinates (a, b) of the first cell.)",
    .returns = "Occupancy",
    .raises = R"(UsageError
    The array is not of integers or not of the lattice's shape, or no species are named.
DataError
    A code is not one of the species.)",
    .examples = R"(>>> import gibbsight as gs
>>> codes = [[0, 1, 1], [0, 0, -1]]
>>> gs.Occupancy.from_array(codes, lattice="square", species=["Te", "Se"])
Occupancy(square of Te, Se: 5 sites seen in 3 x 2 cells))"};

constexpr Docstring kFromAse{.summary = "An occupancy from ase.Atoms.",
                             .parameters = R"(atoms : ase.Atoms
    Placed by the arrays a, b and sublattice that to_ase gives them, else by their positions in the
    plane, which must lie on the lattice: its length is that of neighbours, its direction the one
    nearest to +x. Species are labels, else chemical symbols.)",
                             .returns = R"(Occupancy
    A site without an atom was not seen; of periodic atoms it is a vacancy where there is such a
    species.)",
                             .raises = R"(DataError
    The atoms do not lie on the lattice, or are of other species.)"};

}  // namespace

void bind_lattice(nb::module_& module) {
  const auto text = document(kFromArray, scope());
  const auto ase_text = document(kFromAse, scope());
  nb::class_<Occupancy> occupancy(module, "Occupancy",
                                  "Which species sits on which site of a lattice.");
  bind_value(occupancy, &are_equal);
  delegate(occupancy, "to_ase", "gibbsight._exchange",
           ", pixel_size: float | collections.abc.Sequence[float] | None = None", "typing.Any",
           "As ase.Atoms: the seen sites as in sites.extxyz, in Angstrom "
           "where the pixel size (nm, one number or x and y) is given and the sites were measured; "
           "else in px, or at ideal places in units of the length of a.");
  occupancy.def("__getstate__", &get_state, nb::sig("def __getstate__(self) -> tuple[object, ...]"))
      .def("__setstate__", &set_state,
           nb::sig("def __setstate__(self, state: tuple[object, ...], /) -> None"))
      .def("__repr__", [](const Occupancy& o) { return spell(o); })
      .def("save_extxyz", &save_extxyz, nb::arg("path"), nb::arg("pixel_size") = nb::none(),
           nb::sig("def save_extxyz(self, path: str | os.PathLike[str], "
                   "pixel_size: tuple[float, float] | None = None) -> None"),
           "Writes the seen sites as extended XYZ; pixel_size is (x, y) in nm.")
      .def_static("from_array", &from_array, nb::arg("codes"), nb::arg("origin") = std::pair(0, 0),
                  nb::arg("options"),
                  nb::sig(signature("def from_array(codes: numpy.typing.ArrayLike, "
                                    "origin: tuple[int, int] = (0, 0)",
                                    scope(), "Occupancy")
                              .c_str()),
                  text.c_str())
      .def_static(
          "from_ase",
          [](const nb::object& atoms, const nb::kwargs& options) {
            const auto function = nb::module_::import_("gibbsight._exchange").attr("from_ase");
            return nb::cast<Occupancy>(function(atoms, **options));
          },
          nb::arg("atoms"), nb::arg("options"),
          nb::sig(signature("def from_ase(atoms: typing.Any", scope(), "Occupancy").c_str()),
          ase_text.c_str())
      .def_static("_empty", &empty, nb::arg("options"),
                  nb::sig("def _empty(**options: object) -> Occupancy"))
      .def("to_array", &codes_of, nb::sig("def to_array(self) -> numpy.typing.NDArray[numpy.int8]"),
           "The codes that from_array takes, int8.")
      .def("to_table", &to_table, nb::sig("def to_table(self) -> numpy.typing.NDArray[numpy.void]"),
           "A structured array, one row a site, with the columns of sites.csv: a, b, sublattice, "
           "species (empty where unseen), source, x_px, y_px, atom, intensity, and the probability "
           "``p_NAME`` of each species; NaN where a number is not known.")
      .def_prop_ro(
          "origin",
          [](const Occupancy& o) { return std::pair(o.sites.window.a0, o.sites.window.b0); },
          "a and b of the first cell of to_array")
      .def_prop_ro(
          "cell", [](const Occupancy& o) { return to_array(o.sites.lattice.cell); },
          nb::sig("def cell(self) -> numpy.typing.NDArray[numpy.float64]"),
          "The ideal cell, 2 x 2, of which a and b are the columns, in units of the length of a.")
      .def_prop_ro("basis", &basis_of, nb::sig("def basis(self) -> dict[str, tuple[float, float]]"),
                   "Fractional coordinates of the sites of the basis.")
      .def_prop_ro(
          "lattice", [](const Occupancy& o) { return o.sites.lattice.name; }, "Its name.")
      .def_prop_ro("species", &species_of, nb::sig("def species(self) -> dict[str, list[str]]"),
                   "Names of the species on each site of the basis.")
      .def_ro("warnings", &Occupancy::warnings, "What is doubtful about the classification.");
}

}  // namespace gibbsight::python
