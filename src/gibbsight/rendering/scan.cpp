#include "gibbsight/rendering/scan.hpp"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::rendering {

using lattice::Matrix2;
using lattice::Vector2;

namespace {

constexpr double kCreepFraction = 0.1;  // of the rows, to 1/e

Vector2 pair(const char* name, const std::vector<double>& values) {
  if (values.size() == 2) return {values[0], values[1]};
  throw core::ConfigurationError({.what = "wrong number of values",
                                  .where = std::string("rendering.") + name,
                                  .value = core::to_text(values),
                                  .expected = "two numbers, x and y"});
}

}  // namespace

Scan::Scan(const RenderOptions& options, const lattice::Lattice& lattice, const Vector2& middle)
    : middle_(middle),
      centre_((options.columns - 1) / 2.0, (options.rows - 1) / 2.0),
      drift_(pair("drift", options.drift)),
      creep_(pair("creep", options.creep)),
      creep_rows_(kCreepFraction * options.rows) {
  const double angle = options.rotation * std::numbers::pi / 180;
  const Matrix2 turn = Eigen::Rotation2Dd(angle).toRotationMatrix();
  if (std::abs(drift_.y()) + std::abs(creep_.y()) / creep_rows_ >= 1) {
    throw core::ConfigurationError(
        {.what = "drift and creep mix up the rows",
         .where = "rendering.creep",
         .value = core::to_text(options.creep),
         .expected = "less than a tenth of the rows, and less with drift"});
  }
  cell_ = options.spacing / lattice.cell.col(0).norm() * turn * lattice.cell;
}

// What the scan adds at the image row y; rows above the first creep no further.
Vector2 Scan::disturbance(double y) const {
  return drift_ * (y - centre_.y()) + creep_ * std::exp(-std::max(y, 0.0) / creep_rows_);
}

Vector2 Scan::to_cell(const Vector2& position) const {
  const Vector2 ideal = position - disturbance(position.y()) - centre_;
  return middle_ + cell_.inverse() * ideal;
}

// The row depends on the disturbance and the disturbance on the row: a contraction, since drift
// and creep leave the rows in order.
Vector2 Scan::to_image(const Vector2& cell_coordinates) const {
  constexpr int kSteps = 60;
  constexpr double kPrecision = 1e-9;
  const Vector2 ideal = centre_ + cell_ * (cell_coordinates - middle_);
  double y = ideal.y();
  for (int step = 0; step < kSteps; ++step) {
    const double next = ideal.y() + disturbance(y).y();
    if (std::abs(next - y) < kPrecision) break;
    y = next;
  }
  return ideal + disturbance(y);
}

Vector2 middle_of(const lattice::Window& window) {
  return {window.a0 + window.columns / 2.0, window.b0 + window.rows / 2.0};
}

}  // namespace gibbsight::rendering
