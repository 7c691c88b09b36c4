#include "gibbsight/indexing/list_sites.hpp"

#include <algorithm>
#include <optional>

#include "gibbsight/core/parallel.hpp"
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

/// The sites of one sublattice; `best` is the one with the most atoms.
class Lister {
 public:
  Lister(const Terrain& terrain, const Sublattice& own, const Sublattice& best,
         const Request& request)
      : terrain_(terrain),
        own_(own),
        best_(best),
        field_(field_of_view(request.list)),
        inner_(inner_field(request, terrain.cell)),
        is_full_(!can_be_empty(request.lattice.basis[static_cast<std::size_t>(own.index)])) {}

  std::vector<Site> row(int b) const {
    std::vector<Site> sites;
    for (int a = -own_.grid.half_width(); a <= own_.grid.half_width(); ++a) {
      if (const auto site = at({a, b})) sites.push_back(*site);
    }
    return sites;
  }

 private:
  std::optional<Site> at(Cell cell) const {
    constexpr int kEnough = 2;  // atoms around
    const int atom = own_.grid.at(cell);
    const int around = own_.grid.occupied_around(cell, 1);
    const int around_best = is_full_ ? best_.grid.occupied_around(cell, 1) : 0;
    const bool by_own = atom != kNoAtom || around >= std::max(kEnough, around_best);
    const bool by_best = around_best >= kEnough;
    if (!by_own && !by_best) return std::nullopt;
    const Frame frame = by_own ? local_frame(own_.grid, terrain_.atoms, cell, terrain_.cell)
                               : frame_beside(terrain_, best_, own_, cell);
    const bool in_any = in_crystal(own_.grid, cell, frame, field_) ||
                        (by_best && in_crystal(best_.grid, cell, frame, field_));
    if (atom == kNoAtom && !in_any) return std::nullopt;
    return make_site(terrain_.atoms, cell, own_.index, atom, frame.origin, inner_);
  }

  const Terrain& terrain_;
  const Sublattice& own_;
  const Sublattice& best_;
  Eigen::AlignedBox2d field_;
  Eigen::AlignedBox2d inner_;
  bool is_full_;
};

}  // namespace

std::vector<Site> list_sites(const Terrain& terrain, const std::vector<Sublattice>& sublattices,
                             const Request& request, const core::Execution& execution) {
  std::vector<Site> sites;
  const auto best = std::max_element(sublattices.begin(), sublattices.end(),
                                     [](const Sublattice& l, const Sublattice& r) {
                                       return l.grid.placed_count() < r.grid.placed_count();
                                     });
  for (const Sublattice& own : sublattices) {
    const Lister lister(terrain, own, *best, request);
    const int half_width = own.grid.half_width();
    std::vector<std::vector<Site>> rows(static_cast<std::size_t>(2 * half_width + 1));
    core::parallel_for(rows.size(), execution, [&](std::size_t row) {
      rows[row] = lister.row(static_cast<int>(row) - half_width);
    });
    for (const std::vector<Site>& row : rows) sites.insert(sites.end(), row.begin(), row.end());
  }
  return sites;
}

}  // namespace gibbsight::indexing
