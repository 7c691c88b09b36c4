#include "gibbsight/indexing/list_sites.hpp"

#include <algorithm>

#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr double kRegionCoverage = 0.5;  // of the 5 x 5 cells round an empty site of the crystal

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

/// Where the site of a sublattice in one cell is, by the columns of another.
Frame frame_beside(const Terrain& terrain, const Sublattice& other, const Sublattice& own,
                   Cell cell) {
  Frame frame = local_frame(other.grid, terrain.atoms, cell, terrain.cell);
  frame.origin += frame.cell * (own.position - other.position);
  return frame;
}

/// Those of one sublattice; `best` is the one with the most atoms.
std::vector<Site> list_sites_of(const Terrain& terrain, const Sublattice& own,
                                const Sublattice& best, const Request& request) {
  constexpr int kEnough = 2;  // atoms around
  const Eigen::AlignedBox2d field = field_of_view(request.list);
  const Eigen::AlignedBox2d inner = inner_field(request, terrain.cell);
  const bool is_full = !can_be_empty(request.lattice.basis[static_cast<std::size_t>(own.index)]);
  const Grid& grid = own.grid;
  std::vector<Site> sites;
  for (int b = -grid.half_width(); b <= grid.half_width(); ++b) {
    for (int a = -grid.half_width(); a <= grid.half_width(); ++a) {
      const Cell cell{a, b};
      const int atom = grid.at(cell);
      const int around = grid.occupied_around(cell, 1);
      const int around_best = is_full ? best.grid.occupied_around(cell, 1) : 0;
      const bool by_own = atom != kNoAtom || around >= std::max(kEnough, around_best);
      const bool by_best = around_best >= kEnough;
      if (!by_own && !by_best) continue;
      const Frame frame = by_own ? local_frame(grid, terrain.atoms, cell, terrain.cell)
                                 : frame_beside(terrain, best, own, cell);
      const bool in_any = in_crystal(grid, cell, frame, field) ||
                          (by_best && in_crystal(best.grid, cell, frame, field));
      if (atom == kNoAtom && !in_any) continue;
      sites.push_back(make_site(terrain.atoms, cell, own.index, atom, frame.origin, inner));
    }
  }
  return sites;
}

}  // namespace

std::vector<Site> list_sites(const Terrain& terrain, const std::vector<Sublattice>& sublattices,
                             const Request& request) {
  std::vector<Site> sites;
  const auto best = std::max_element(sublattices.begin(), sublattices.end(),
                                     [](const Sublattice& l, const Sublattice& r) {
                                       return l.grid.placed_count() < r.grid.placed_count();
                                     });
  for (const Sublattice& own : sublattices) {
    const auto listed = list_sites_of(terrain, own, *best, request);
    sites.insert(sites.end(), listed.begin(), listed.end());
  }
  return sites;
}

}  // namespace gibbsight::indexing
