#include "gibbsight/rendering/scan.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::rendering {
namespace {

using lattice::Vector2;

RenderOptions still(double rotation = 0) {
  RenderOptions options;
  options.columns = 201;
  options.rows = 101;
  options.spacing = 10;
  options.rotation = rotation;
  options.drift = {0, 0};
  options.creep = {0, 0};
  return options;
}

void expect_near(const Vector2& value, double x, double y) {
  EXPECT_NEAR(value.x(), x, 1e-6);
  EXPECT_NEAR(value.y(), y, 1e-6);
}

TEST(Scan, MiddleLiesInTheCentreAndATurnsTowardsY) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const Scan scan(still(30), lattice, {4, 7});
  expect_near(scan.to_image({4, 7}), 100, 50);
  expect_near(scan.to_image({5, 7}), 100 + 10 * std::sqrt(0.75), 55);
  expect_near(scan.to_image({4, 8}), 95, 50 + 10 * std::sqrt(0.75));
}

TEST(Scan, DriftShearsAndStretchesAboutTheCentre) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  RenderOptions options = still();
  options.drift = {0.1, 0};
  expect_near(Scan(options, lattice, {0, 0}).to_image({0, 3}), 103, 80);
  options.drift = {0, 0.2};
  expect_near(Scan(options, lattice, {0, 0}).to_image({0, 2}), 100, 75);
}

TEST(Scan, CreepDisplacesTheFirstRowsOnly) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  RenderOptions options = still();
  options.creep = {4, 0};
  const Scan scan(options, lattice, {0, 0});
  expect_near(scan.to_image({0, -5}), 104, 0);
  EXPECT_NEAR(scan.to_image({0, 5}).x(), 100, 1e-3);
}

TEST(Scan, ToCellUndoesToImage) {
  const auto lattice = lattice::make_lattice("triangular", {"A", "B"});
  RenderOptions options = still(17);
  options.drift = {0.05, -0.08};
  options.creep = {3, 6};
  const Scan scan(options, lattice, {20.5, 10});
  for (int a = 0; a < 30; a += 3) {
    for (int b = 0; b < 30; b += 3) {
      expect_near(scan.to_cell(scan.to_image({a, b})), a, b);
    }
  }
}

TEST(Scan, CreepThatMixesUpTheRowsIsRefused) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  RenderOptions options = still();
  options.creep = {0, 11};
  EXPECT_THROW(Scan(options, lattice, {0, 0}), core::ConfigurationError);
}

}  // namespace
}  // namespace gibbsight::rendering
