// A tip with two apexes shows everything twice: its second image, found by what it does to species.
#pragma once

#include <optional>
#include <string>

#include "gibbsight/pipeline/analyse.hpp"
#include "gibbsight/pipeline/measure.hpp"

namespace gibbsight::pipeline {

/// Finds the second image in a measurement that reached its species:
///
///   image(r) = tip(r) + strength * tip(r - offset).
///
/// A perfect crystal could not tell; here what each column is beyond the mean of its sublattice is
/// seen again at one offset (rendering::map_ghosts, find_ghost). Where sites may be empty, all that
/// was found may be atoms twice (find_ghost_atoms).
std::optional<DoubleTip> find_double_tip(const Measurement& measurement,
                                         const core::Execution& execution);

/// Notes a double tip, and warns of it, in a measurement that has an image.
void look_for_double_tip(const core::Execution& execution, Measurement& measurement);

/// Adds a reason where a second image makes species be mistaken.
void explain(const DoubleTip& tip, Analysis& analysis);

}  // namespace gibbsight::pipeline
