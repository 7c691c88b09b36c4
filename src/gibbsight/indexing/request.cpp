#include "gibbsight/indexing/request.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <utility>

#include "gibbsight/indexing/cell.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {

core::DataError refusal(const lattice::Lattice& lattice, std::string what, std::string found,
                        std::string expected) {
  return core::DataError({.what = "indexing: " + std::move(what),
                          .where = "lattice " + lattice.name,
                          .value = std::move(found),
                          .expected = std::move(expected)});
}

int placed_count(const Piece& piece) {
  return static_cast<int>(std::count_if(piece.sites.begin(), piece.sites.end(),
                                        [](const Site& site) { return site.atom != kNoAtom; }));
}

void refer_to(const std::vector<int>& original, Piece& piece) {
  const auto rename = [&](int& atom) {
    if (atom != kNoAtom) atom = original[static_cast<std::size_t>(atom)];
  };
  for (Site& site : piece.sites) rename(site.atom);
  for (int& atom : piece.spectators) rename(atom);
  for (int& atom : piece.territory) rename(atom);
}

Selection select(const atoms::AtomList& list, const std::vector<char>& is_free) {
  Selection selection;
  selection.list = list;
  selection.list.atoms.clear();
  for (std::size_t i = 0; i < is_free.size(); ++i) {
    if (is_free[i] == 0) continue;
    selection.list.atoms.push_back(list.atoms[i]);
    selection.original.push_back(static_cast<int>(i));
  }
  return selection;
}

Eigen::AlignedBox2d field_of_view(const atoms::AtomList& list) {
  Eigen::AlignedBox2d field;
  for (const auto& atom : list.atoms) field.extend(Vector2(atom.x, atom.y));
  if (list.image_rows > 0 && list.image_columns > 0) {
    field = {Vector2(0, 0), Vector2(list.image_columns - 1, list.image_rows - 1)};
  }
  return field;
}

Eigen::AlignedBox2d inner_field(const Request& request, const Matrix2& cell) {
  const Eigen::AlignedBox2d field = field_of_view(request.list);
  const Vector2 margin = Vector2::Constant(request.options.margin * cell.col(0).norm());
  return {field.min() + margin, field.max() - margin};
}

PointIndex positions_of(const atoms::AtomList& list) {
  std::vector<Vector2> points;
  for (const auto& atom : list.atoms) points.emplace_back(atom.x, atom.y);
  return PointIndex(std::move(points));
}

Terrain make_terrain(const PointIndex& points, const Matrix2& cell, const Request& request) {
  const Eigen::AlignedBox2d field = field_of_view(request.list);
  const double lowest =
      cell.determinant() / std::max(cell.col(0).norm(), cell.col(1).norm());  // height of the cell
  const double site_distance =
      distortion(cell, request.lattice.cell).scale_px * nearest_wanted_distance(request.lattice);
  return {.atoms = points,
          .cell = cell,
          .reach = request.options.reach * site_distance,
          .half_width = static_cast<int>(1.2 * field.diagonal().norm() / lowest) + 4};
}

Site make_site(const PointIndex& points, Cell cell, int sublattice, int atom,
               const Vector2& predicted, const Eigen::AlignedBox2d& inner) {
  const Vector2 measured = atom == kNoAtom ? predicted : points[atom];
  return {.a = cell.a,
          .b = cell.b,
          .sublattice = sublattice,
          .atom = atom,
          .x = measured.x(),
          .y = measured.y(),
          .predicted_x = predicted.x(),
          .predicted_y = predicted.y(),
          .inside = inner.contains(predicted)};
}

}  // namespace gibbsight::indexing
