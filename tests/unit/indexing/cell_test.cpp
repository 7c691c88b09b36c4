#include "gibbsight/indexing/cell.hpp"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <cmath>

#include "crystal.hpp"
#include "gibbsight/lattice/lattice.hpp"

namespace gibbsight::indexing {
namespace {

using testing::make_cell;

double direction(const Vector2& v) { return std::atan2(v.y(), v.x()) * 180 / std::numbers::pi; }

/// Direction of a that the convention chooses for a lattice turned by an angle.
double chosen_direction(const Matrix2& ideal, double turned, std::optional<double> wanted) {
  const Eigen::Rotation2Dd rotation(turned * std::numbers::pi / 180);
  const Matrix2 measured = 20 * rotation.toRotationMatrix() * ideal;
  const Eigen::Matrix2i setting = settings(measured, ideal, wanted).front();
  return direction((measured * setting.cast<double>()).col(0));
}

TEST(Settings, SquareAIsTheNearestToX) {
  const Matrix2 square = Matrix2::Identity();
  EXPECT_NEAR(chosen_direction(square, 10, {}), 10, 1e-9);
  EXPECT_NEAR(chosen_direction(square, 50, {}), -40, 1e-9);
  EXPECT_NEAR(chosen_direction(square, 100, {}), 10, 1e-9);
  EXPECT_NEAR(chosen_direction(square, 187, {}), 7, 1e-9);
  EXPECT_NEAR(chosen_direction(square, 45, {}), 45, 1e-9);
  EXPECT_NEAR(chosen_direction(square, 50, 45.0), 50, 1e-9);
  EXPECT_NEAR(chosen_direction(square, 50, -120.0), -130, 1e-9);
}

TEST(Settings, TriangularKeepsSixtyDegrees) {
  const Matrix2 ideal = make_cell(1, 1, 60, 0);
  for (double turned = -175; turned < 180; turned += 11) {
    EXPECT_LE(std::abs(chosen_direction(ideal, turned, {})), 30 + 1e-9) << turned;
    const Matrix2 measured = make_cell(20, 20, 60, turned);
    const Matrix2 cell = measured * settings(measured, ideal, {}).front().cast<double>();
    EXPECT_NEAR(cell.col(0).dot(cell.col(1)), 200, 1e-6);
    EXPECT_GT(cell.determinant(), 0);
  }
}

TEST(Settings, RectangularAStaysWithinNinetyDegrees) {
  const Matrix2 ideal = make_cell(1, 1.5, 90, 0);
  EXPECT_NEAR(chosen_direction(ideal, 80, {}), 80, 1e-9);
  EXPECT_NEAR(chosen_direction(ideal, 100, {}), -80, 1e-9);
}

TEST(Distortion, IsReadBack) {
  const Matrix2 ideal = make_cell(1, 1, 60, 0);
  Matrix2 stretch = Matrix2::Identity();
  stretch(0, 0) = 1.1;
  const Matrix2 turned = make_cell(1, 1, 90, 12);
  const Distortion found = distortion(20 * stretch * turned * ideal, ideal);
  EXPECT_NEAR(found.stretch, 1.1, 1e-9);
  EXPECT_NEAR(found.stretch_degrees, 0, 1e-9);
  EXPECT_NEAR(found.scale_px, 20 * std::sqrt(1.1), 1e-9);
  EXPECT_NEAR(found.rotation_degrees, 12, 1e-9);
}

TEST(FindTranslations, AStepBetweenUnlikeColumnsHasHalfTheSupport) {
  testing::Crystal crystal;
  crystal.cell = make_cell(20, 20, 60, 7);
  crystal.kinds = {{{0, 0}, 1}, {{1.0 / 3, 1.0 / 3}, 0.3}};
  const auto truth = testing::grow(crystal, 1);
  std::vector<Vector2> points;
  for (const auto& atom : truth.list.atoms) points.emplace_back(atom.x, atom.y);
  for (const auto& t : find_translations(PointIndex(points), 30, {})) {
    const bool bond = t.vector.norm() < 15 || (t.vector.norm() > 21 && t.vector.norm() < 25);
    EXPECT_NEAR(t.support, bond ? 0.5 : 1, 0.05) << t.vector.transpose();
  }
}

}  // namespace
}  // namespace gibbsight::indexing
