// Which normal classes the intensities of a sublattice show, and whether there are as many as
// asked.
#pragma once

#include <Eigen/Core>
#include <limits>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/execution.hpp"
#include "gibbsight/lattice/lattice.hpp"
#include "gibbsight/species/mixture.hpp"

namespace gibbsight::species {

/// A mixture, and how well its classes are told apart.
struct Choice {
  Mixture mixture;
  /// Smallest of neighbouring classes, in standard deviations.
  double separation = std::numeric_limits<double>::infinity();
  /// Smallest evidence_for_two of neighbouring classes.
  double evidence = std::numeric_limits<double>::infinity();
  /// Bayes information gained over the same mixture with two neighbouring classes joined, at least.
  double gain = std::numeric_limits<double>::infinity();

  /// `price` is the evidence that further parameters cost.
  bool is_enough(double wanted_separation, double price = 0) const;
};

/// Several local maxima of the likelihood come into question. A background could explain separated
/// regions away, so it is taken from the clearest mixture (Maximum::kClearest); the likeliest
/// classes on that background are taken where they show all species, else the clearest, else the
/// likeliest mixture of all: where classes overlap, the clearest may be a few odd atoms. Of four or
/// five species both may be a wide class under two narrow ones: the maximum that is reached from
/// equally wide classes is tried last.
Choice choose_classes(const Eigen::VectorXd& values, const Eigen::MatrixXd& design, int class_count,
                      double wanted_separation, const core::Execution& execution);

/// The intensities of a sublattice do not show as many species as its list names.
struct TooFewSpecies : core::DataError {
  using core::DataError::DataError;
};

/// Throws TooFewSpecies with what was found and what is needed where there are fewer species.
void require_species(const Choice& choice, const lattice::Sublattice& basis, std::size_t atoms,
                     double wanted_separation);

}  // namespace gibbsight::species
