#include "gibbsight/rendering/ghosts.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/random.hpp"
#include "gibbsight/rendering/profile.hpp"

namespace gibbsight::rendering {
namespace {

constexpr double kWidth = 2.5;
constexpr double kDistance = 9;
constexpr int kSide = 270;

struct Drawn {
  image::Image image;
  std::vector<Contrasted> columns;
};

void add_bump(double x, double y, double height, image::Image& image) {
  const Profile bump = Profile::gaussian(1, kWidth, 5 * kWidth);
  for_each_pixel_around(image, x, y, bump.reach(), [&](std::size_t pixel, double squared) {
    image.pixels[pixel] += static_cast<float>(height) * bump.at(squared);
  });
}

// Columns of height 0.6 or 1 on a square lattice, each seen again at an offset, on a slope.
Drawn draw_twice(const Eigen::Vector2d& offset, double strength, double noise) {
  Drawn scene;
  scene.image.rows = scene.image.columns = kSide;
  core::Generator random = core::Stream(5).generator();
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      scene.image.pixels.push_back(static_cast<float>(0.01 * column + noise * random.normal()));
    }
  }
  for (double y = -45; y < kSide + 45; y += kDistance) {
    for (double x = -45; x < kSide + 45; x += kDistance) {
      const double height = random.uniform() < 0.5 ? 0.6 : 1;
      add_bump(x, y, height, scene.image);
      add_bump(x + offset.x(), y + offset.y(), strength * height, scene.image);
      if (x < 0 || y < 0 || x > kSide - 1 || y > kSide - 1) continue;
      scene.columns.push_back({x, y, height, height - 0.8});
    }
  }
  return scene;
}

TEST(Ghosts, AreSeenWhereTheyAreAsStrongAsTheyAre) {
  const Eigen::Vector2d offset(14.4, -6.7);
  const Drawn scene = draw_twice(offset, 0.3, 0.05);
  const GhostMap map = map_ghosts(scene.image, scene.columns, kWidth, kDistance, 40, {});
  const auto ghost = map.at(offset);
  EXPECT_GT(ghost.strength, 8 * ghost.error);
  EXPECT_NEAR(ghost.strength, 0.3, 3 * ghost.error + 0.01);  // 0.01 is lost between pixels
  EXPECT_LT(std::abs(map.at(-offset).strength), 4 * map.at(-offset).error);
  // A site of the lattice that holds nothing of this column.
  EXPECT_LT(std::abs(map.at({0, 18}).strength), 4 * map.at({0, 18}).error);
}

// Standard errors are what the values scatter by, where there is nothing.
TEST(Ghosts, ScatterByTheirErrors) {
  const Drawn scene = draw_twice({0, 0}, 0, 0.2);
  const GhostMap map = map_ghosts(scene.image, scene.columns, kWidth, kDistance, 60, {});
  double sum = 0;
  int count = 0;
  for (int y = -60; y < 60; y += 6) {
    for (int x = -60; x < 60; x += 6) {
      if (std::hypot(x, y) < 12) continue;
      const auto value = map.at(Eigen::Vector2d(x, y));
      sum += std::pow(value.strength / value.error, 2);
      ++count;
    }
  }
  EXPECT_NEAR(sum / count, 1, 0.3);  // some 380 values, neighbours of which are correlated
}

TEST(Ghosts, LeaveOutWhatIsMasked) {
  Drawn scene = draw_twice({14, -6}, 0.3, 0.02);
  scene.image.usable.assign(scene.image.pixels.size(), 1);
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < 90; ++column) {
      scene.image.usable[scene.image.index(row, column)] = 0;
      scene.image.at(row, column) = 1e4F;
    }
  }
  const GhostMap map = map_ghosts(scene.image, scene.columns, kWidth, kDistance, 40, {});
  const auto ghost = map.at({14, -6});
  EXPECT_NEAR(ghost.strength, 0.3, 3 * ghost.error);
  EXPECT_LT(ghost.error, 0.05);
}

}  // namespace
}  // namespace gibbsight::rendering
