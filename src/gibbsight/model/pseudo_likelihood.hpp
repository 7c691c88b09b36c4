// A start for the fit that needs no simulation.
#pragma once

#include <Eigen/Core>

#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/model/interactions.hpp"

namespace gibbsight::model {

struct PseudoLikelihood {
  Eigen::VectorXd parameters;  ///< one a term, k_B T
  /// Chemical potentials of species 1, 2, ... relative to species 0, k_B T.
  Eigen::VectorXd chemical_potentials;
};

/// The parameters that maximise the product over sites of P(species | its neighbours),
///   P(s) proportional to exp(mu_s - sum over terms theta_t (clusters that s completes for t))
/// (Besag, Statistician 24, 179 (1975), doi:10.2307/2987782). Convex; solved by Newton's method
/// with a weak Gaussian prior of the given width, which keeps an uninformed direction finite. Sites
/// with an unseen neighbour are skipped. Biased where species are misclassified: a start, not an
/// answer.
PseudoLikelihood maximise_pseudo_likelihood(const Interactions& interactions,
                                            const lattice::Occupancy& occupancy,
                                            double prior_width = 2.0);

}  // namespace gibbsight::model
