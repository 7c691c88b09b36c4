// The microscope at the level of the image: a configuration drawn as the experiment would show it,
// and what the measured branch makes of that.
#pragma once

#include <cstddef>

#include "gibbsight/pipeline/likeness.hpp"
#include "gibbsight/pipeline/scene.hpp"

namespace gibbsight::pipeline {

/// Takes the image of a measurement that reached its species apart; then draws its own
/// configuration once, and takes for the spread of heights, and for the scatter of places, what the
/// measured branch finds in the image beyond what it finds in that. Throws DataError where the
/// measured branch fails on it.
Scene measure_scene(const Measurement& measurement, const Configuration& configuration,
                    const core::Stream& stream, const core::Execution& execution);

/// One image-level twin.
struct ImageTwin {
  lattice::Occupancy truth;     ///< what was drawn
  lattice::Occupancy observed;  ///< what was made of it, on the same sites; lost ones are unseen
  Look look;
  std::size_t atoms = 0;        ///< found on places
  std::size_t false_atoms = 0;  ///< found on sites where nothing was drawn
};

/// An occupancy on the places of the scene (unseen sites stay empty) as the experiment would show
/// it.
image::Image draw_observation(const Scene& scene, const lattice::Occupancy& truth,
                              const core::Stream& stream);

/// Such an image goes through the finder, the indexer and the classifier. Throws DataError where
/// one of them refuses.
ImageTwin make_image_twin(const Scene& scene, const lattice::Occupancy& truth,
                          const Configuration& configuration, const core::Stream& stream,
                          const core::Execution& execution);

/// What an ImageTwin holds, of the experiment itself.
ImageTwin as_twin(const Measurement& measurement, const Scene& scene);

}  // namespace gibbsight::pipeline
