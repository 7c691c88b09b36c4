// The image of an experiment, taken apart so that other species can be put on its sites.
#pragma once

#include <vector>

#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/rendering/appearance.hpp"

namespace gibbsight::pipeline {

/// What an image shows, and where.
struct Scene {
  lattice::Occupancy occupancy;  ///< as measured
  rendering::Appearance appearance;
  std::vector<rendering::Column> others;  ///< atoms on no site with a species: drawn as they are

  /// A site whose species was seen. Here twins put others.
  struct Place {
    int a = 0;
    int b = 0;
    int sublattice = 0;
    double x = 0;  ///< px, where twins draw it
    double y = 0;
    double height = 1;  ///< how much brighter than usual this part of the image is
  };
  std::vector<Place> places;
  std::vector<std::vector<int>> kinds;  ///< by sublattice and species; -1 for what is no atom
  std::vector<double> spreads;          ///< by kind: relative standard deviation of the heights
  double reach = 0;  ///< px; twins' sites within this distance of a place are that place
};

/// A scene whose heights do not scatter, with places as they were measured.
struct TakenApart {
  Scene scene;
  lattice::Occupancy likely;  ///< the most probable species on every place
};

/// Measures profiles, noise, background and saturation in the image of a measurement that reached
/// its species, and takes the species anew, with what reaches over from neighbours taken away.
TakenApart take_apart(const Measurement& measurement, const core::Execution& execution);

}  // namespace gibbsight::pipeline
