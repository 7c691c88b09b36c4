// The generative branch alone: model -> Monte Carlo -> occupancy -> image.
#pragma once

#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/pipeline/configuration.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/rendering/rendering.hpp"

namespace gibbsight::pipeline {

/// One configuration of the model in the given window, in equilibrium: at the bulk composition, or
/// at equal fractions without one. Throws DataError where the sampler has not equilibrated.
lattice::Occupancy simulate_occupancy(const model::Parametrised& model,
                                      const Eigen::VectorXd& fractions,
                                      const lattice::Window& window,
                                      const Configuration& configuration,
                                      const core::Execution& execution);

/// Interactions and composition as the configuration names them.
lattice::Occupancy simulate_occupancy(const lattice::Window& window,
                                      const Configuration& configuration,
                                      const core::Execution& execution);

/// How a measured image would be drawn: size, spacing, rotation, heights, widths and noise as they
/// were fitted. Slow distortions are left out.
rendering::RenderOptions render_options_like(const Measurement& measurement);

}  // namespace gibbsight::pipeline
