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
  bool is_of_lines = false;
};

// A lattice repeats at least a few times across the image, and not faster than pixels resolve.
constexpr double kFewestRepeats = 4;
constexpr double kHighestFrequency = 0.45;

// Calls see(row, first, last) for the columns of every row at which a lattice may have a peak.
template <class See>
void for_lattice_frequencies(const Spectrum& s, const See& see) {
  const double lowest = kFewestRepeats / std::min(s.transform_rows, s.transform_columns);
  const auto square = [](double frequency) { return frequency * frequency; };
  std::vector<double> squares_x;
  for (int column = 0; column < s.power.cols; ++column) {
    squares_x.push_back(square(s.frequency_x(column)));
  }
  for (int row = 0; row < s.power.rows; ++row) {
    const double y = square(s.frequency_y(row));
    const auto first = std::partition_point(squares_x.begin(), squares_x.end(),
                                            [&](double x) { return x + y < square(lowest); });
    const auto last = std::partition_point(
        first, squares_x.end(), [&](double x) { return x + y <= square(kHighestFrequency); });
    see(row, static_cast<int>(first - squares_x.begin()),
        static_cast<int>(last - squares_x.begin()));
  }
}

std::vector<SpectralPeak> peaks_above(double strength, const Spectrum& s) {
  std::vector<SpectralPeak> found;
  for_lattice_frequencies(s, [&](int row, int first, int last) {
    for (int column = first; column < last; ++column) {
      const double power = s.power(row, column);
      const double background = s.background(row, column);
      if (power <= strength * background) continue;
      found.push_back({s.frequency_x(column), s.frequency_y(row), power - background,
                       s.strength(row, column), s.is_of_lines(column)});
    }
  });
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

struct TwoDirections {
  double first = 0;   // strength of the strongest peak
  double second = 0;  // and of the strongest in another direction
};

TwoDirections strongest(const std::vector<SpectralPeak>& peaks) {
  constexpr double kDifferentDirection = 0.3;
  if (peaks.empty()) return {};
  const auto weaker = [](const SpectralPeak& a, const SpectralPeak& b) {
    return a.strength < b.strength;
  };
  const SpectralPeak first = *std::max_element(peaks.begin(), peaks.end(), weaker);
  TwoDirections result{first.strength, 0};
  for (const SpectralPeak& peak : peaks) {
    if (sine_between(first, peak) <= kDifferentDirection) continue;
    result.second = std::max(result.second, peak.strength);
  }
  return result;
}

core::DataError no_lattice(const Spectrum& spectrum, double chance) {
  const TwoDirections found = strongest(peaks_above(0, spectrum));
  return core::DataError(
      {.what = "no lattice in the image",
       .where = "atoms: power spectrum",
       .value = fmt::format("the two strongest peaks stand {:.1f} and {:.1f} times above their "
                            "surroundings",
                            found.first, found.second),
       .expected = fmt::format("two directions above the {:.1f} that noise may give", chance)});
}

// What levelling leaves of the offsets of scan lines repeats with the lattice, and faster than its
// columns do: of such frequencies only those count that are no faster than the strongest others.
std::vector<SpectralPeak> without_lines(std::vector<SpectralPeak> peaks) {
  constexpr double kAsFast = 1.2;
  SpectralPeak strongest;
  for (const SpectralPeak& peak : peaks) {
    if (!peak.is_of_lines && peak.power > strongest.power) strongest = peak;
  }
  const double fastest = kAsFast * std::hypot(strongest.x, strongest.y);
  if (fastest <= 0) return peaks;
  std::erase_if(peaks, [&](const SpectralPeak& peak) {
    return peak.is_of_lines && std::hypot(peak.x, peak.y) > fastest;
  });
  return peaks;
}

}  // namespace

double column_width(const Spectrum& spectrum) {
  std::size_t count = 0;
  for_lattice_frequencies(
      spectrum, [&](int, int first, int last) { count += static_cast<std::size_t>(last - first); });
  if (count == 0 || cv::norm(spectrum.power, cv::NORM_INF) <= 0) {
    throw core::DataError({.what = "no lattice in the image",
                           .where = "atoms: power spectrum",
                           .value = "no contrast",
                           .expected = "an image with columns of atoms"});
  }
  const double chance = strength_of_chance(count, spectrum.averaged);
  const std::vector<SpectralPeak> peaks = peaks_above(chance, spectrum);
  if (strongest(peaks).second <= 0) throw no_lattice(spectrum, chance);
  double power = 0;
  double moment = 0;
  for (const SpectralPeak& peak : without_lines(peaks)) {
    power += peak.power;
    moment += peak.power * (peak.x * peak.x + peak.y * peak.y);
  }
  return std::sqrt(power / moment) / (2 * std::numbers::pi);
}

}  // namespace gibbsight::atoms
