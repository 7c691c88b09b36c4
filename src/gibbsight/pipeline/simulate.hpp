// The generative branch alone: model -> Monte Carlo -> occupancy -> image.
#pragma once

#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/pipeline/configuration.hpp"
#include "gibbsight/rendering/rendering.hpp"

namespace gibbsight::pipeline {

/// Independent configurations of the model in the given window, in equilibrium at a composition.
/// Throws DataError where the sampler has not equilibrated.
std::vector<lattice::Occupancy> simulate_occupancies(const model::Parametrised& model,
                                                     const Eigen::VectorXd& fractions,
                                                     const lattice::Window& window,
                                                     std::size_t count,
                                                     const Configuration& configuration,
                                                     const core::Execution& execution);

/// One, with interactions and composition as the configuration names them: that of the bulk, or
/// equal fractions.
lattice::Occupancy simulate_occupancy(const lattice::Window& window,
                                      const Configuration& configuration,
                                      const core::Execution& execution);

}  // namespace gibbsight::pipeline
