// Atoms on the sites of an ideal lattice, and how well they lie on it.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/lattice/lattice.hpp"
#include "gibbsight/lattice/occupancy.hpp"

namespace gibbsight::indexing {

using lattice::Matrix2;
using lattice::Vector2;

/// Integer coordinates of a cell.
struct Cell {
  int a = 0;
  int b = 0;
  bool operator==(const Cell&) const = default;
};

/// No atom was found on the site.
inline constexpr int kNoAtom = -1;

/// One site of the lattice inside the indexed region. Positions in px.
struct Site {
  int a = 0;
  int b = 0;
  int sublattice = 0;
  int atom = kNoAtom;      ///< place in the atom list
  double x = 0;            ///< measured, or predicted where there is no atom
  double y = 0;            ///< likewise
  double predicted_x = 0;  ///< where the neighbours say that the site is, without the site itself
  double predicted_y = 0;  ///< likewise
  bool inside = false;     ///< an atom here would have been seen whole: away from every border
  bool doubtful = false;  ///< if it looks empty: its atom may be one that was found nearby, or none
  int domain = 0;         ///< piece of crystal that it belongs to

  bool operator==(const Site&) const = default;
};

/// Whether a site was looked at, whole and clear of others, and held no atom.
inline bool is_vacant(const Site& site) {
  return site.atom == kNoAtom && site.inside && !site.doubtful;
}

/// Departure of the measured cell from the ideal one, M = scale * R(rotation) * strain * ideal.
struct Distortion {
  double scale_px = 0;          ///< px for the unit of length of the ideal cell
  double rotation_degrees = 0;  ///< from +x towards +y
  double stretch = 1;           ///< larger over smaller principal stretch; 1 = undistorted
  double stretch_degrees = 0;   ///< direction of the larger one in the image

  bool operator==(const Distortion&) const = default;
};

/// Neighbouring pairs of placed sites whose vector departs from the mean cell's.
struct Edges {
  int count = 0;
  int over_35 = 0;  ///< by more than 35 % of the mean length
  int over_60 = 0;  ///< by more than 60 %: a slipped row
  double share_over_35() const { return count == 0 ? 0.0 : double{1} * over_35 / count; }
  double share_over_60() const { return count == 0 ? 0.0 : double{1} * over_60 / count; }

  bool operator==(const Edges&) const = default;
};

/// What a reader needs in order to trust the indices.
struct Quality {
  int placed = 0;               ///< atoms that got a site
  int unplaced = 0;             ///< atoms that should have got one
  int spectators = 0;           ///< atoms of visible columns that are no sites of the lattice
  int double_occupations = 0;   ///< unplaced atoms that lie on a taken site
  int short_pairs = 0;          ///< pairs of atoms closer than half the distance of neighbours
  int domains = 1;              ///< separate pieces of crystal
  int boundary_sites = 0;       ///< unseen, as strange atoms lie there or pairs are slipped
  double uncovered_share = 0;   ///< of the field, where the lattice was not followed
  double residual_percent = 0;  ///< rms of measured - predicted, in % of the length of a
  Edges edges;
  Distortion distortion;
  double placed_share() const {
    return placed == 0 ? 0.0 : double{1} * placed / (placed + unplaced);
  }

  bool operator==(const Quality&) const = default;
};

/// A piece of crystal: cell and origin place it in the image by the indices that its sites have.
struct Domain {
  int placed = 0;                           ///< atoms
  Matrix2 cell_px = Matrix2::Identity();    ///< columns a, b as measured
  Matrix2 cell_error_px = Matrix2::Zero();  ///< standard errors of these
  Vector2 origin_px{0, 0};                  ///< corner of cell (0, 0), which may lie far outside
  bool mirrored = false;                    ///< b turns from a away from +y

  bool operator==(const Domain&) const = default;
};

/// What `index_atoms` makes of an atom list.
struct Sites {
  lattice::Lattice lattice;               ///< the ideal lattice
  lattice::Window window;                 ///< smallest rectangle of cells that holds every site
  Matrix2 cell_px = Matrix2::Identity();  ///< columns a, b as measured, in the largest domain
  Vector2 origin_px{0, 0};                ///< corner of cell (0, 0), likewise
  std::vector<Domain> domains;            ///< largest first; indices of two are cells apart
  std::vector<std::string> warnings;
  std::vector<Site> sites;  ///< ordered by b, then a, then sublattice
  Quality quality;
  std::string kept_symmetry = {};  ///< plane group that a real distortion leaves; empty without one

  bool operator==(const Sites&) const = default;
};

}  // namespace gibbsight::indexing
