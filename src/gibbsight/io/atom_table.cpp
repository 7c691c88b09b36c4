#include "gibbsight/io/atom_table.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <utility>

#include "gibbsight/core/files.hpp"
#include "gibbsight/core/options.hpp"
#include "gibbsight/image/averaging.hpp"
#include "gibbsight/io/schemas.hpp"
#include "gibbsight/io/table.hpp"

namespace gibbsight::io {
namespace {

using atoms::Atom;
using Json = nlohmann::ordered_json;

/// The numbers of an atom that stand beside its position.
struct Column {
  const char* name;
  double Atom::*member;
};
constexpr Column kColumns[] = {
    {"x_err_px", &Atom::x_error},    {"y_err_px", &Atom::y_error},
    {"intensity", &Atom::intensity}, {"background", &Atom::background},
    {"sigma_px", &Atom::sigma},      {"residual", &Atom::residual},
};

/// A coordinate in square pixels is its column times `unit`, plus `shift`.
struct Axis {
  std::size_t column = 0;
  double unit = 1;
  double shift = 0;
};

struct Position {
  Axis x;
  Axis y;
};

/// Pixels of the file, counted from the centre of the first, in those that are to be square.
Axis from_pixels(std::size_t column, double file, double square) {
  return {column, file / square, (file / square - 1) / 2};
}

/// Positions in nm count where there are both and pixels are not square: the table of an image
/// whose pixels were averaged has them right.
Position find_position(const Table& table, const std::optional<image::PixelSize>& pixel_size) {
  const image::PixelSize file = pixel_size.value_or(image::PixelSize{1, 1});
  const image::PixelSize square = image::square_pixel(file);
  const auto pixels = [&](const char* x, const char* y) {
    return Position{from_pixels(table.require(x), file.x_nm, square.x_nm),
                    from_pixels(table.require(y), file.y_nm, square.y_nm)};
  };
  const bool has_nm = table.find("x_nm").has_value();
  if (table.find("x_px") && (square == file || !has_nm)) return pixels("x_px", "y_px");
  if (has_nm) {
    return {{table.require("x_nm"), 1 / square.x_nm}, {table.require("y_nm"), 1 / square.y_nm}};
  }
  if (table.find("x")) return pixels("x", "y");
  throw core::DataError({.what = "no positions of atoms",
                         .where = table.path + ", line 1",
                         .value = core::join(table.columns, ","),
                         .expected = "columns x_px,y_px or x_nm,y_nm or x,y"});
}

Json vector(const lattice::Vector2& value) { return {value.x(), value.y()}; }

Json basis(const lattice::Lattice& lattice) {
  Json sites = Json::array();
  for (const lattice::Sublattice& site : lattice.basis) {
    sites.push_back(
        {{"name", site.name}, {"position", vector(site.position)}, {"species", site.species}});
  }
  return sites;
}

Json domains(const indexing::Sites& sites) {
  Json list = Json::array();
  for (const indexing::Domain& domain : sites.domains) {
    const lattice::Vector2 a = domain.cell_px.col(0);
    list.push_back({{"placed", domain.placed},
                    {"a_px", vector(a)},
                    {"b_px", vector(domain.cell_px.col(1))},
                    {"a_err_px", vector(domain.cell_error_px.col(0))},
                    {"b_err_px", vector(domain.cell_error_px.col(1))},
                    {"origin_px", vector(domain.origin_px)},
                    {"a_direction_degrees", std::atan2(a.y(), a.x()) * 180 / std::numbers::pi},
                    {"mirrored", domain.mirrored}});
  }
  return list;
}

Json distortion(const indexing::Distortion& value) {
  return {{"scale_px", value.scale_px},
          {"rotation_degrees", value.rotation_degrees},
          {"stretch", value.stretch},
          {"stretch_degrees", value.stretch_degrees}};
}

Json edges(const indexing::Edges& value) {
  return {{"count", value.count}, {"over_35", value.over_35}, {"over_60", value.over_60}};
}

Json window(const lattice::Window& value) {
  return {{"a0", value.a0}, {"b0", value.b0}, {"columns", value.columns}, {"rows", value.rows}};
}

}  // namespace

void write_atoms(const std::string& path, const atoms::AtomList& atoms) {
  Table table{.path = path, .columns = {"atom", "x_px", "y_px"}};
  for (const Column& column : kColumns) table.columns.emplace_back(column.name);
  table.columns.emplace_back("clipped");
  if (atoms.pixel_size) table.columns.insert(table.columns.end(), {"x_nm", "y_nm"});
  for (std::size_t i = 0; i < atoms.atoms.size(); ++i) {
    const Atom& atom = atoms.atoms[i];
    std::vector<std::string> row{std::to_string(i), to_field(atom.x), to_field(atom.y)};
    for (const Column& column : kColumns) row.push_back(to_field(atom.*column.member));
    row.push_back(std::to_string(atom.clipped));
    if (atoms.pixel_size) {
      row.push_back(to_field(atom.x * atoms.pixel_size->x_nm));
      row.push_back(to_field(atom.y * atoms.pixel_size->y_nm));
    }
    table.rows.push_back(std::move(row));
  }
  write_table(path, table);
}

atoms::AtomList read_atoms(const std::string& path,
                           const std::optional<image::PixelSize>& pixel_size) {
  const Table table = read_table(path);
  const Position position = find_position(table, pixel_size);
  const auto clipped = table.find("clipped");
  atoms::AtomList atoms;
  if (pixel_size) atoms.pixel_size = image::square_pixel(*pixel_size);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    Atom atom;
    atom.x = position.x.unit * table.number(row, position.x.column) + position.x.shift;
    atom.y = position.y.unit * table.number(row, position.y.column) + position.y.shift;
    for (const Column& column : kColumns) {
      atom.*column.member = table.number_if_any(row, table.find(column.name)).value_or(0);
    }
    if (!table.text(row, clipped).empty()) atom.clipped = table.integer(row, *clipped);
    atoms.atoms.push_back(atom);
  }
  return atoms;
}

