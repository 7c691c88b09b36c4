// What an image shows of a column at other places than its own.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::rendering {

/// A column, and by how much it differs from what usually stands on such a site.
struct Contrasted {
  double x = 0;  ///< px
  double y = 0;
  double height = 0;    ///< of the bump that is expected of it
  double contrast = 0;  ///< of that, beyond the mean of its sublattice
};

/// How much of the contrast of every column is seen again, at each offset from it.
class GhostMap {
 public:
  struct Value {
    double strength = 0;  ///< in units of the contrast
    double error = 0;     ///< standard error
  };
  GhostMap(int reach, double sigma, std::vector<Value> values)
      : reach_(reach), sigma_(sigma), values_(std::move(values)) {}

  /// Largest offset along each axis, px.
  int reach() const { return reach_; }
  /// Of the bump whose heights these are, px.
  double sigma() const { return sigma_; }
  /// Linear between pixels.
  Value at(const Eigen::Vector2d& offset) const;

 private:
  const Value& pixel(int x, int y) const {
    return values_[static_cast<std::size_t>((y + reach_) * (2 * reach_ + 1) + x + reach_)];
  }

  int reach_ = 0;
  double sigma_ = 1;
  std::vector<Value> values_;
};

/// With c_i the contrast of column i at r_i, the map is
///
///   W(u) = sum_i c_i F(r_i + u) / sum_i c_i^2,
///
/// F(r) the height of a Gaussian bump of width `sigma` at r by least squares, in what is left of
/// the image without the expected bumps and anything slower than three times `spacing`. What every
/// column shows alike is the same for all contrasts and drops out; so does, with the expected
/// bumps, whatever correlates the species of sites. The standard error takes the terms of the sum
/// to be independent. Of a large image a part in its middle is used.
GhostMap map_ghosts(const image::Image& image, const std::vector<Contrasted>& columns, double sigma,
                    double spacing, int reach, const core::Execution& execution);

}  // namespace gibbsight::rendering
