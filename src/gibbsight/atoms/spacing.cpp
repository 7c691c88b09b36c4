#include "gibbsight/atoms/spacing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <vector>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::atoms {
namespace {

struct SpectralPeak {
  double x = 0;  // frequency, cycles a pixel
  double y = 0;
  double power = 0;  // above the background
  double strength = 0;
};

// A lattice repeats at least a few times across the image, and not faster than pixels resolve.
constexpr double kFewestRepeats = 4;
constexpr double kHighestFrequency = 0.45;

std::vector<SpectralPeak> frequencies_of_lattices(const Spectrum& s) {
  std::vector<SpectralPeak> found;
  const double lowest = kFewestRepeats / std::min(s.transform_rows, s.transform_columns);
  for (int row = 0; row < s.power.rows; ++row) {
    for (int column = 0; column < s.power.cols; ++column) {
      const double x = s.frequency_x(column);
      const double y = s.frequency_y(row);
      const double k = std::hypot(x, y);
      if (k < lowest || k > kHighestFrequency) continue;
      found.push_back(
          {x, y, s.power(row, column) - s.background(row, column), s.strength(row, column)});
    }
  }
  return found;
}

// The strongest of `count` strengths exceeds this once in a thousand times.
double strength_of_chance(std::size_t count, int averaged) {
  constexpr double kOnceIn = 1000;
  const double chance = 1 / (kOnceIn * static_cast<double>(std::max<std::size_t>(count, 1)));
  return boost::math::gamma_q_inv(averaged, chance) / averaged;
}

double sine_between(const SpectralPeak& a, const SpectralPeak& b) {
  return std::abs(a.x * b.y - a.y * b.x) / (std::hypot(a.x, a.y) * std::hypot(b.x, b.y));
}

void require_two_directions(const std::vector<SpectralPeak>& all, double chance) {
  const auto weaker = [](const SpectralPeak& a, const SpectralPeak& b) {
    return a.strength < b.strength;
  };
  const SpectralPeak first = *std::max_element(all.begin(), all.end(), weaker);
  double second = 0;
  for (const SpectralPeak& peak : all) {
    constexpr double kDifferentDirection = 0.3;
    if (sine_between(first, peak) > kDifferentDirection) second = std::max(second, peak.strength);
  }
  if (second > chance) return;
  throw core::DataError(
      {.what = "no lattice in the image",
       .where = "atoms: power spectrum",
       .value = fmt::format("the two strongest peaks stand {:.1f} and {:.1f} times above their "
                            "surroundings",
                            first.strength, second),
       .expected = fmt::format("two directions above the {:.1f} that noise may give", chance)});
}

}  // namespace

double column_width(const Spectrum& spectrum) {
  const std::vector<SpectralPeak> all = frequencies_of_lattices(spectrum);
  const double chance = strength_of_chance(all.size(), spectrum.averaged);
  if (all.empty() || cv::norm(spectrum.power, cv::NORM_INF) <= 0) {
    throw core::DataError({.what = "no lattice in the image",
                           .where = "atoms: power spectrum",
                           .value = "no contrast",
                           .expected = "an image with columns of atoms"});
  }
  require_two_directions(all, chance);
  double power = 0;
  double moment = 0;
  for (const SpectralPeak& peak : all) {
    if (peak.strength < chance) continue;
    power += peak.power;
    moment += peak.power * (peak.x * peak.x + peak.y * peak.y);
  }
  return std::sqrt(power / moment) / (2 * std::numbers::pi);
}

}  // namespace gibbsight::atoms
