// Which pairs of sites interact, and the energy of a configuration.
//
//   E = sum over terms t of theta_t T_t,   T_t = number of unlike pairs that the term speaks of.
//
// theta is the energy of an unlike pair relative to the mean of the two like pairs, in k_B T:
// positive means unlike pairs cost energy (segregation), negative means ordering.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "gibbsight/core/options.hpp"
#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/lattice/symmetry.hpp"

namespace gibbsight::model {

/// One neighbour of a site of sublattice `from`: the offset to it.
struct Bond {
  int from = 0;
  lattice::Site offset;
};

/// The pairs of one orbit that have species `first` on one end and `second` on the other.
struct Term {
  std::string name;         ///< pair1, pair2:Se-Te, pair1[1,0]
  std::vector<Bond> bonds;  ///< every neighbour of every sublattice: each pair appears at both ends
  int first = 0;
  int second = 1;
};

/// A Hamiltonian that is linear in its parameters, one a term.
struct Interactions {
  std::string name;  ///< random, pair1, pair1+pair2, ...
  lattice::Lattice lattice;
  std::vector<Term> terms;

  std::vector<std::string> parameter_names() const;
};

/// Builds `random` or a sum such as `pair1+pair2`, of shells of neighbours that may hold the same
/// species, split where the plane group does not make all pairs of a shell equivalent.
/// Throws ConfigurationError for any other name, or where interacting sites differ in their
/// species.
Interactions make_interactions(const lattice::Lattice& lattice, std::string_view name,
                               std::string_view group = "lattice");

/// T_t of a whole periodic box: sum over pairs, each counted once. One entry a term.
/// A plain direct sum; the sampler compiles its own.
Eigen::VectorXd unlike_pairs(const Interactions& interactions, const lattice::Occupancy& box);

}  // namespace gibbsight::model
