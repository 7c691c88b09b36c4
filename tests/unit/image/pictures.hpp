// Pictures with a known content, made without the rendering stage, which stands later.
#pragma once

#include <cmath>
#include <numbers>

#include "gibbsight/core/random.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::image {

inline Image blank(int rows, int columns) {
  Image image;
  image.rows = rows;
  image.columns = columns;
  image.pixels.assign(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), 0.0F);
  return image;
}

// Gaussians of height 1 and sigma 0.3 at every integer.
inline double comb(double u) {
  const double d = u - std::round(u);
  double sum = 0;
  for (int i = -2; i <= 2; ++i) sum += std::exp(-(d - i) * (d - i) / (2 * 0.3 * 0.3));
  return sum;
}

// A square lattice of Gaussian bumps of height 1, sigma 0.3 of the spacing, and white noise.
inline Image bumps(int rows, int columns, double spacing, double degrees, double noise,
                   std::uint64_t seed) {
  Image image = blank(rows, columns);
  const double cosine = std::cos(degrees * std::numbers::pi / 180);
  const double sine = std::sin(degrees * std::numbers::pi / 180);
  core::Generator generator = core::Stream(seed).generator();
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const double u = (cosine * column + sine * row) / spacing;
      const double v = (cosine * row - sine * column) / spacing;
      const double height = comb(u) * comb(v) + noise * generator.normal();
      image.at(row, column) = static_cast<float>(height);
    }
  }
  return image;
}

}  // namespace gibbsight::image
