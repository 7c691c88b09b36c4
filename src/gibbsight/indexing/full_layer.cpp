#include "gibbsight/indexing/full_layer.hpp"

#include <fmt/core.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <utility>

#include "gibbsight/indexing/cell.hpp"
#include "gibbsight/indexing/disorder.hpp"
#include "gibbsight/indexing/grains.hpp"
#include "gibbsight/indexing/list_sites.hpp"
#include "gibbsight/indexing/polarity.hpp"
#include "gibbsight/indexing/quality.hpp"
#include "gibbsight/indexing/sublattices.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr double kSmallestTerritoryShare = 0.4;  // of the atoms in its territory, placed
constexpr double kLargestMisfit = 0.2;           // share of edges over 35 %
// A cell: a perovskite has 3, the common cell of square grains turned by 37 degrees 4.
constexpr double kMostSpectators = 3.5;
constexpr double kManySpectators = 2;   // likewise, where the sites must fit well:
constexpr double kCommonResidual = 18;  // per cent of the distance of atoms
constexpr double kGrainResidual = 12;   // per cent of the distance of sites

constexpr auto kInverted =
    "inversion domains: in part of the crystal the two sublattices exchange their brightness; if "
    "it is but the species that differ there, its sites are on the wrong sublattice";

/// What a walk placed, and where all atoms near it lie on its lattice.
struct Walked {
  Grid grid;
  std::vector<std::optional<Vector2>> coordinates;
};

/// The largest of the pieces that walks with one cell find.
std::optional<Walked> walk_largest(const Terrain& terrain, const core::Execution& execution) {
  std::optional<Walked> largest;
  std::vector<char> available(static_cast<std::size_t>(terrain.atoms.size()), 1);
  while (true) {
    Grid grid = walk(terrain, available);
    if (grid.placed_count() < kFewestPlaced) return largest;
    auto near = lattice_coordinates(terrain, grid, execution);
    for (std::size_t i = 0; i < near.size(); ++i) {
      if (near[i]) available[i] = 0;
    }
    if (!largest || grid.placed_count() > largest->grid.placed_count()) {
      largest = Walked{std::move(grid), std::move(near)};
    }
    const auto left = std::count(available.begin(), available.end(), 1);
    if (left <= largest->grid.placed_count()) return largest;
  }
}

/// The grid of one basis site: its columns put into cells, then matched again.
Grid make_grid(Terrain& terrain, const Columns& columns, const Vector2& corner,
               const Matrix2& to_setting, const std::vector<std::optional<Vector2>>& coordinates,
               const std::vector<char>& available, const core::Execution& execution) {
  Grid grid(terrain.half_width);
  for (const int atom : columns.atoms) {
    const Vector2 place = to_setting * *coordinates[static_cast<std::size_t>(atom)] - corner;
    const Cell cell{static_cast<int>(std::lround(place.x())),
                    static_cast<int>(std::lround(place.y()))};
    if (grid.contains(cell) && grid.at(cell) == kNoAtom) grid.place(cell, atom);
  }
  terrain.cell = global_frame(grid, terrain.atoms).cell;
  for (int pass = 0; pass < 2; ++pass) grid = rematch(terrain, grid, available, execution);
  return grid;
}

/// The visible columns of the piece.
struct Survey {
  Terrain terrain;
  std::vector<std::optional<Vector2>> coordinates;  ///< of every atom, in the cell of the terrain
  std::vector<Columns> kinds;
  std::vector<int> kind_of;  ///< of every atom; -1 = none
};

Survey survey_columns(const Terrain& terrain, Walked largest, const atoms::AtomList& list) {
  std::vector<double> brightness;
  for (const auto& atom : list.atoms) brightness.push_back(atom.intensity);
  Survey survey{terrain, std::move(largest.coordinates), {}, {}};
  survey.kinds = find_columns(terrain, largest.grid, survey.coordinates, brightness);
  survey.kind_of.assign(list.atoms.size(), -1);
  for (std::size_t kind = 0; kind < survey.kinds.size(); ++kind) {
    for (const int atom : survey.kinds[kind].atoms) {
      survey.kind_of[static_cast<std::size_t>(atom)] = static_cast<int>(kind);
    }
  }
  return survey;
}

