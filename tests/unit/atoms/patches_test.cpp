#include "gibbsight/atoms/patches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "gibbsight/atoms/find.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

constexpr double kSpacing = 11;

testing::Scene crystal(std::vector<double> heights) {
  testing::Scene scene = testing::square(kSpacing, 17);
  scene.rows = 330;
  scene.columns = 300;
  scene.heights = std::move(heights);
  scene.sigma = 0.25 * kSpacing;
  return scene;
}

// The first image where share(x, y) is 0, the second where it is 1.
template <class Share>
image::Image blend(const image::Image& first, const image::Image& second, const Share& share) {
  image::Image result = first;
  for (int row = 0; row < first.rows; ++row) {
    for (int column = 0; column < first.columns; ++column) {
      const auto weight = static_cast<float>(share(column, row));
      result.at(row, column) =
          (1 - weight) * first.at(row, column) + weight * second.at(row, column);
    }
  }
  return result;
}

// 1 within six spacings of the middle, 0 outside, with a soft edge.
double disc(double x, double y) {
  return 1 / (1 + std::exp((std::hypot(x - 150, y - 165) - 6 * kSpacing) / (0.3 * kSpacing)));
}

void expect_disc(const AtomList& list) {
  ASSERT_FALSE(list.hidden.empty());
  ASSERT_EQ(list.warnings.size(), 1U);
  int found = 0;
  int inside = 0;
  int outside = 0;
  for (int row = 0; row < list.image_rows; ++row) {
    for (int column = 0; column < list.image_columns; ++column) {
      const bool hidden =
          list.hidden[static_cast<std::size_t>(row * list.image_columns + column)] != 0;
      const double distance = std::hypot(column - 150, row - 165) / kSpacing;
      found += hidden ? 1 : 0;
      if (distance < 4.5 && !hidden) ++inside;
      if (distance > 8 && hidden) ++outside;
    }
  }
  EXPECT_EQ(inside, 0);
  EXPECT_EQ(outside, 0);
  EXPECT_NEAR(found / (3.14 * 36 * kSpacing * kSpacing), 1, 0.35);
  for (const Atom& atom : list.atoms)
    EXPECT_GT(std::hypot(atom.x - 150, atom.y - 165), 4 * kSpacing);
}

TEST(Patches, CrystalsOfAnyFillingHaveNone) {
  const std::vector<std::vector<double>> heights = {
      {1.0}, {0.4, 1.0}, {0.0, 0.7, 0.7, 1.0, 1.0}, {0.0, 0.0, 0.0, 1.0}};
  for (const auto& h : heights) {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      testing::Scene scene = crystal(h);
      scene.seed = seed;
      EXPECT_TRUE(find_atoms(testing::draw(scene).image, {}, {}).hidden.empty());
    }
  }
}

TEST(Patches, RegionsOfADimSpeciesAreNone) {
  const image::Image bright = testing::draw(crystal({1.0})).image;
  for (const double dim : {0.0, 0.35, 0.6}) {
    const image::Image other = testing::draw(crystal({dim})).image;
    EXPECT_TRUE(find_atoms(blend(bright, other, disc), {}, {}).hidden.empty()) << dim;
  }
}

TEST(Patches, BuriedCrystal) {
  const testing::Scene scene = crystal({0.6, 1.0});
  image::Image dirt = testing::blank(scene.rows, scene.columns, 4);  // by one height brighter
  testing::add_noise(dirt, scene.noise, 5);
  expect_disc(find_atoms(blend(testing::draw(scene).image, dirt, disc), {}, {}));
}

// As bright as the crystal on average, without its columns.
TEST(Patches, WashedOutCrystal) {
  const testing::Scene scene = crystal({0.6, 1.0});
  const testing::Truth truth = testing::draw(scene);
  double sum = 0;
  for (const float pixel : truth.image.pixels) sum += static_cast<double>(pixel);
  image::Image grey =
      testing::blank(scene.rows, scene.columns,
                     static_cast<float>(sum / static_cast<double>(truth.image.pixels.size())));
  testing::add_noise(grey, scene.noise, 5);
  expect_disc(find_atoms(blend(truth.image, grey, disc), {}, {}));
}

}  // namespace
}  // namespace gibbsight::atoms
