// The atoms of an image: where they are and how bright.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gibbsight/core/samples.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::atoms {

/// One fitted peak. Positions and lengths in pixels, intensities in the units of the image.
struct Atom {
  double x = 0;           ///< along columns, origin at the centre of the first pixel
  double y = 0;           ///< down the rows
  double x_error = 0;     ///< standard error of x
  double y_error = 0;     ///< standard error of y
  double intensity = 0;   ///< height of the fitted peak above its background
  double background = 0;  ///< fitted local background
  double sigma = 0;       ///< width (standard deviation) of the fitted Gaussian
  double residual = 0;    ///< root mean square misfit over the fitted pixels
  int clipped = 0;        ///< saturated pixels left out of the fit

  bool operator==(const Atom&) const = default;
};

/// Whether a peak is higher than noise makes one now and then, by the errors that its fit states;
/// true where it states none.
inline bool is_certain(const Atom& atom) {
  constexpr double kCertain = 8;  // that its width is, in standard errors of its place
  return kCertain * atom.x_error <= atom.sigma;
}

/// Of one of their numbers; 0 without atoms.
inline double quantile_of(const std::vector<Atom>& atoms, double Atom::*member, double fraction) {
  std::vector<double> values;
  for (const Atom& atom : atoms) values.push_back(atom.*member);
  return core::quantile(std::move(values), fraction);
}

/// Of one of their numbers; 0 without atoms.
inline double median_of(const std::vector<Atom>& atoms, double Atom::*member) {
  return quantile_of(atoms, member, 0.5);
}

/// What `find_atoms` makes of an image.
struct AtomList {
  std::vector<Atom> atoms;
  double spacing = 0;  ///< typical distance of neighbouring atoms, px; 0 if not known
  int image_rows = 0;  ///< size of the image they were found in; 0 if not known
  int image_columns = 0;
  std::optional<image::PixelSize> pixel_size;
  std::vector<std::uint8_t> hidden;  ///< of the image's shape, 1 = contamination; empty = none
  std::vector<std::string> warnings;

  bool operator==(const AtomList&) const = default;
};

}  // namespace gibbsight::atoms