void write_lattice(const std::string& path, const indexing::Sites& sites,
                   const std::optional<image::PixelSize>& pixel_size) {
  const indexing::Quality& quality = sites.quality;
  Json json = {{"schema", kLatticeSchema},
               {"name", sites.lattice.name},
               {"a_px", vector(sites.cell_px.col(0))},
               {"b_px", vector(sites.cell_px.col(1))},
               {"origin_px", vector(sites.origin_px)}};
  if (!sites.domains.empty()) {
    json["a_err_px"] = vector(sites.domains.front().cell_error_px.col(0));
    json["b_err_px"] = vector(sites.domains.front().cell_error_px.col(1));
  }
  if (pixel_size) {
    const lattice::Vector2 nm_per_px(pixel_size->x_nm, pixel_size->y_nm);
    json["a_nm"] = vector(sites.cell_px.col(0).cwiseProduct(nm_per_px));
    json["b_nm"] = vector(sites.cell_px.col(1).cwiseProduct(nm_per_px));
  }
  json.update({{"basis", basis(sites.lattice)},
               {"window", window(sites.window)},
               {"distortion", distortion(quality.distortion)},
               {"placed", quality.placed},
               {"unplaced", quality.unplaced},
               {"placed_share", quality.placed_share()},
               {"spectators", quality.spectators},
               {"double_occupations", quality.double_occupations},
               {"short_pairs", quality.short_pairs},
               {"residual_percent", quality.residual_percent},
               {"edges", edges(quality.edges)},
               {"uncovered_share", quality.uncovered_share},
               {"boundary_sites", quality.boundary_sites},
               {"domains", domains(sites)}});
  core::write_file_atomically(path,
                              json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace gibbsight::io
