#include "gibbsight/indexing/index_atoms.hpp"

#include <fmt/core.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/indexing/cell.hpp"
#include "gibbsight/indexing/quality.hpp"
#include "gibbsight/indexing/sublattices.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr int kFewestPlaced = 30;
constexpr double kSmallestShare = 0.4;   // of the atoms, placed: below, the lattice is not theirs
constexpr double kLargestMisfit = 0.2;   // share of edges over 35 %
constexpr double kRegionCoverage = 0.5;  // of the 5 x 5 cells round an empty site of the crystal

struct Request {
  const atoms::AtomList& list;
  const lattice::Lattice& lattice;
  const IndexOptions& options;
  std::optional<double> a_direction;
  bool brightest = true;
};

core::DataError refusal(const lattice::Lattice& lattice, std::string what, std::string found) {
  return core::DataError({.what = "indexing: " + std::move(what),
                          .where = "lattice " + lattice.name,
                          .value = std::move(found),
                          .expected = "atoms on such a lattice"});
}

Eigen::AlignedBox2d field_of_view(const atoms::AtomList& list) {
  Eigen::AlignedBox2d field;
  for (const auto& atom : list.atoms) field.extend(Vector2(atom.x, atom.y));
  if (list.image_rows > 0 && list.image_columns > 0) {
    field = {Vector2(0, 0), Vector2(list.image_columns - 1, list.image_rows - 1)};
  }
  return field;
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

struct Domains {
  std::optional<Grid> largest;
  int count = 0;
};

/// Walks until no piece of crystal is left.
Domains walk_domains(const Terrain& terrain) {
  Domains domains;
  std::vector<char> available(static_cast<std::size_t>(terrain.atoms.size()), 1);
  while (true) {
    Grid grid = walk(terrain, available);
    if (grid.placed_count() < kFewestPlaced) return domains;
    const auto near = lattice_coordinates(terrain, grid);
    for (std::size_t i = 0; i < near.size(); ++i) {
      if (near[i]) available[i] = 0;
    }
    ++domains.count;
    if (!domains.largest || grid.placed_count() > domains.largest->placed_count()) {
      domains.largest = std::move(grid);
    }
  }
}

/// The grid of one basis site: its columns put into cells, then matched again.
Grid make_grid(Terrain& terrain, const Columns& columns, const Vector2& corner,
               const Matrix2& to_setting, const std::vector<std::optional<Vector2>>& coordinates,
               const std::vector<char>& available) {
  Grid grid(terrain.half_width);
  for (const int atom : columns.atoms) {
    const Vector2 place = to_setting * *coordinates[static_cast<std::size_t>(atom)] - corner;
    const Cell cell{static_cast<int>(std::lround(place.x())),
                    static_cast<int>(std::lround(place.y()))};
    if (grid.contains(cell) && grid.at(cell) == kNoAtom) grid.place(cell, atom);
  }
  terrain.cell = global_frame(grid, terrain.atoms).cell;
  for (int pass = 0; pass < 2; ++pass) grid = rematch(terrain, grid, available);
  return grid;
}

/// Whether most cells round an empty one that lie in the field hold atoms.
bool in_crystal(const Grid& grid, Cell cell, const Frame& frame, const Eigen::AlignedBox2d& field) {
  int possible = 0;
  for (int b = -2; b <= 2; ++b) {
    for (int a = -2; a <= 2; ++a) {
      const bool itself = a == 0 && b == 0;
      if (!itself && field.contains(frame.origin + frame.cell * Vector2(a, b))) ++possible;
    }
  }
  return field.contains(frame.origin) &&
         grid.occupied_around(cell, 2) >= kRegionCoverage * possible;
}

Site make_site(const Terrain& terrain, Cell cell, int sublattice, int atom,
               const Vector2& predicted, const Eigen::AlignedBox2d& inner) {
  const Vector2 measured = atom == kNoAtom ? predicted : terrain.atoms[atom];
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

/// Every site of one sublattice in the indexed region.
std::vector<Site> list_sites(const Terrain& terrain, const Grid& grid, int sublattice,
                             const Request& request) {
  const Eigen::AlignedBox2d field = field_of_view(request.list);
  const Vector2 margin = Vector2::Constant(request.options.margin * terrain.cell.col(0).norm());
  const Eigen::AlignedBox2d inner(field.min() + margin, field.max() - margin);
  std::vector<Site> sites;
  for (int b = -grid.half_width(); b <= grid.half_width(); ++b) {
    for (int a = -grid.half_width(); a <= grid.half_width(); ++a) {
      const Cell cell{a, b};
      const int atom = grid.at(cell);
      if (atom == kNoAtom && grid.occupied_around(cell, 1) < 2) continue;
      const Frame frame = local_frame(grid, terrain.atoms, cell, terrain.cell);
      if (atom == kNoAtom && !in_crystal(grid, cell, frame, field)) continue;
      sites.push_back(make_site(terrain, cell, sublattice, atom, frame.origin, inner));
    }
  }
  return sites;
}

/// Shifts the indices so that they start at zero, and orders the sites.
void normalise(Sites& result) {
  const auto by = [&](int Site::*member) {
    const auto ends =
        std::minmax_element(result.sites.begin(), result.sites.end(),
                            [&](const Site& l, const Site& r) { return l.*member < r.*member; });
    return std::pair{*ends.first.*member, *ends.second.*member};
  };
  const auto a = by(&Site::a);
  const auto b = by(&Site::b);
  for (Site& site : result.sites) {
    site.a -= a.first;
    site.b -= b.first;
  }
  result.window = {0, 0, a.second - a.first + 1, b.second - b.first + 1};
  std::sort(result.sites.begin(), result.sites.end(), [](const Site& l, const Site& r) {
    return std::tie(l.b, l.a, l.sublattice) < std::tie(r.b, r.a, r.sublattice);
  });
}

Quality measure_quality(const Sites& result, const PointIndex& points,
                        const std::vector<char>& is_spectator, double reach) {
  Quality quality;
  std::vector<char> is_placed(is_spectator.size(), 0);
  std::vector<Vector2> placed;
  for (const Site& site : result.sites) {
    if (site.atom == kNoAtom) continue;
    is_placed[static_cast<std::size_t>(site.atom)] = 1;
    placed.emplace_back(site.predicted_x, site.predicted_y);
  }
  quality.placed = static_cast<int>(placed.size());
  const PointIndex taken(std::move(placed));
  for (int atom = 0; atom < points.size(); ++atom) {
    const auto i = static_cast<std::size_t>(atom);
    if (is_placed[i] != 0) continue;
    if (is_spectator[i] != 0) {
      ++quality.spectators;
      continue;
    }
    ++quality.unplaced;
    if (taken.nearest(points[atom]).distance < reach) ++quality.double_occupations;
  }
  quality.short_pairs = count_short_pairs(points);
  quality.residual_percent = residual_percent(result);
  quality.edges = measure_edges(result);
  quality.distortion = distortion(result.cell_px, result.lattice.cell);
  return quality;
}

/// The visible columns of the largest domain.
struct Survey {
  Terrain terrain;
  std::vector<std::optional<Vector2>> coordinates;  ///< of every atom, in the cell of the terrain
  std::vector<Columns> kinds;
  std::vector<int> kind_of;  ///< of every atom; -1 = none
};

Survey survey_columns(const Terrain& terrain, const Grid& largest, const atoms::AtomList& list) {
  std::vector<double> brightness;
  for (const auto& atom : list.atoms) brightness.push_back(atom.intensity);
  Survey survey{terrain, lattice_coordinates(terrain, largest), {}, {}};
  survey.kinds = find_columns(terrain, largest, survey.coordinates, brightness);
  survey.kind_of.assign(list.atoms.size(), -1);
  for (std::size_t kind = 0; kind < survey.kinds.size(); ++kind) {
    for (const int atom : survey.kinds[kind].atoms) {
      survey.kind_of[static_cast<std::size_t>(atom)] = static_cast<int>(kind);
    }
  }
  return survey;
}

/// The sites of every basis site that is visible.
std::vector<Site> place_columns(Survey survey, const Assignment& assignment,
                                const Request& request) {
  std::vector<Site> sites;
  for (int sublattice = 0; sublattice < request.lattice.basis_count(); ++sublattice) {
    const int kind = assignment.columns[static_cast<std::size_t>(sublattice)];
    if (kind < 0) continue;
    std::vector<char> available;
    for (const int own : survey.kind_of) available.push_back(own == kind || own < 0 ? 1 : 0);
    const Vector2 corner =
        assignment.origin + request.lattice.basis[static_cast<std::size_t>(sublattice)].position;
    const Grid grid =
        make_grid(survey.terrain, survey.kinds[static_cast<std::size_t>(kind)], corner,
                  assignment.setting.cast<double>().inverse(), survey.coordinates, available);
    const auto found = list_sites(survey.terrain, grid, sublattice, request);
    sites.insert(sites.end(), found.begin(), found.end());
  }
  return sites;
}

/// Indexes with one candidate cell; empty where the visible columns do not make the basis.
std::optional<Sites> index_with(const Matrix2& cell, const PointIndex& points,
                                const Request& request) {
  const Terrain terrain = make_terrain(points, cell, request);
  const Domains domains = walk_domains(terrain);
  if (!domains.largest) return std::nullopt;
  const Survey survey = survey_columns(terrain, *domains.largest, request.list);
  const auto assignment =
      assign_basis(survey.kinds, request.lattice, cell,
                   settings(cell, request.lattice.cell, request.a_direction), request.brightest);
  if (!assignment) return std::nullopt;
  Sites result{.lattice = request.lattice,
               .window = {},
               .sites = place_columns(survey, *assignment, request),
               .quality = {}};
  if (result.sites.empty()) return std::nullopt;
  normalise(result);
  fit_cell(result);
  std::vector<char> is_spectator;
  for (const int kind : survey.kind_of) {
    const auto& sites = assignment->columns;
    is_spectator.push_back(
        kind >= 0 && std::find(sites.begin(), sites.end(), kind) == sites.end() ? 1 : 0);
  }
  result.quality = measure_quality(result, points, is_spectator, terrain.reach);
  result.quality.domains = domains.count;
  return result;
}

/// Why the result is not to be trusted, or empty.
std::string objection(const Quality& quality) {
  if (quality.placed < kFewestPlaced) return fmt::format("only {} atoms placed", quality.placed);
  if (quality.placed_share() < kSmallestShare) {
    return fmt::format("only {:.0f} % of the atoms placed", 100 * quality.placed_share());
  }
  if (quality.edges.share_over_35() > kLargestMisfit) {
    return fmt::format("{:.0f} % of neighbours more than 35 % off the mean cell",
                       100 * quality.edges.share_over_35());
  }
  return {};
}

}  // namespace

Sites index_atoms(const atoms::AtomList& atoms, const lattice::Lattice& lattice,
                  const lattice::LatticeOptions& choice, const IndexOptions& options,
                  const core::Execution& execution) {
  core::validate(options, "indexing");
  execution.report("indexing", 0);
  if (atoms.atoms.size() < kFewestPlaced) {
    throw refusal(lattice, "too few atoms", fmt::format("{} atoms", atoms.atoms.size()));
  }
  const Request request{atoms, lattice, options, choice.a_direction,
                        choice.sublattice == "brightest"};
  const PointIndex points = positions_of(atoms);
  if (points.typical_distance() <= 0) {
    throw refusal(lattice, "atoms lie on top of each other", "most have another at 0 px");
  }
  // Long enough for the cell of the basis, and for spectators between the sites of a simple one.
  const double longest = std::max(lattice.cell.col(0).norm(), lattice.cell.col(1).norm());
  const double reach = std::max(2.6, 1.4 * longest / nearest_wanted_distance(lattice));
  const auto translations = find_translations(points, reach * points.typical_distance(), execution);
  const auto cells =
      candidate_cells(points, translations, lattice, options.stretch, request.a_direction);
  if (cells.empty()) {
    throw refusal(lattice, "no cell of the wanted shape", describe_cell(translations));
  }
  std::string reason = "visible columns do not make the basis";
  for (const Matrix2& cell : cells) {
    execution.check();
    const auto sites = index_with(cell, points, request);
    if (!sites) continue;
    reason = objection(sites->quality);
    execution.report("indexing", 1);
    if (reason.empty()) return *sites;
  }
  throw refusal(lattice, reason, describe_cell(translations));
}

}  // namespace gibbsight::indexing
