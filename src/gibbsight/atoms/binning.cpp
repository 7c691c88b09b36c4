#include "gibbsight/atoms/binning.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "gibbsight/image/averaging.hpp"

namespace gibbsight::atoms {
namespace {

// Of the centre of a bin, in pixels, from the centre of its first pixel.
double offset(int side) { return 0.5 * (side - 1); }

image::Image whole_squares(const image::Image& image, int side) {
  image::Image part = image;
  part.rows -= image.rows % side;
  part.columns -= image.columns % side;
  if (part.rows == image.rows && part.columns == image.columns) return part;
  const auto crop = [&](auto& values) {
    if (values.empty()) return;
    for (int row = 0; row < part.rows; ++row) {
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(image.index(row, 0));
      std::copy(first, first + part.columns,
                values.begin() + static_cast<std::ptrdiff_t>(part.index(row, 0)));
    }
    values.resize(part.index(part.rows, 0));
  };
  crop(part.pixels);
  crop(part.usable);
  crop(part.clipped);
  return part;
}

Atom from_bins(Atom atom, int side) {
  const double averaged = (side * side - 1) / 12.0;  // adds that to the variance, px^2
  const double broad = std::pow(side * atom.sigma, 2);
  const double narrow = std::max(broad - averaged, broad / 2);
  atom.x = side * atom.x + offset(side);
  atom.y = side * atom.y + offset(side);
  atom.x_error *= side;
  atom.y_error *= side;
  atom.sigma = std::sqrt(narrow);
  atom.intensity *= broad / narrow;
  atom.clipped *= side * side;
  return atom;
}

std::vector<std::uint8_t> from_bins(std::vector<std::uint8_t> mask, const AtomList& list, int side,
                                    const image::Image& image) {
  if (mask.empty()) return {};
  const cv::Mat1b binned(list.image_rows, list.image_columns, mask.data());
  cv::Mat1b fine;
  cv::resize(binned, fine, {}, side, side, cv::INTER_NEAREST);
  cv::copyMakeBorder(fine, fine, 0, image.rows - fine.rows, 0, image.columns - fine.cols,
                     cv::BORDER_REPLICATE);
  return {fine.begin(), fine.end()};
}

}  // namespace

int bins_for(double width) {
  constexpr double kFinest = 1.25;  // standard deviation of a column in the binned image, px
  return std::max(1, static_cast<int>(width / kFinest));
}

image::Image bin(const image::Image& image, int side) {
  return image::average(whole_squares(image, side), image.rows / side, image.columns / side);
}

std::vector<Atom> to_bins(std::vector<Atom> atoms, int side) {
  for (Atom& atom : atoms) {
    atom.x = (atom.x - offset(side)) / side;
    atom.y = (atom.y - offset(side)) / side;
  }
  return atoms;
}

AtomList from_bins(AtomList list, int side, const image::Image& image) {
  for (Atom& atom : list.atoms) atom = from_bins(atom, side);
  list.spacing *= side;
  list.hidden = from_bins(std::move(list.hidden), list, side, image);
  list.image_rows = image.rows;
  list.image_columns = image.columns;
  list.pixel_size = image.pixel_size;
  return list;
}

}  // namespace gibbsight::atoms
