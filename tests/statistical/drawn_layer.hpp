// Images of a layer whose truth is known.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/pipeline/simulate.hpp"

namespace gibbsight::pipeline::testing {

inline constexpr int kSize = 400;      // px
inline constexpr double kSpacing = 9;  // px
inline constexpr double kMargin = 12;  // px; atoms nearer to the border are not judged
inline constexpr double kBelongs = 3;  // px between an atom and its site, at most

/// Whether a place is judged.
inline bool is_well_inside(double x, double y) {
  return std::min(x, y) > kMargin && std::max(x, y) < kSize - 1 - kMargin;
}

struct Setting {
  std::string name;
  std::string lattice = "square";
  std::vector<std::string> species = {"A", "B"};
  std::vector<double> heights = {0.6, 1};
  double spread = 0.1;
  double sigma = 0.3;
  double noise = 0.05;
  std::vector<std::string> parameters = {"pair1=0"};
  std::vector<std::string> bulk = {"B=0.45"};
  double tails = 0;      ///< height of a second, twice as wide bump under each
  double missed = 0;     ///< share of the first species that the finder must fail to see, at least
  double thickness = 0;  ///< by how much the image is brighter at the right than at the left
};

Configuration configure(const Setting& setting);

/// An image of a configuration in equilibrium, and where its atoms are.
rendering::Rendering make_image(const Setting& setting, std::uint64_t seed);

/// A measurement as far as its atoms.
Measurement find_in(const rendering::Rendering& truth, const Configuration& c);

}  // namespace gibbsight::pipeline::testing
