// How well the atoms lie on the lattice.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/indexing/affine_fit.hpp"
#include "gibbsight/indexing/points.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

/// Corner of cell (0, 0) and cell vectors by least squares over the placed sites.
Frame fit_cell(const std::vector<Site>& sites, const lattice::Lattice& lattice);

/// Standard errors of the cell vectors that `fit_cell` gives, px. Drift, creep and strain displace
/// neighbours alike: sites within a sixth of the field along either axis are left out together
/// (jackknife by blocks, Kuensch 1989, doi:10.1214/aos/1176347265).
Matrix2 cell_errors(const std::vector<Site>& sites, const lattice::Lattice& lattice);

/// A neighbouring pair of placed sites of one sublattice.
struct Edge {
  int from = 0;  ///< place in the list of sites
  int to = 0;
  double deviation = 0;  ///< of its vector from the mean cell's, in lengths of that
};

/// All of them. Neighbours differ by a, by b, and by their shorter diagonal where it is as short as
/// they are (triangular).
std::vector<Edge> find_edges(const std::vector<Site>& sites, const lattice::Lattice& lattice);

/// How many there are, and how many depart much.
Edges count_edges(const std::vector<Edge>& edges);

/// Root mean square of measured - predicted, in % of a length.
double residual_percent(const std::vector<Site>& sites, double length);

/// What in these numbers should make a reader look at the picture, in words.
std::vector<std::string> explain(const Quality& quality, const lattice::Lattice& lattice);

/// Pairs of atoms closer than half the distance at which neighbours usually are.
int count_short_pairs(const PointIndex& atoms);

}  // namespace gibbsight::indexing