/// The columns of every basis site that is visible.
std::vector<Sublattice> find_sublattices(Survey& survey, const Assignment& assignment,
                                         const lattice::Lattice& lattice,
                                         const core::Execution& execution) {
  const Matrix2 to_setting = assignment.setting.cast<double>().inverse();
  std::vector<Sublattice> found;
  for (int index = 0; index < lattice.basis_count(); ++index) {
    const int kind = assignment.columns[static_cast<std::size_t>(index)];
    if (kind < 0) continue;
    std::vector<char> available;
    for (const int own : survey.kind_of) available.push_back(own == kind || own < 0 ? 1 : 0);
    const Columns& columns = survey.kinds[static_cast<std::size_t>(kind)];
    const Vector2& ideal = lattice.basis[static_cast<std::size_t>(index)].position;
    const Vector2 corner = assignment.origin + ideal;
    found.push_back({index, ideal + wrapped(to_setting * columns.offset - corner),
                     make_grid(survey.terrain, columns, corner, to_setting, survey.coordinates,
                               available, execution)});
  }
  return found;
}

/// Indexes with one candidate cell; empty where the visible columns do not make the basis.
std::optional<Piece> index_with(const Matrix2& cell, const PointIndex& points,
                                const Request& request, const core::Execution& execution) {
  const Terrain terrain = make_terrain(points, cell, request);
  auto largest = walk_largest(terrain, execution);
  if (!largest) return std::nullopt;
  Survey survey = survey_columns(terrain, *std::move(largest), request.list);
  const auto assignment =
      assign_basis(survey.kinds, request.lattice, cell,
                   settings(cell, request.lattice.cell, request.a_direction), request.brightest);
  if (!assignment) return std::nullopt;
  const auto sublattices = find_sublattices(survey, *assignment, request.lattice, execution);
  Piece piece{.cell = cell * assignment->setting.cast<double>(),
              .reach = terrain.reach,
              .site_distance = terrain.reach / request.options.reach,
              .doubt = assignment->doubt,
              .sites = list_sites(survey.terrain, sublattices, request, execution),
              .spectators = {},
              .territory = {}};
  if (piece.sites.empty()) return std::nullopt;
  const auto& sites = assignment->columns;
  for (int atom = 0; atom < points.size(); ++atom) {
    const auto i = static_cast<std::size_t>(atom);
    if (survey.coordinates[i]) piece.territory.push_back(atom);
    const int kind = survey.kind_of[i];
    if (kind >= 0 && std::find(sites.begin(), sites.end(), kind) == sites.end()) {
      piece.spectators.push_back(atom);
    }
  }
  leave_disorder(piece, points, survey.kinds, request.lattice);
  return piece;
}

/// Why the piece is not to be trusted, or empty.
std::string objection(const Piece& piece, const PointIndex& points, const Request& request) {
  const int placed = placed_count(piece);
  if (placed < kFewestPlaced) return fmt::format("only {} atoms placed", placed);
  // Grains that share a coincidence lattice repeat at its larger cell, whose sites few atoms are
  // on.
  const auto spectators = static_cast<double>(piece.spectators.size());
  if (spectators > kMostSpectators * placed / wanted_count(request.lattice)) {
    return fmt::format("{} atoms between the sites of {}", spectators, placed);
  }
  if (spectators > kManySpectators * placed / wanted_count(request.lattice) &&
      residual_percent(piece.sites, points.typical_distance()) > kCommonResidual) {
    return fmt::format("{} atoms between the sites of {}, which they hardly lie on", spectators,
                       placed);
  }
  const double share = placed / (static_cast<double>(piece.territory.size()) - spectators);
  if (share < kSmallestTerritoryShare) {
    return fmt::format("only {:.0f} % of the atoms placed", 100 * share);
  }
  const double misfit = count_edges(find_edges(piece.sites, request.lattice)).share_over_35();
  if (misfit > kLargestMisfit) {
    return fmt::format("{:.0f} % of neighbours more than 35 % off the mean cell", 100 * misfit);
  }
  return {};
}

/// Why no cell will do: where one has the shape, columns that the basis asks for were not found.
core::DataError no_cell(const PointIndex& points, const std::vector<Translation>& translations,
                        const Request& request) {
  const lattice::Lattice& lattice = request.lattice;
  lattice::Lattice corners = lattice;
  corners.basis.erase(corners.basis.begin() + 1, corners.basis.end());
  const auto cells =
      candidate_cells(points, translations, corners, request.options.stretch, request.a_direction);
  if (cells.empty() || wanted_count(lattice) == 1) {
    return refusal(lattice, "no cell of the wanted shape", describe_cell(translations));
  }
  return refusal(lattice, "too few atoms for the basis", describe_cell(translations),
                 fmt::format("{} atoms in a cell; dim columns may have drowned in the noise",
                             wanted_count(lattice)));
}

