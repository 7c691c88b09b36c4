// How an occupancy is drawn as the image a scanning probe would take of it.
#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "gibbsight/core/options.hpp"

namespace gibbsight::rendering {

/// Intensities are in units of the height of the brightest species.
struct RenderOptions {
  int columns = 576;
  int rows = 576;
  double spacing = 9;
  double rotation = 17;
  std::vector<double> heights;
  double height_spread = 0.06;
  std::vector<double> bump_sigma = {0.3};
  std::vector<double> drift = {0.01, -0.015};
  std::vector<double> creep = {0, 0};
  std::vector<double> tilt = {1.5, -0.8};
  double line_noise = 0.05;
  double noise = 0.05;
  std::vector<double> double_tip;  // offset x, offset y, strength
  std::optional<double> pixel_size;

  static constexpr auto describe() {
    using core::field;
    using S = RenderOptions;
    return std::tuple{
        field(&S::columns, "columns",
              {.help = "width of the image", .unit = "px", .range = {32, 16384}}),
        field(&S::rows, "rows",
              {.help = "height of the image", .unit = "px", .range = {32, 16384}}),
        field(&S::spacing, "spacing",
              {.help = "length of the cell vector a", .unit = "px", .range = {3, 1000}}),
        field(&S::rotation, "rotation",
              {.help = "direction of a, from +x towards +y",
               .unit = "degrees",
               .range = {-360, 360}}),
        field(&S::heights, "heights",
              {.help = "height of each species, in the order of lattice.species, vacancy included; "
                       "empty: evenly from 0.6 to 1",
               .range = {0, 100}}),
        field(&S::height_spread, "height_spread",
              {.help = "standard deviation of the heights of one species, as a fraction of them",
               .range = {0, 1}}),
        field(&S::bump_sigma, "bump_sigma",
              {.help = "width (standard deviation) of an atom in units of the spacing: one number, "
                       "or one a species",
               .range = {0.01, 2}}),
        field(&S::drift, "drift",
              {.help = "steady drift in x and y while the rows are scanned, in px a row",
               .range = {-0.5, 0.5}}),
        field(
            &S::creep, "creep",
            {.help = "displacement in x and y at the first row, dying out over a tenth of the rows",
             .unit = "px",
             .range = {-1000, 1000}}),
        field(&S::tilt, "tilt",
              {.help = "rise across the width and the height of the image, in heights of the "
                       "brightest species",
               .range = {-1000, 1000}}),
        field(&S::line_noise, "line_noise",
              {.help = "standard deviation of the offsets of scan lines", .range = {0, 1000}}),
        field(&S::noise, "noise",
              {.help = "standard deviation of the white noise of a pixel", .range = {0, 1000}}),
        field(&S::double_tip, "double_tip",
              {.help = "a second apex of the tip shows every atom once more: offset in x and y in "
                       "px, and its height relative to the first; empty: one apex",
               .range = {-16384, 16384}}),
        field(&S::pixel_size, "pixel_size",
              {.help = "size of a pixel, if the image is to carry one",
               .unit = "nm",
               .range = {1e-6, 1e6}}),
    };
  }
};

}  // namespace gibbsight::rendering
