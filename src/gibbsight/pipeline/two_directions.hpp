// What the backward scan says of the forward one.
#pragma once

#include "gibbsight/pipeline/measure.hpp"

namespace gibbsight::pipeline {

/// On how many sites the two measurements saw each pair of species, those of `one` in rows. Cells
/// are matched by position, and, where hysteresis has moved one scan by more than half a cell, by
/// the shift of up to two cells at which most sites agree. Throws DataError below 50 common sites.
Eigen::MatrixXd paired_readings(const Measurement& one, const Measurement& other);

/// The backward scan of a file, levelled. Throws UsageError where it has none.
image::Image read_backward(const std::string& path, const Configuration& configuration,
                           const core::Execution& execution);

/// The confusion of a forward scan, measured by its disagreement with the backward scan of the same
/// file; no less than `expected`, since both scans see an odd atom alike.
microscope::Confusion confusion_of_both(const image::Image& backward,
                                        const Configuration& configuration,
                                        const core::Execution& execution,
                                        const Measurement& forward,
                                        const microscope::Confusion& expected);

}  // namespace gibbsight::pipeline
