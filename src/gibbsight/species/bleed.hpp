// How much of the columns around it a column shows.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/indexing/sites.hpp"
#include "gibbsight/species/mixture.hpp"

namespace gibbsight::species {

/// For each listed site, the sum of `contrasts` (one a site: by how much what is there is brighter
/// than the mean of its sublattice, 0 where unknown) over each of the nearest shells of sites that
/// can hold species.
Eigen::MatrixXd neighbour_sums(const indexing::Sites& sites, const std::vector<std::size_t>& listed,
                               const std::vector<double>& contrasts, int shell_count);

/// What `estimate_bleed` finds.
struct Bleed {
  Eigen::VectorXd coefficients;  ///< share of a neighbour's contrast that is seen, one a shell
  double evidence = 0;           ///< twice the log likelihood gained less parameters * log(atoms)
};

/// Bleed-through b in
///
///   I_i = m_k + sum over shells s of b_s X_is + normal deviation of class k,
///
/// for levelled intensities I and their neighbour_sums X, by expectation maximisation that starts
/// from the classes of `mixture`. Segregation and order correlate the species of neighbours, but
/// given the class of an atom its neighbours change its intensity only by bleed-through; so P(k)
/// may depend on the neighbours here (a logistic regression on X), and b is judged against b = 0
/// with the same freedom. Where classes overlap and the spread within a class bleeds through as
/// well, b comes out too large, by a fifth at a separation of 4 standard deviations: a neighbour
/// that shows this atom's own spread is taken for the brighter species a little more often.
Bleed estimate_bleed(const Mixture& mixture, const Eigen::VectorXd& levelled,
                     const Eigen::MatrixXd& neighbours);

}  // namespace gibbsight::species
