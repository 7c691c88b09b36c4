// Which sites interact, and the energy of a configuration.
//
//   E = sum over terms t of theta_t T_t,   T_t = number of clusters that term t counts.
//
// A pair term counts unlike pairs: its theta is the energy of an unlike pair relative to the mean
// of the two like pairs, in k_B T: positive means unlike pairs cost energy (segregation), negative
// means ordering. A triplet term counts triangles that hold a given set of species: its theta is
// the energy of such a triangle in addition to that of its pairs.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/model/clusters.hpp"
#include "gibbsight/motifs/motif.hpp"

namespace gibbsight::model {

/// The clusters of one orbit that hold the given species, in any order.
///
/// Names: pair1, pair2:Se-Te with more than two species, triplet1:Se-Se-Te, with the orbit's first
/// cluster after the number where there are several: pair1[1,0], triplet1[1,0;0,1]:Se-Se-Te. The
/// species of a name are in alphabetical order, so that it does not depend on which of them is the
/// brighter. A triplet has the terms i-i-j with i before j, and i-j-k. No term counts i-j-j, since
/// the sides of an orbit's triangles hold 2 T(i-i-j) + 2 T(i-j-j) + sum over k of T(i-j-k) unlike
/// pairs i-j: given the pairs, it says nothing new.
struct Term {
  std::string name;
  Orbit clusters;            ///< every cluster around a site of every sublattice
  std::vector<int> species;  ///< one a corner, ascending, by the sublattice's species list

  /// Whether a cluster with these species on its corners counts.
  bool counts(std::span<const int> corners) const;
};

/// A Hamiltonian that is linear in its parameters, one a term.
struct Interactions {
  std::string name;  ///< random, pair1, pair1+triplet1, ...
  lattice::Lattice lattice;
  std::vector<Term> terms;

  std::vector<std::string> parameter_names() const;
};

/// The place of a parameter's name. What a name says after its colon may be left out where only one
/// is left to choose from: triplet1 of two species.
std::optional<std::size_t> find_parameter(const std::vector<std::string>& names,
                                          std::string_view wanted);

/// Builds `random` or a sum such as `pair1+pair2+triplet1`, of clusters numbered by their size (see
/// cluster_orbits), of sites that may hold the same species, split where the plane group does not
/// make all clusters of a size equivalent. A name that ends in a plane group of its own, such as
/// `pair1/p4m`, has that symmetry, which must include that of `group`.
/// Throws ConfigurationError, with `where` in it, for any other name, or where interacting sites
/// differ in their species.
Interactions make_interactions(const lattice::Lattice& lattice, std::string_view name,
                               std::string_view group = "lattice",
                               std::string_view where = "fit.models");

/// T_t of a whole periodic box, each cluster counted once. One entry a term.
/// A plain direct sum; the sampler compiles its own.
Eigen::VectorXd count_clusters(const Interactions& interactions, const lattice::Occupancy& box);

/// Of the clusters that lie within the motif around its first centre, how many each term counts in
/// the configurations of every orbit: terms x orbits.
Eigen::MatrixXd count_clusters(const Interactions& interactions, const motifs::Motif& motif);

}  // namespace gibbsight::model
