#include "gibbsight/indexing/index_atoms.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "gibbsight/atoms/neighbours.hpp"
#include "gibbsight/indexing/cell.hpp"
#include "gibbsight/indexing/domains.hpp"
#include "gibbsight/indexing/full_layer.hpp"
#include "gibbsight/indexing/kept_symmetry.hpp"
#include "gibbsight/indexing/request.hpp"
#include "gibbsight/indexing/scattered_layer.hpp"
#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr double kSmallestShare = 0.4;  // of the atoms, placed: below, the lattice is not theirs
constexpr double kNearlyAll = 0.8;      // likewise, of a layer that leaves most sites empty

/// Makes the smallest indices zero.
void shift_to_zero(std::vector<Piece>& pieces, lattice::Window& window) {
  Eigen::AlignedBox2i box;
  for (const Piece& piece : pieces) {
    for (const Site& site : piece.sites) box.extend(Eigen::Vector2i(site.a, site.b));
  }
  for (Piece& piece : pieces) {
    for (Site& site : piece.sites) {
      site.a -= box.min().x();
      site.b -= box.min().y();
    }
  }
  window = {0, 0, box.sizes().x() + 1, box.sizes().y() + 1};
}

/// How many atoms should have got a site but did not, and how many of those lie on a taken one.
void count_unplaced(const std::vector<Piece>& pieces, const PointIndex& points, Quality& quality) {
  std::vector<char> is_settled(static_cast<std::size_t>(points.size()), 0);
  std::vector<Vector2> placed;
  for (const Piece& piece : pieces) {
    for (const int atom : piece.spectators) is_settled[static_cast<std::size_t>(atom)] = 1;
    quality.spectators += static_cast<int>(piece.spectators.size());
    for (const Site& site : piece.sites) {
      if (site.atom == kNoAtom) continue;
      is_settled[static_cast<std::size_t>(site.atom)] = 1;
      placed.emplace_back(site.predicted_x, site.predicted_y);
    }
  }
  quality.placed = static_cast<int>(placed.size());
  const PointIndex taken(std::move(placed));
  for (int atom = 0; atom < points.size(); ++atom) {
    if (is_settled[static_cast<std::size_t>(atom)] != 0) continue;
    ++quality.unplaced;
    if (taken.nearest(points[atom]).distance < pieces.front().reach) ++quality.double_occupations;
  }
}

Edges operator+(const Edges& l, const Edges& r) {
  return {l.count + r.count, l.over_35 + r.over_35, l.over_60 + r.over_60};
}

/// Share of the field that the cells of the sites do not fill.
double uncovered_share(const Sites& sites, const Request& request) {
  const Eigen::AlignedBox2d field = field_of_view(request.list);
  const auto covered = std::count_if(sites.sites.begin(), sites.sites.end(), [&](const Site& site) {
    return field.contains(Vector2(site.predicted_x, site.predicted_y));
  });
  const double cells = static_cast<double>(covered) / wanted_count(sites.lattice);
  return std::clamp(1 - cells * std::abs(sites.cell_px.determinant()) / field.volume(), 0.0, 1.0);
}

Domain describe(const Piece& piece, const lattice::Lattice& lattice) {
  const Frame frame = fit_cell(piece.sites, lattice);
  return {placed_count(piece), frame.cell, cell_errors(piece.sites, lattice), frame.origin,
          piece.mirrored};
}

Sites assemble(std::vector<Piece> pieces, const Request& request) {
  const PointIndex points = positions_of(request.list);
  Sites result{.lattice = request.lattice,
               .window = {},
               .domains = {},
               .warnings = {},
               .sites = {},
               .quality = {}};
  Quality& quality = result.quality;
  quality.boundary_sites = clear_boundaries(pieces, points, request);
  for (Piece& piece : pieces) {
    const std::vector<Edge> edges = find_edges(piece.sites, request.lattice);
    quality.edges = quality.edges + count_edges(edges);
    quality.boundary_sites += clear_slips(edges, pieces.size() > 1, piece);
  }
  set_apart(pieces, request.lattice);
  shift_to_zero(pieces, result.window);
  for (const Piece& piece : pieces) {
    result.domains.push_back(describe(piece, request.lattice));
    result.sites.insert(result.sites.end(), piece.sites.begin(), piece.sites.end());
  }
  std::sort(result.sites.begin(), result.sites.end(), [](const Site& l, const Site& r) {
    return std::tie(l.b, l.a, l.sublattice) < std::tie(r.b, r.a, r.sublattice);
  });
  result.cell_px = result.domains.front().cell_px;
  result.origin_px = result.domains.front().origin_px;
  count_unplaced(pieces, points, quality);
  quality.domains = static_cast<int>(pieces.size());
  quality.short_pairs = count_short_pairs(points);
  quality.residual_percent = residual_percent(result.sites, result.cell_px.col(0).norm());
  quality.distortion = distortion(result.cell_px, result.lattice.cell);
  quality.uncovered_share = uncovered_share(result, request);
  result.warnings = explain(quality, result.lattice);
  result.kept_symmetry = kept_symmetry(result);
  if (!result.kept_symmetry.empty()) {
    result.warnings.push_back(
        fmt::format("neighbours along some directions have two distances: a real distortion, which "
                    "leaves the symmetry {0}; interactions may differ by direction, as the "
                    "candidate pair1 with model.symmetry = {0} lets them",
                    result.kept_symmetry));
  }
  if (!pieces.front().doubt.empty()) result.warnings.push_back(pieces.front().doubt);
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
  std::string half = size_of(cell, 2);
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
    empty += is_vacant(site) ? 1 : 0;
  }
  if (empty > kFewestEmpty * inside) return;
  throw refusal(lattice, "the cell cannot be known",
                fmt::format("{} of {} sites empty in the cell {}; in perfect order on a lattice "
                            "with the cell {} the atoms would look the same",
                            empty, inside, size_of(sites.cell_px, 1), finer_cells(sites.cell_px)),
                "atoms out of order, or empty sites");
}

