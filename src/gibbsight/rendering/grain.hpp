// The noise of an image: how strong, how correlated, and drawn anew.
#pragma once

#include <vector>

#include "gibbsight/core/random.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::rendering {

/// Normal noise with a power spectrum, stronger where more signal is, and offsets of lines.
struct Grain {
  int transform_rows = 0;
  int transform_columns = 0;
  std::vector<float> amplitude;  ///< root of the power at every frequency; white 1 has 1 everywhere
  double base = 1;               ///< variance, relative to the mean, where there is no signal
  double gain = 0;               ///< and what each unit of signal adds
  double line_deviation = 0;     ///< standard deviation of the offsets of lines
};

/// From what is left of an image when everything else is taken away; `signal` is what the columns
/// of atoms show there. The spectrum is a running median over 5 x 5 frequencies, so that what is
/// left of the lattice does not count as noise.
Grain measure_grain(const image::Image& residual, const std::vector<float>& signal);

/// Adds grain drawn anew to an image of the same size as the measured one.
void add_grain(const Grain& grain, const std::vector<float>& signal, const core::Stream& stream,
               image::Image& image);

}  // namespace gibbsight::rendering
