// Every configuration of a tiny periodic lattice, with its exact weight.
#pragma once

#include <Eigen/Core>

#include "gibbsight/model/interactions.hpp"
#include "gibbsight/motifs/histogram.hpp"
#include "gibbsight/sampler/engine.hpp"

namespace gibbsight::testing {

struct Exact {
  Eigen::VectorXd codes;  ///< probability of every code of the motif
  double energy = 0;      ///< mean of sum_t theta_t T_t
};

/// Sums over all configurations that the ensemble allows. Energies come from the direct sum
/// model::count_clusters, not from the tables of the sampler.
Exact enumerate(const model::Interactions& interactions, const Eigen::VectorXd& parameters,
                const sampler::Ensemble& ensemble, const motifs::Motif& motif,
                const lattice::Window& box);

}  // namespace gibbsight::testing
