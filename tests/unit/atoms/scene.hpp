// Images with known atoms, for the tests of this stage.
#pragma once

#include <cstdint>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms::testing {

/// A lattice seen through a microscope; intensities are drawn from `heights` with equal chance.
struct Scene {
  int rows = 256;
  int columns = 256;
  double a[2] = {12, 0};
  double b[2] = {0, 12};
  double second_site[2] = {0, 0};  ///< in px from the first; not used where second_height is 0
  double second_height = 0;
  std::vector<double> heights = {1.0};
  double sigma = 2.5;
  double background = 3;
  double noise = 0.1;
  std::uint64_t seed = 1;
};

struct Truth {
  image::Image image;
  std::vector<Atom> atoms;  ///< those whose centre lies in the image
};

Truth draw(const Scene& scene);

/// Turns both cell vectors of a square lattice.
Scene square(double spacing, double degrees);

core::Execution threads(int count);

/// An image of one number.
image::Image blank(int rows, int columns, float value);
void add_noise(image::Image& image, double sigma, std::uint64_t seed);

/// How found atoms compare with true ones further than `margin` from the border.
struct Comparison {
  int true_count = 0;
  int found_count = 0;
  int matched = 0;
  double mean_square_x_error = 0;  ///< px^2
  double mean_square_y_error = 0;
  double mean_square_x_over_error = 0;  ///< in units of the stated standard error
  double mean_relative_intensity = 0;   ///< found over true
  double found_share() const { return static_cast<double>(matched) / true_count; }
  double false_share() const { return static_cast<double>(found_count - matched) / true_count; }
};

Comparison compare(const Truth& truth, const std::vector<Atom>& found, double tolerance,
                   double margin);

}  // namespace gibbsight::atoms::testing
