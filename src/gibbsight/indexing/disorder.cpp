#include "gibbsight/indexing/disorder.hpp"

#include <algorithm>

namespace gibbsight::indexing {
namespace {

constexpr double kRadius = 2.5;      // of the surroundings, in lengths of a
constexpr double kFewestOwn = 0.65;  // of the atoms there; in another crystal a third fits

}  // namespace

void leave_disorder(Piece& piece, const PointIndex& points, std::vector<char> is_own) {
  for (const Site& site : piece.sites) {
    if (site.atom != kNoAtom) is_own[static_cast<std::size_t>(site.atom)] = 1;
  }
  const double radius = kRadius * piece.cell.col(0).norm();
  const auto in_disorder = [&](const Vector2& place) {
    int own = 0;
    int all = 0;
    points.for_each_within(place, radius, [&](int atom, double) {
      own += is_own[static_cast<std::size_t>(atom)];
      ++all;
    });
    return own < kFewestOwn * all;
  };
  const auto atom_in_disorder = [&](int atom) { return in_disorder(points[atom]); };
  std::erase_if(piece.sites, [&](const Site& s) { return in_disorder({s.x, s.y}); });
  std::erase_if(piece.spectators, atom_in_disorder);
  std::erase_if(piece.territory, atom_in_disorder);
}

}  // namespace gibbsight::indexing
