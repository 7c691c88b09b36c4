// The plain scalar Monte Carlo engine: one replica, one move at a time. Kept simple on purpose: it
// is what faster engines are held against.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <variant>

#include "gibbsight/core/random.hpp"
#include "gibbsight/sampler/hamiltonian.hpp"

namespace gibbsight::sampler {

/// Fixed composition: sites exchange their species.
struct Canonical {
  Eigen::VectorXd fractions;  ///< one a species, adding up to 1
};

/// Fixed chemical potentials: single sites change their species.
struct SemiGrand {
  Eigen::VectorXd chemical_potentials;  ///< one a species, k_B T
};

using Ensemble = std::variant<Canonical, SemiGrand>;

/// Those of the ensemble, or zeros at fixed composition, where they have no say.
Eigen::VectorXd chemical_potentials(const Ensemble& ensemble, int species_count);

/// A random placement: exactly the nearest possible composition in the canonical ensemble, and
/// independent sites of equal chances in the semi-grand one. Spectators stay unseen.
void initialise(const Hamiltonian& hamiltonian, const Ensemble& ensemble,
                std::span<std::int8_t> box, core::Generator& random);

/// One attempted move a site on average, by the Metropolis rule (doi:10.1063/1.1699114): exchange
/// of two sites picked at random anywhere, or change of one site to another species.
void sweep(const Hamiltonian& hamiltonian, const Ensemble& ensemble, std::span<std::int8_t> box,
           core::Generator& random);

}  // namespace gibbsight::sampler
