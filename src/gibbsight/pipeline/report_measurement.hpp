// What the measured branch adds to a report: image, atoms, lattice, intensities.
#pragma once

#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/report/report.hpp"

namespace gibbsight::pipeline {

/// An image as the page shows it, made smaller where it has more pixels. A page that can be mailed
/// holds two of the usual limit.
report::Picture picture_of(const image::Image& image, double most_pixels = 1.2e6);

/// Needs the species of the report.
void report_measurement(const Measurement& measurement, report::Report& report);

}  // namespace gibbsight::pipeline
