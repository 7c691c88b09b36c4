// Occupancies: species on the sites of a lattice, from and to integer arrays.
#include <fmt/format.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <limits>

#include "arrays.hpp"
#include "bindings.hpp"
#include "keywords.hpp"
#include "values.hpp"

namespace gibbsight::python {
namespace {

const Scope& scope() {
  static const Scope options{"lattice"};
  return options;
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
lattice::Window window_of(const Codes& codes, const lattice::Lattice& lattice) {
  const std::size_t basis = lattice.basis.size();
  const bool fits = basis == 1 ? codes.ndim() == 2 : codes.ndim() == 3 && codes.shape(2) == basis;
  constexpr std::size_t kMostCells = std::numeric_limits<std::int32_t>::max();
  if (fits && codes.size() > 0 && codes.size() <= kMostCells) {
    return {0, 0, static_cast<int>(codes.shape(1)), static_cast<int>(codes.shape(0))};
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

Occupancy from_array(const nb::object& given, const nb::kwargs& options) {
  Occupancy result;
  result.lattice = configuration_from(options, scope()).lattice;
  const auto lattice = make_lattice_with_species(result.lattice);
  const Codes codes = to_codes(given);
  result.sites = lattice::Occupancy::unseen(lattice, window_of(codes, lattice));
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

}  // namespace

void bind_lattice(nb::module_& module) {
  const auto text = document(
      "An occupancy from an integer array, rows b, columns a (and the sites of the basis as a "
      "third "
      "axis where there are several): species counted from 0, -1 where a site was not seen.",
      scope());
  nb::class_<Occupancy>(module, "Occupancy", "Which species sits on which site of a lattice.")
      .def_static("from_array", &from_array, nb::arg("codes"), nb::arg("options"), text.c_str())
      .def("to_array", &codes_of, "The codes that from_array takes.")
      .def("to_table", &to_table, "A structured array with the columns of sites.csv.")
      .def_prop_ro("lattice", [](const Occupancy& o) { return o.sites.lattice.name; })
      .def_prop_ro("species", &species_of, "Names of the species on each site of the basis.")
      .def_ro("warnings", &Occupancy::warnings);
}

}  // namespace gibbsight::python
