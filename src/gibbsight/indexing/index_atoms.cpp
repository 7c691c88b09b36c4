#include "gibbsight/indexing/index_atoms.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "gibbsight/indexing/cell.hpp"
#include "gibbsight/indexing/full_layer.hpp"
#include "gibbsight/indexing/quality.hpp"
#include "gibbsight/indexing/request.hpp"
#include "gibbsight/indexing/scattered_layer.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr double kSmallestShare = 0.4;  // of the atoms, placed: below, the lattice is not theirs

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

/// How many atoms should have got a site but did not, and how many of those lie on a taken one.
void count_unplaced(const Piece& piece, const PointIndex& points, Quality& quality) {
  std::vector<char> is_settled(static_cast<std::size_t>(points.size()), 0);
  std::vector<Vector2> placed;
  for (const int atom : piece.spectators) is_settled[static_cast<std::size_t>(atom)] = 1;
  for (const Site& site : piece.sites) {
    if (site.atom == kNoAtom) continue;
    is_settled[static_cast<std::size_t>(site.atom)] = 1;
    placed.emplace_back(site.predicted_x, site.predicted_y);
  }
  quality.placed = static_cast<int>(placed.size());
  quality.spectators = static_cast<int>(piece.spectators.size());
  const PointIndex taken(std::move(placed));
  for (int atom = 0; atom < points.size(); ++atom) {
    if (is_settled[static_cast<std::size_t>(atom)] != 0) continue;
    ++quality.unplaced;
    if (taken.nearest(points[atom]).distance < piece.reach) ++quality.double_occupations;
  }
}

Sites assemble(const Piece& piece, const Request& request) {
  const PointIndex points = positions_of(request.list);
  Sites result{.lattice = request.lattice, .window = {}, .sites = piece.sites, .quality = {}};
  normalise(result);
  const Frame frame = fit_cell(result.sites, result.lattice);
  result.cell_px = frame.cell;
  result.origin_px = frame.origin;
  Quality& quality = result.quality;
  count_unplaced(piece, points, quality);
  quality.short_pairs = count_short_pairs(points);
  quality.residual_percent = residual_percent(result.sites, frame.cell.col(0).norm());
  quality.edges = measure_edges(result.sites, result.lattice);
  quality.distortion = distortion(result.cell_px, result.lattice.cell);
  return result;
}

void require_most_placed(const Sites& sites) {
  const Quality& quality = sites.quality;
  if (quality.placed >= kFewestPlaced && quality.placed_share() >= kSmallestShare) return;
  throw refusal(sites.lattice, "most atoms are on no site",
                fmt::format("{:.0f} % of the atoms placed", 100 * quality.placed_share()));
}

std::string size_of(const Matrix2& cell, double divisor) {
  return fmt::format("{:.1f} x {:.1f} px", cell.col(0).norm() / divisor,
                     cell.col(1).norm() / divisor);
}

/// Of the same shape, that a cell may be a superstructure of: p(2x2), and the one turned by half
/// the angle between equal edges.
std::string finer_cells(const Matrix2& cell) {
  const double a = cell.col(0).norm();
  const double cosine = cell.col(0).dot(cell.col(1)) / (a * cell.col(1).norm());
  const std::string half = size_of(cell, 2);
  if (std::abs(cell.col(1).norm() / a - 1) > 0.2) return half;
  return size_of(cell, cosine > 0.25 ? std::sqrt(3.0) : std::sqrt(2.0)) + " or " + half;
}

/// One species on every site of the lattice found: it may as well be in order on a finer one.
void require_vacancies(const Sites& sites) {
  constexpr double kFewestEmpty = 0.01;
  const lattice::Lattice& lattice = sites.lattice;
  if (lattice.basis_count() != 1 || lattice.basis.front().species_count() != 2) return;
  if (!can_be_empty(lattice.basis.front())) return;
  int inside = 0;
  int empty = 0;
  for (const Site& site : sites.sites) {
    inside += site.inside ? 1 : 0;
    empty += site.inside && site.atom == kNoAtom ? 1 : 0;
  }
  if (empty > kFewestEmpty * inside) return;
  throw refusal(lattice, "the cell cannot be known",
                fmt::format("{} of {} sites empty in the cell {}; in perfect order on a lattice "
                            "with the cell {} the atoms would look the same",
                            empty, inside, size_of(sites.cell_px, 1), finer_cells(sites.cell_px)),
                "atoms out of order, or empty sites");
}

double placed_share(const Piece& piece, const Request& request) {
  const auto placed = std::count_if(piece.sites.begin(), piece.sites.end(),
                                    [](const Site& site) { return site.atom != kNoAtom; });
  return static_cast<double>(placed + static_cast<std::ptrdiff_t>(piece.spectators.size())) /
         static_cast<double>(request.list.atoms.size());
}

/// The scattered layer on the first of the cells that holds nearly all atoms.
std::optional<Piece> index_on_any(const std::vector<Matrix2>& cells, const Request& request) {
  constexpr double kNearlyAll = 0.9;
  for (const Matrix2& cell : cells) {
    Piece piece = index_scattered_layer(cell, request);
    if (placed_share(piece, request) > kNearlyAll) return piece;
  }
  return std::nullopt;
}

/// Where sites may be empty the atoms are walked as a full layer only if they make one: domains of
/// an ordered layer are pieces of one crystal on a finer cell.
Piece index_largest(const Request& request, const core::Execution& execution) {
  constexpr double kMuchLeftOut = 0.05;
  const auto cells = find_scattered_cells(request);
  std::optional<Piece> scattered;
  if (!cells.empty() && is_scattered(cells.front(), request)) {
    scattered = index_on_any(cells, request);
    if (scattered) return *scattered;
  }
  auto full = index_full_layer(request, execution);
  const auto* error = std::get_if<core::DataError>(&full);
  if (error != nullptr || placed_share(std::get<Piece>(full), request) < 1 - kMuchLeftOut) {
    scattered = index_on_any(cells, request);
    if (scattered) return *scattered;
  }
  if (error != nullptr) throw *error;
  return std::get<Piece>(std::move(full));
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
  const Sites sites = assemble(index_largest(request, execution), request);
  require_most_placed(sites);
  require_vacancies(sites);
  execution.report("indexing", 1);
  return sites;
}

}  // namespace gibbsight::indexing