/// The largest piece with a cell that some of the points have.
std::variant<Piece, core::DataError> index_with_cells_of(const PointIndex& some,
                                                         const PointIndex& points,
                                                         const Request& request,
                                                         const core::Execution& execution) {
  const lattice::Lattice& lattice = request.lattice;
  // Long enough for the cell of the basis, and for spectators between the sites of a simple one.
  const double longest = std::max(lattice.cell.col(0).norm(), lattice.cell.col(1).norm());
  const double reach = std::max(2.6, 1.4 * longest / nearest_wanted_distance(lattice));
  const auto translations = find_translations(some, reach * some.typical_distance(), execution);
  const auto cells =
      candidate_cells(some, translations, lattice, request.options.stretch, request.a_direction);
  if (cells.empty()) return no_cell(some, translations, request);
  std::string reason = "visible columns do not make the basis";
  for (const Matrix2& cell : cells) {
    execution.check();
    auto piece = index_with(cell, points, request, execution);
    if (!piece) continue;
    reason = objection(*piece, points, request);
    if (reason.empty()) return *std::move(piece);
  }
  return refusal(lattice, reason, describe_cell(translations));
}

/// The points in each of `count` x `count` parts of the field, where they are enough.
std::vector<PointIndex> parts_of(const PointIndex& points, int count) {
  Eigen::AlignedBox2d box;
  for (const Vector2& point : points.points()) box.extend(point);
  std::vector<std::vector<Vector2>> parts(static_cast<std::size_t>(count * count));
  for (const Vector2& point : points.points()) {
    const Vector2 place = (point - box.min()).cwiseQuotient(box.sizes()) * count;
    const int column = std::min(static_cast<int>(place.x()), count - 1);
    const int row = std::min(static_cast<int>(place.y()), count - 1);
    parts[static_cast<std::size_t>(row * count + column)].push_back(point);
  }
  std::vector<PointIndex> enough;
  for (auto& part : parts) {
    if (part.size() >= std::size_t{2} * kFewestPlaced) enough.emplace_back(std::move(part));
  }
  return enough;
}

std::variant<Piece, core::DataError> index_whole_or_part(const Request& request,
                                                         const core::Execution& execution) {
  const PointIndex points = positions_of(request.list);
  if (points.typical_distance() <= 0) {
    return refusal(request.lattice, "atoms lie on top of each other", "most have another at 0 px");
  }
  auto whole = index_with_cells_of(points, points, request, execution);
  if (std::holds_alternative<Piece>(whole)) return whole;
  // Grains turned against each other have no cell in common; in a part of the field one has its
  // own.
  for (const int count : {2, 4}) {
    std::optional<Piece> largest;
    for (const PointIndex& part : parts_of(points, count)) {
      if (part.typical_distance() <= 0) continue;
      auto found = index_with_cells_of(part, points, request, execution);
      auto* piece = std::get_if<Piece>(&found);
      if (piece == nullptr) continue;
      // A cell that two grains share by chance follows neither.
      if (residual_percent(piece->sites, piece->site_distance) > kGrainResidual) continue;
      if (!largest || placed_count(*piece) > placed_count(*largest)) largest = std::move(*piece);
    }
    if (largest) return *std::move(largest);
  }
  return whole;
}

/// Without some of the atoms, on the indices of all.
std::variant<Piece, core::DataError> index_without(const std::vector<int>& left_out,
                                                   const Request& request,
                                                   const core::Execution& execution) {
  std::vector<char> is_free(request.list.atoms.size(), 1);
  for (const int atom : left_out) is_free[static_cast<std::size_t>(atom)] = 0;
  const Selection rest = select(request.list, is_free);
  auto found = index_full_layer(
      {rest.list, request.lattice, request.options, request.a_direction, request.brightest},
      execution);
  if (auto* piece = std::get_if<Piece>(&found)) refer_to(rest.original, *piece);
  return found;
}

}  // namespace

std::variant<Piece, core::DataError> index_full_layer(const Request& request,
                                                      const core::Execution& execution) {
  auto found = index_whole_or_part(request, execution);
  const auto* piece = std::get_if<Piece>(&found);
  if (piece == nullptr) return found;
  std::vector<int> others = atoms_of_other_grains(*piece, request.list, execution);
  std::string doubt;
  if (others.empty()) {
    others = atoms_of_other_polarity(*piece, request);
    doubt = kInverted;
  }
  if (others.empty()) return found;
  auto part = index_without(others, request, execution);
  auto* own = std::get_if<Piece>(&part);
  if (own == nullptr) return found;
  if (!doubt.empty()) own->doubt = doubt;
  return part;
}

}  // namespace gibbsight::indexing
