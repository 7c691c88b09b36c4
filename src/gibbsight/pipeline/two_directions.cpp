#include "gibbsight/pipeline/two_directions.hpp"

#include <fmt/format.h>

#include <Eigen/LU>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/levelling.hpp"
#include "gibbsight/image/read_image.hpp"
#include "gibbsight/microscope/repeated.hpp"

namespace gibbsight::pipeline {
namespace {

using indexing::Cell;
using lattice::Occupancy;
using lattice::Vector2;

/// From the indices of one measurement to those of the other, by the middle of the first.
Cell offset_by_position(const indexing::Sites& one, const indexing::Sites& other) {
  const Cell middle{one.window.columns / 2, one.window.rows / 2};
  const Vector2 position = one.origin_px + one.cell_px * Vector2(middle.a, middle.b);
  const Vector2 there = other.cell_px.inverse() * (position - other.origin_px);
  return {static_cast<int>(std::lround(there.x())) - middle.a,
          static_cast<int>(std::lround(there.y())) - middle.b};
}

Eigen::MatrixXd pairs_at(const Occupancy& one, const Occupancy& other, Cell offset) {
  const auto sublattice = static_cast<int>(one.lattice.first_with_species());
  const auto species = one.lattice.basis[static_cast<std::size_t>(sublattice)].species_count();
  Eigen::MatrixXd pairs = Eigen::MatrixXd::Zero(species, species);
  for (int b = one.window.b0; b < one.window.b0 + one.window.rows; ++b) {
    for (int a = one.window.a0; a < one.window.a0 + one.window.columns; ++a) {
      if (!other.window.contains(a + offset.a, b + offset.b)) continue;
      const auto first = one.at(a, b, sublattice);
      const auto second = other.at(a + offset.a, b + offset.b, sublattice);
      if (first != lattice::kUnseen && second != lattice::kUnseen) pairs(first, second) += 1;
    }
  }
  return pairs;
}

}  // namespace

image::Image read_backward(const std::string& path, const Configuration& configuration,
                           const core::Execution& execution) {
  image::ImageOptions options = configuration.image;
  options.direction = "backward";
  return image::level(image::read_image(path, options), options, execution);
}

Eigen::MatrixXd paired_readings(const Measurement& one, const Measurement& other) {
  constexpr int kFarthest = 2;
  constexpr double kFewestPairs = 50;
  const Cell start = offset_by_position(*one.sites, *other.sites);
  const auto pairs_moved = [&](int a, int b) {
    return pairs_at(one.classified->occupancy, other.classified->occupancy,
                    {start.a + a, start.b + b});
  };
  Eigen::MatrixXd best = pairs_moved(0, 0);
  for (int a = -kFarthest; a <= kFarthest; ++a) {
    for (int b = -kFarthest; b <= kFarthest; ++b) {
      const Eigen::MatrixXd pairs = pairs_moved(a, b);
      if (pairs.trace() * best.sum() > best.trace() * pairs.sum()) best = pairs;
    }
  }
  if (best.sum() >= kFewestPairs) return best;
  throw core::DataError({.what = "the two scan directions hardly show the same sites",
                         .where = "image.direction",
                         .value = fmt::format("{:.0f} common sites", best.sum()),
                         .expected = fmt::format("at least {:.0f}", kFewestPairs)});
}

microscope::Confusion confusion_of_both(const image::Image& backward,
                                        const Configuration& configuration,
                                        const core::Execution& execution,
                                        const Measurement& forward,
                                        const microscope::Confusion& expected) {
  const Measurement other = measure_image(backward, configuration, execution);
  const auto measured = microscope::confusion_of_repeated(paired_readings(forward, other));
  return microscope::less_sure_of(measured, expected);
}

}  // namespace gibbsight::pipeline
