// How sharply the atoms interfere: a lattice shows even where most of its sites are empty.
#pragma once

#include <Eigen/Core>
#include <vector>

namespace gibbsight::atoms {

/// A wave vector, rad/px, and how well the atoms stand in step with it.
struct BraggPeak {
  Eigen::Vector2d wave{0, 0};
  double coherence = 0;
};

/// The maxima above 0.2 of the coherence of pairs of atoms,
///
///   C(k) = sum_ij w(r_ij) cos(k r_ij) / sum_ij w(r_ij),   w = exp(-r^2 / 2 R^2),
///
/// the structure factor of surroundings of some forty atoms, averaged over the image; most coherent
/// first. For vectors of the reciprocal lattice of the sites it is exp(-k^2 sigma^2), sigma the
/// scatter of positions along one axis, however few sites hold atoms; where an order of the atoms
/// themselves makes a superlattice it is the square of the order parameter. A liquid stays below
/// 0.1. Positions in px, at least two.
std::vector<BraggPeak> find_bragg_peaks(const std::vector<Eigen::Vector2d>& positions);

/// The mean distance of atoms, one over the root of their density, px.
double mean_distance(const std::vector<Eigen::Vector2d>& positions);

/// The weight w of a pair at a distance, both in px and `unit` the mean distance.
double pair_weight(double distance, double unit);

/// Beyond so many mean distances the weight is nothing.
inline constexpr double kPairReach = 7.5;

}  // namespace gibbsight::atoms
