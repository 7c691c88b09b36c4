// What image-level twins of the random mixture say of the microscope.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/microscope/departures.hpp"
#include "gibbsight/pipeline/image_twin.hpp"
#include "gibbsight/pipeline/likeness.hpp"

namespace gibbsight::pipeline {

struct Calibration {
  Scene scene;
  int made = 0;                     ///< twins that the measured branch could read
  int failed = 0;                   ///< and others
  std::string failure;              ///< why the first of these could not
  microscope::Confusion confusion;  ///< counted; as well known as from one image
  Eigen::VectorXd lost;        ///< share of the sites of each species that no species was read on
  Eigen::VectorXd lost_error;  ///< how well one image knows these
  double false_atoms = 0;      ///< share of the atoms on sites where none was drawn
  double false_atoms_error = 0;
  microscope::Departures departures;
  Look look;                       ///< of the experiment
  std::vector<Likeness> likeness;  ///< of that to the twins
};

/// Twins of the random mixture: every site holds a species by chance, with the composition that,
/// seen through `confusion`, gives the measured one, or with `bulk`. Of an image with very many
/// atoms a part in its middle is imitated. Without twins, the scene alone. Throws DataError where
/// the image can't be imitated.
Calibration calibrate(const Measurement& measurement, const microscope::Confusion& confusion,
                      const std::optional<Eigen::VectorXd>& bulk,
                      const Configuration& configuration, const core::Execution& execution);

/// How twins depart from what the calibrated confusion makes of it.
microscope::Departures departures_of(const std::vector<ImageTwin>& twins,
                                     const microscope::Confusion& confusion,
                                     const motifs::Motif& motif, const core::Stream& stream,
                                     const core::Execution& execution);

/// Twins of the given configurations that the measured branch can read, in order. `failure` takes
/// the error of the first that it cannot.
std::vector<ImageTwin> make_image_twins(const Scene& scene,
                                        const std::vector<lattice::Occupancy>& truths,
                                        const Configuration& configuration,
                                        const core::Stream& stream,
                                        const core::Execution& execution, std::string& failure);

std::vector<Look> looks_of(const std::vector<ImageTwin>& twins);

}  // namespace gibbsight::pipeline
