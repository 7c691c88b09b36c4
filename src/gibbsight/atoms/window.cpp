#include "gibbsight/atoms/window.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gibbsight::atoms {

double window_radius(double spacing, double width) {
  constexpr double kSpacings = 0.6;
  constexpr double kWidths = 2.3;          // at least: beyond, little is to be learned
  constexpr double kWidestInSpacings = 1;  // but never more
  return std::min(kWidestInSpacings * spacing, std::max(kSpacings * spacing, kWidths * width));
}

// The Gaussian g of height 1, and its square, summed over the disc:
//
//   sum g = 2 pi width^2 (1 - e^-u),   sum g^2 = pi width^2 (1 - e^-2u),   u = radius^2 / 2
//   width^2.
Tradeoff trade_off(double spacing, double width, double noise) {
  const double radius = window_radius(spacing, width);
  const double u = radius * radius / (2 * width * width);
  const double pixels = std::numbers::pi * radius * radius;
  const double sum = -2 * std::numbers::pi * width * width * std::expm1(-u);
  const double squares = -std::numbers::pi * width * width * std::expm1(-2 * u);
  return {noise * std::sqrt(squares / (squares * pixels - sum * sum)), sum / squares};
}

}  // namespace gibbsight::atoms
