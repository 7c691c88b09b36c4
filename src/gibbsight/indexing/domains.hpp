// Pieces of crystal: each keeps its own lattice, and all share one plane of cells.
#pragma once

#include "gibbsight/indexing/quality.hpp"
#include "gibbsight/indexing/request.hpp"

namespace gibbsight::indexing {

/// Further pieces among the atoms that `first` leaves out, largest first: domains behind a boundary
/// at which rows do not go on, grains that are turned, and mirrored ones.
std::vector<Piece> index_other_pieces(const Piece& first, const Request& request,
                                      const core::Execution& execution);

/// Whether two cells differ by less than distortions of one crystal do, two degrees.
bool is_same_cell(const Matrix2& one, const Matrix2& other);

/// Makes one of pieces with the same cell that are indexed together as well as on their own: parts
/// of one crystal, which a wrong way to it had cut apart.
void join(std::vector<Piece>& pieces, const Request& request, const core::Execution& execution);

/// Takes away the sites that atoms of another piece crowd, and makes empty sites near one, or near
/// an atom of none, doubtful; returns how many those are. A peak of none that may be noise counts
/// only where sites may be empty: else it may be what is seen of the site's own atom.
int clear_boundaries(std::vector<Piece>& pieces, const PointIndex& points, const Request& request);

/// Takes away the sites at both ends of `edges`, the pairs of a piece, that are no neighbours in
/// the image though they are in the lattice: at dislocations, and along rows that a walk has
/// slipped. Returns how many those are.
int clear_slips(const std::vector<Edge>& edges, bool has_boundaries, Piece& piece);

/// Shifts the indices of every piece but the first so that it lies near its place in the plane of
/// the first, with at least four cells between the sites of any two: motifs do not reach across.
void set_apart(std::vector<Piece>& pieces, const lattice::Lattice& lattice);

}  // namespace gibbsight::indexing
