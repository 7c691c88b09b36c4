#include "gibbsight/atoms/binning.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "gibbsight/image/averaging.hpp"

namespace gibbsight::atoms {
namespace {

// Of the centre of a bin, in pixels, from the centre of its first pixel.
double offset(int side) { return 0.5 * (side - 1); }

image::Image whole_squares(const image::Image& image, int side) {
  const int rows = image.rows - image.rows % side;
  const int columns = image.columns - image.columns % side;
  const auto crop = [&](const auto& values) {
    std::remove_cvref_t<decltype(values)> kept;
    if (values.empty()) return kept;
    kept.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
    for (int row = 0; row < rows; ++row) {
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(image.index(row, 0));
      kept.insert(kept.end(), first, first + columns);
    }
    return kept;
  };
  return {rows,
          columns,
          crop(image.pixels),
          crop(image.usable),
          crop(image.clipped),
          image.pixel_size,
          image.file_pixel_size,
          image.is_levelled};
}

// What the means over squares add to the variance of a column, px^2.
double averaged(int side) { return (side * side - 1) / 12.0; }

Atom to_bins(Atom atom, int side) {
  const double narrow = atom.sigma * atom.sigma;
  const double broad = narrow + averaged(side);
  atom.x = (atom.x - offset(side)) / side;
  atom.y = (atom.y - offset(side)) / side;
  atom.x_error /= side;
  atom.y_error /= side;
  atom.sigma = std::sqrt(broad) / side;
  atom.residual /= side;
  atom.intensity *= narrow / broad;
  atom.clipped /= side * side;
  return atom;
}

Atom from_bins(Atom atom, int side) {
  const double broad = std::pow(side * atom.sigma, 2);
  const double narrow = std::max(broad - averaged(side), broad / 2);
  atom.x = side * atom.x + offset(side);
  atom.y = side * atom.y + offset(side);
  atom.x_error *= side;
  atom.y_error *= side;
  atom.sigma = std::sqrt(narrow);
  atom.residual *= side;
  atom.intensity *= broad / narrow;
  atom.clipped *= side * side;
  return atom;
}

}  // namespace

int bins_for(double width, double spacing) {
  constexpr double kNarrowest = 1.25;  // of the binned image: standard deviation of a column, px
  constexpr double kClosest = 7;       // and distance of two
  return std::max(1, static_cast<int>(std::min(width / kNarrowest, spacing / kClosest)));
}

int bins_to_search(double width) {
  constexpr double kNarrowest = 2.5;  // of the binned image: standard deviation of a column, px
  return std::max(1, static_cast<int>(width / kNarrowest));
}

image::Image bin(const image::Image& image, int side) {
  const auto average = [side](const image::Image& part) {
    return image::average(part, part.rows / side, part.columns / side);
  };
  const bool has_rest = image.rows % side != 0 || image.columns % side != 0;
  return has_rest ? average(whole_squares(image, side)) : average(image);
}

std::vector<Candidate> to_bins(std::vector<Candidate> candidates, int side) {
  const auto bin_of = [&](int pixel) {
    return static_cast<int>(std::lround((pixel - offset(side)) / side));
  };
  for (Candidate& candidate : candidates) {
    candidate.row = bin_of(candidate.row);
    candidate.column = bin_of(candidate.column);
  }
  return candidates;
}

std::vector<Candidate> from_bins(std::vector<Candidate> candidates, int side) {
  const auto pixel_of = [&](int bin) { return side * bin + side / 2; };
  for (Candidate& candidate : candidates) {
    candidate.row = pixel_of(candidate.row);
    candidate.column = pixel_of(candidate.column);
  }
  return candidates;
}

std::vector<Atom> to_bins(std::vector<Atom> atoms, int side) {
  for (Atom& atom : atoms) atom = to_bins(atom, side);
  return atoms;
}

std::vector<Atom> from_bins(std::vector<Atom> atoms, int side) {
  for (Atom& atom : atoms) atom = from_bins(atom, side);
  return atoms;
}

}  // namespace gibbsight::atoms
