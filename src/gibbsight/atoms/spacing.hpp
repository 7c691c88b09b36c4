// The lattice in the spectrum of an image: whether there is one, and how wide its columns are.
#pragma once

#include "gibbsight/atoms/spectrum.hpp"

namespace gibbsight::atoms {

/// Width of the columns of atoms, in pixels, from the power that sticks out of the spectrum:
///
///   width = 1 / (2 pi k_rms),   k_rms^2 = sum P k^2 / sum P   over the peaks of the lattice.
///
/// For Gaussian columns well apart this is their standard deviation; where they overlap, it is what
/// the strongest harmonics still resolve, about a sixth of the lattice constant. Every harmonic and
/// every sublattice counts with its power, so none has to be told from another.
///
/// Throws core::DataError unless two peaks in different directions stand out of what noise of any
/// colour, streaks along the axes included, would give once in a thousand images.
double column_width(const Spectrum& spectrum);

}  // namespace gibbsight::atoms
