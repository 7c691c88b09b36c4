// Where a slow scan sees the sites of a lattice.
#pragma once

#include "gibbsight/lattice/lattice.hpp"
#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/rendering/render_options.hpp"

namespace gibbsight::rendering {

/// Maps cell coordinates to image positions, x along columns and y down the rows, in px. With an
/// ideal position (X, Y) and all y counted from the middle row, the row y, scanned at a time
/// proportional to y, shows
///   x = X + d_x y + c_x exp(-10 r),   y = Y + d_y y + c_y exp(-10 r),
/// d the drift in px a row, c the creep in px, r the fraction of the rows above this one. So drift
/// alone gives y = Y / (1 - d_y): a shear by d_x and a stretch along y. Throws ConfigurationError
/// where drift or creep is not a pair, or so large that rows would be seen out of order.
class Scan {
 public:
  /// `middle` is the point, in cell coordinates, that an undisturbed scan sees in its centre.
  Scan(const RenderOptions& options, const lattice::Lattice& lattice,
       const lattice::Vector2& middle);

  lattice::Vector2 to_image(const lattice::Vector2& cell_coordinates) const;
  lattice::Vector2 to_cell(const lattice::Vector2& position) const;

 private:
  lattice::Vector2 disturbance(double y) const;

  lattice::Matrix2 cell_;  // px
  lattice::Vector2 middle_;
  lattice::Vector2 centre_;  // of the image, px
  lattice::Vector2 drift_;
  lattice::Vector2 creep_;
  double creep_rows_;
};

/// The cell coordinates half-way through a window, basis sites not counted.
lattice::Vector2 middle_of(const lattice::Window& window);

}  // namespace gibbsight::rendering
