#include "gibbsight/indexing/index_atoms.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "gibbsight/indexing/cell.hpp"
#include "gibbsight/indexing/full_layer.hpp"
#include "gibbsight/indexing/quality.hpp"
#include "gibbsight/indexing/request.hpp"
#include "gibbsight/indexing/scattered_layer.hpp"

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

Piece index_largest(const Request& request, const core::Execution& execution) {
  if (const auto cell = find_scattered_cell(request)) return index_scattered_layer(*cell, request);
  auto piece = index_full_layer(request, execution);
  if (const auto* error = std::get_if<core::DataError>(&piece)) throw *error;
  return std::get<Piece>(std::move(piece));
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
  execution.report("indexing", 1);
  return sites;
}

}  // namespace gibbsight::indexing
