#include "gibbsight/indexing/disorder.hpp"

#include <algorithm>

#include "gibbsight/indexing/wanted.hpp"

namespace gibbsight::indexing {
namespace {

constexpr double kRadius = 2.5;      // of the surroundings, in lengths of a
constexpr double kFewestOwn = 0.65;  // of the atoms there; in another crystal a third fits

/// The atoms on the sites of each wanted sublattice.
std::vector<PointIndex> wanted_atoms(const Piece& piece, const lattice::Lattice& lattice) {
  std::vector<std::vector<Vector2>> places(lattice.basis.size());
  for (const Site& site : piece.sites) {
    if (site.atom == kNoAtom) continue;
    places[static_cast<std::size_t>(site.sublattice)].emplace_back(site.x, site.y);
  }
  const std::vector<char> wanted = wanted_sites(lattice);
  std::vector<PointIndex> indices;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] != 0) indices.emplace_back(std::move(places[i]));
  }
  return indices;
}

/// The atoms of the piece, as far as they show that it is there.
std::vector<char> own_atoms(const Piece& piece, const PointIndex& points,
                            const std::vector<Columns>& kinds, const lattice::Lattice& lattice) {
  const double near = piece.cell.col(0).norm();
  const std::vector<PointIndex> wanted = wanted_atoms(piece, lattice);
  const auto is_among_all = [&](int atom) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const PointIndex& sites) {
      const Hit hit = sites.nearest(points[atom]);
      return hit.point >= 0 && hit.distance < near;
    });
  };
  std::vector<char> is_own(static_cast<std::size_t>(points.size()), 0);
  const std::vector<char> is_whole = whole_kinds(kinds);
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const std::vector<int>& atoms = kinds[kind].atoms;
    const auto among = std::count_if(atoms.begin(), atoms.end(), is_among_all);
    if (is_whole[kind] == 0 || 2 * among < std::ssize(atoms)) continue;
    for (const int atom : atoms) is_own[static_cast<std::size_t>(atom)] = 1;
  }
  for (const Site& site : piece.sites) {
    if (site.atom != kNoAtom) is_own[static_cast<std::size_t>(site.atom)] = 1;
  }
  return is_own;
}

}  // namespace

void leave_disorder(Piece& piece, const PointIndex& points, const std::vector<Columns>& kinds,
                    const lattice::Lattice& lattice) {
  const std::vector<char> is_own = own_atoms(piece, points, kinds, lattice);
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
