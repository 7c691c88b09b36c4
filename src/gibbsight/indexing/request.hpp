// What is asked of the indexing, and what its ways to index share.
#pragma once

#include <Eigen/Geometry>
#include <optional>
#include <string>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/execution.hpp"
#include "gibbsight/indexing/index_atoms.hpp"
#include "gibbsight/indexing/walk.hpp"

namespace gibbsight::indexing {

struct Request {
  const atoms::AtomList& list;
  const lattice::Lattice& lattice;
  const IndexOptions& options;
  std::optional<double> a_direction;
  bool brightest = true;
};

/// One piece of crystal, on indices of its own.
struct Piece {
  Matrix2 cell = Matrix2::Identity();  ///< px, that it was found with
  double reach = 0;                    ///< largest distance of an atom from its site, px
  double site_distance = 0;            ///< of the nearest two wanted sites, px
  bool mirrored = false;               ///< its indices count in a mirror image
  std::string doubt;                   ///< about the choice of sublattices; empty if none
  std::vector<Site> sites;
  std::vector<int> spectators;  ///< atoms of visible columns that are no sites
  std::vector<int> territory;   ///< all atoms in it or near it, these included
};

/// Sites of a piece that hold atoms.
int placed_count(const Piece& piece);

/// Has the piece name each atom by its place in the list that its own was chosen from.
void refer_to(const std::vector<int>& original, Piece& piece);

/// Some of the atoms, and which they are.
struct Selection {
  atoms::AtomList list;
  std::vector<int> original;
};

/// Those for which `is_free` is nonzero.
Selection select(const atoms::AtomList& list, const std::vector<char>& is_free);

/// Fewest atoms that make a crystal.
inline constexpr int kFewestPlaced = 30;

/// The error that says why the atoms are not on the wanted lattice.
core::DataError refusal(const lattice::Lattice& lattice, std::string what, std::string found,
                        std::string expected = "atoms on such a lattice");

/// The image, or the smallest box round the atoms where its size is not known.
Eigen::AlignedBox2d field_of_view(const atoms::AtomList& list);

/// The part of it in which an atom is seen whole.
Eigen::AlignedBox2d inner_field(const Request& request, const Matrix2& cell);

PointIndex positions_of(const atoms::AtomList& list);

Terrain make_terrain(const PointIndex& points, const Matrix2& cell, const Request& request);

Site make_site(const PointIndex& points, Cell cell, int sublattice, int atom,
               const Vector2& predicted, const Eigen::AlignedBox2d& inner);

}  // namespace gibbsight::indexing