/// Islands of a layer are on one lattice, of which the empty sites between them are part. Where it
/// could not be carried from one to the next, those are unknown, and what is left is nearly full.
void require_one_layer(const Sites& sites, const Request& request) {
  const lattice::Lattice& lattice = sites.lattice;
  if (lattice.basis_count() != 1 || !can_be_empty(lattice.basis.front())) return;
  if (!is_scattered(sites.cell_px, request)) return;
  const auto& domains = sites.domains;
  const bool on_several = std::any_of(
      domains.begin() + 1, domains.end(),
      [&](const Domain& domain) { return is_same_cell(domains.front().cell_px, domain.cell_px); });
  if (!on_several && sites.quality.placed_share() > kNearlyAll) return;
  throw refusal(
      lattice, "islands too far apart to be put on one lattice",
      fmt::format("{} of {} atoms placed, in {} islands, and the lattice not followed over "
                  "{:.0f} % of the field",
                  sites.quality.placed, sites.quality.placed + sites.quality.unplaced,
                  domains.size(), 100 * sites.quality.uncovered_share),
      "atoms between the islands, or smaller gaps");
}

double placed_share(const Piece& piece, const Request& request) {
  return static_cast<double>(placed_count(piece) +
                             static_cast<std::ptrdiff_t>(piece.spectators.size())) /
         static_cast<double>(request.list.atoms.size());
}

/// The scattered layer on the first of the cells that holds nearly all atoms.
std::optional<Piece> index_on_any(const std::vector<Matrix2>& cells, const Request& request) {
  constexpr double kChanceResidual = 15;  // per cent; atoms at random within reach have 25
  for (const Matrix2& cell : cells) {
    Piece piece = index_scattered_layer(cell, request);
    const double residual = residual_percent(piece.sites, piece.site_distance);
    if (placed_share(piece, request) > kNearlyAll && residual < kChanceResidual) return piece;
  }
  return std::nullopt;
}

/// Where sites may be empty the atoms are walked as a full layer only if they make one: domains of
/// an ordered layer are pieces of one crystal on a finer cell.
Piece index_largest(const Request& request, const core::Execution& execution) {
  constexpr double kMuchLeftOut = 0.05;
  const auto cells = find_scattered_cells(request);
  const bool looks_scattered = !cells.empty() && is_scattered(cells.front(), request);
  if (looks_scattered) {
    if (auto scattered = index_on_any(cells, request)) return *std::move(scattered);
  }
  auto full = index_full_layer(request, execution);
  const auto* error = std::get_if<core::DataError>(&full);
  const bool leaves_much =
      error != nullptr || placed_share(std::get<Piece>(full), request) < 1 - kMuchLeftOut;
  if (leaves_much && !looks_scattered) {
    if (auto scattered = index_on_any(cells, request)) return *std::move(scattered);
  }
  if (error != nullptr) throw *error;
  return std::get<Piece>(std::move(full));
}

/// One place far from all others, as in other units, would make the plane too large for the memory.
void require_near(const Request& request) {
  constexpr double kFarthest = 5000;  // typical distances; a million atoms take 1,400
  const double across = field_of_view(request.list).diagonal().norm();
  const double distance = atoms::typical_spacing(request.list.atoms);
  if (distance <= 0 || across <= kFarthest * distance) return;
  throw refusal(request.lattice, "atoms too far apart",
                fmt::format("a field {:.4g} px across, with atoms typically {:.4g} px apart",
                            across, distance),
                fmt::format("at most {} such distances", kFarthest));
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
  require_near(request);
  std::vector<Piece> pieces{index_largest(request, execution)};
  for (Piece& other : index_other_pieces(pieces.front(), request, execution)) {
    pieces.push_back(std::move(other));
  }
  join(pieces, request, execution);
  Sites sites = assemble(std::move(pieces), request);
  require_most_placed(sites);
  require_vacancies(sites);
  require_one_layer(sites, request);
  execution.report("indexing", 1);
  return sites;
}

}  // namespace gibbsight::indexing
