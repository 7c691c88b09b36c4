// The pixels that a column is fitted to.
#pragma once

namespace gibbsight::atoms {

/// Their radius around the column, for columns this far apart and this wide; all in px.
double window_radius(double spacing, double width);

/// What white noise does to height and level background, fitted together to such pixels.
struct Tradeoff {
  double background_error = 0;  ///< standard error of the background
  double height_lost = 0;  ///< by which the height is too low where the background is 1 too high
};

/// For `noise` in each pixel.
Tradeoff trade_off(double spacing, double width, double noise);

}  // namespace gibbsight::atoms
