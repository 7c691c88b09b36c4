#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <iterator>

#include "gibbsight/core/files.hpp"
#include "gibbsight/io/schemas.hpp"
#include "gibbsight/io/site_table.hpp"

namespace gibbsight::io {
namespace {

using lattice::Lattice;
using lattice::Matrix2;
using lattice::Vector2;
using Rows = std::vector<SiteRow>;

constexpr std::string_view kElements =
    " H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se "
    "Br "
    "Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho "
    "Er "
    "Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm "
    "Md "
    "No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og ";

/// ASE refuses a symbol that is no element, but takes X for an unknown one; the label has the name.
std::string symbol(const std::string& species) {
  return kElements.find(" " + species + " ") == std::string_view::npos ? "X" : species;
}

/// Where the sites are, one column each, and the lattice they lie on: cell vectors as columns, and
/// the corner of cell (0, 0).
struct Placement {
  std::string unit;
  Eigen::Matrix2Xd positions;
  Matrix2 cell;
  Vector2 origin{0, 0};
};

Placement ideal_placement(const Rows& rows, const Lattice& lattice) {
  Placement placement{"a", Eigen::Matrix2Xd(2, rows.size()), lattice.cell};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    placement.positions.col(i) = lattice.position(rows[i].a, rows[i].b, rows[i].sublattice);
  }
  return placement;
}

/// The cell is the least-squares affine image of the ideal one.
Placement measured_placement(const Rows& rows, const Lattice& lattice,
                             const std::optional<image::PixelSize>& pixel_size) {
  const Placement ideal = ideal_placement(rows, lattice);
  constexpr double kAngstromPerNm = 10;
  const Vector2 scale = pixel_size ? kAngstromPerNm * Vector2(pixel_size->x_nm, pixel_size->y_nm)
                                   : Vector2::Ones().eval();
  Placement placement{pixel_size ? "Angstrom" : "px", ideal.positions, lattice.cell};
  Eigen::MatrixXd design(rows.size(), 3);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    placement.positions.col(i) = scale.cwiseProduct(Vector2(*rows[i].x_px, *rows[i].y_px));
    design.row(i) << ideal.positions.col(i).transpose(), 1;
  }
  const Eigen::MatrixXd map =
      design.completeOrthogonalDecomposition().solve(placement.positions.transpose());
  placement.cell = map.topRows<2>().transpose() * lattice.cell;
  placement.origin = map.row(2).transpose();
  return placement;
}

/// The line that says what the columns are, and the box: the cells between the outermost sites.
std::string header(const Rows& rows, const Placement& placement) {
  const auto range = [&](int SiteRow::*coordinate) {
    const auto by_coordinate = [&](const SiteRow& l, const SiteRow& r) {
      return l.*coordinate < r.*coordinate;
    };
    const auto [low, high] = std::minmax_element(rows.begin(), rows.end(), by_coordinate);
    return rows.empty() ? std::pair(0, 0) : std::pair((*low).*coordinate, (*high).*coordinate + 1);
  };
  const auto [left, right] = range(&SiteRow::a);
  const auto [top, bottom] = range(&SiteRow::b);
  const Vector2 a = placement.cell.col(0) * (right - left);
  const Vector2 b = placement.cell.col(1) * (bottom - top);
  const Vector2 corner = placement.origin + placement.cell * Vector2(left, top);
  return fmt::format(
      "Lattice=\"{} {} 0 {} {} 0 0 0 1\" Origin=\"{} {} 0\" pbc=\"F F F\" unit={} schema={} "
      "Properties=species:S:1:pos:R:3:label:S:1:a:I:1:b:I:1:sublattice:S:1:atom:I:1:intensity:R:1",
      a.x(), a.y(), b.x(), b.y(), corner.x(), corner.y(), placement.unit, kExtxyzSchema);
}

}  // namespace

void write_extxyz(const std::string& path, const SiteTable& table, const Lattice& lattice,
                  const std::optional<image::PixelSize>& pixel_size) {
  Rows seen;
  std::copy_if(table.rows.begin(), table.rows.end(), std::back_inserter(seen),
               [](const SiteRow& row) { return !row.species.empty(); });
  const bool measured = std::all_of(seen.begin(), seen.end(),
                                    [](const SiteRow& row) { return row.x_px && row.y_px; });
  const Placement placement =
      measured ? measured_placement(seen, lattice, pixel_size) : ideal_placement(seen, lattice);
  std::string text = fmt::format("{}\n{}\n", seen.size(), header(seen, placement));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const SiteRow& row = seen[i];
    text += fmt::format("{} {} {} 0 {} {} {} {} {} {}\n", symbol(row.species),
                        placement.positions(0, i), placement.positions(1, i), row.species, row.a,
                        row.b, lattice.basis[row.sublattice].name, row.atom,
                        row.intensity ? fmt::format("{}", *row.intensity) : "nan");
  }
  core::write_file_atomically(path, text);
}

}  // namespace gibbsight::io
