// The plain scalar Monte Carlo engine: one replica, one move at a time. Kept simple on purpose: it
// is what faster engines are held against.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <variant>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/core/random.hpp"
#include "gibbsight/sampler/hamiltonian.hpp"

namespace gibbsight::sampler {

/// Fixed composition: sites exchange their species.
struct Canonical {
  /// One a species, adding up to 1; a column for every replica, or one for all.
  Eigen::MatrixXd fractions;
  /// Only sites that share a bond exchange, if the model has bonds; else any two.
  bool neighbours = false;

  Eigen::VectorXd fractions_of(std::size_t replica) const {
    return fractions.col(static_cast<Eigen::Index>(replica) % fractions.cols());
  }
};

/// Fixed chemical potentials: single sites change their species.
struct SemiGrand {
  Eigen::VectorXd chemical_potentials;  ///< one a species, k_B T
};

using Ensemble = std::variant<Canonical, SemiGrand>;

/// Inverse temperatures on the way from a random placement to the model's own, which is 1.
inline constexpr std::array kAnnealing{0.25, 0.5, 0.75, 1.0};
inline constexpr std::size_t kAnnealed = kAnnealing.size() - 1;

/// Those of the ensemble, or zeros at fixed composition, where they have no say.
Eigen::VectorXd chemical_potentials(const Ensemble& ensemble, int species_count);

/// A random placement: exactly the nearest possible composition in the canonical ensemble, and
/// independent sites of equal chances in the semi-grand one. Spectators stay unseen.
void initialise(const Hamiltonian& hamiltonian, const Ensemble& ensemble,
                std::span<std::int8_t> box, core::Generator& random, std::size_t replica = 0);

/// One attempted move a site on average, by the Metropolis rule (doi:10.1063/1.1699114): exchange
/// of two sites picked at random, or change of one site to another species. Polls on the way: a
/// sweep of a large lattice takes seconds.
void sweep(const Hamiltonian& hamiltonian, const Ensemble& ensemble, std::span<std::int8_t> box,
           core::Generator& random, double inverse_temperature = 1,
           const core::Execution& execution = {});

}  // namespace gibbsight::sampler
