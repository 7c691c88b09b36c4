// What a column of atoms looks like, measured in an image full of overlapping ones.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "gibbsight/image/image.hpp"

namespace gibbsight::rendering {

/// A bump that depends on the distance from its centre alone, smooth there and gone at `reach`.
class Profile {
 public:
  Profile() = default;
  /// `values` at equal steps of r^2 from 0 to reach^2.
  Profile(double reach, std::vector<float> values);
  /// A Gaussian.
  static Profile gaussian(double height, double sigma, double reach);

  double reach() const { return reach_; }
  /// At a squared distance, px^2; linear between the values.
  float at(double squared_distance) const;
  const std::vector<float>& values() const { return values_; }

 private:
  double reach_ = 0;
  double steps_ = 0;  // a px^2
  std::vector<float> values_;
};

/// A column as it was seen.
struct SeenColumn {
  double x = 0;  ///< px
  double y = 0;
  double height = 1;           ///< in units of what is usual of its kind
  std::vector<double> shares;  ///< how probably it is of each kind
};

/// The profile of each kind by least squares over pixels that can be used (a sample of a large
/// image),
///
///   I(x, y) = field(x, y) + sum_i height_i profile_kind(i)(|r - r_i|) + noise,
///
/// each what it is expected to be and a cubic spline of pieces a sixteenth of its reach long.
/// Neighbours are fitted together, so
/// that what reaches over from one column to the next (a wide tail, the halo of a probe) is told
/// from what stands there. Columns of uncertain kind count with their shares, as in the
/// maximisation step of an EM algorithm. In a lattice, what all kinds have in common can be given
/// to one column or to its neighbours: there they stay as expected. `field` holds one value a
/// pixel; all expected profiles have the same reach.
std::vector<Profile> fit_profiles(const image::Image& image, const std::vector<float>& field,
                                  const std::vector<SeenColumn>& columns,
                                  const std::vector<Profile>& expected);

/// Calls visit(place of the pixel, squared distance) for every pixel of an image within `reach`.
template <class Visit>
void for_each_pixel_around(const image::Image& image, double x, double y, double reach,
                           const Visit& visit) {
  const int top = std::max(0, static_cast<int>(std::ceil(y - reach)));
  const int bottom = std::min(image.rows - 1, static_cast<int>(std::floor(y + reach)));
  for (int row = top; row <= bottom; ++row) {
    const double dy = row - y;
    const double half = std::sqrt(std::max(0.0, reach * reach - dy * dy));
    const int left = std::max(0, static_cast<int>(std::ceil(x - half)));
    const int right = std::min(image.columns - 1, static_cast<int>(std::floor(x + half)));
    for (int column = left; column <= right; ++column) {
      visit(image.index(row, column), dy * dy + (column - x) * (column - x));
    }
  }
}

}  // namespace gibbsight::rendering
