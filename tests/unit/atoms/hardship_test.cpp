// Atoms found in spite of what microscopes do to images.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "gibbsight/atoms/find.hpp"
#include "gibbsight/image/levelling.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

testing::Scene two_species(double spacing) {
  testing::Scene scene = testing::square(spacing, 17);
  scene.rows = 300;
  scene.columns = 260;
  scene.heights = {0.65, 1.0};
  scene.sigma = 0.25 * spacing;
  return scene;
}

// Adds height(x, y), for x and y from -1 to 1 across the image.
template <class Height>
void add_relief(image::Image& image, const Height& height) {
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      image.at(row, column) += static_cast<float>(
          height(2.0 * column / (image.columns - 1) - 1, 2.0 * row / (image.rows - 1) - 1));
    }
  }
}

testing::Comparison find_and_compare(const testing::Truth& truth, double spacing) {
  const AtomList list = find_atoms(image::level(truth.image, {}), {}, {});
  return testing::compare(truth, list.atoms, spacing / 4, spacing / 2);
}

// Rises of ten and six heights, and a scanner's bow of two.
TEST(Hardship, TiltAndBow) {
  testing::Truth truth = testing::draw(two_species(11));
  add_relief(truth.image, [](double x, double y) { return 5 * x - 3 * y + 2 * x * x + y * y; });
  const auto result = find_and_compare(truth, 11);
  EXPECT_GE(result.found_share(), 0.99);
  EXPECT_LT(result.false_share(), 0.005);
  EXPECT_NEAR(result.mean_relative_intensity, 1, 0.02);
}

// Three terraces, steps of three heights: only atoms whose surroundings a step crosses may suffer,
// some 40 of 560 each.
TEST(Hardship, TerracesAndSteps) {
  testing::Truth truth = testing::draw(two_species(11));
  add_relief(truth.image, [](double x, double y) {
    return 3 * (std::tanh(60 * (x + 0.2 * y - 0.4)) + std::tanh(60 * (x + 0.1 * y + 0.4))) / 2;
  });
  const auto result = find_and_compare(truth, 11);
  EXPECT_GE(result.found_share(), 0.88);
  EXPECT_LT(result.false_share(), 0.03);
  EXPECT_NEAR(result.mean_relative_intensity, 1, 0.08);
}

TEST(Hardship, ThirtyAtoms) {
  testing::Scene scene = two_species(11);
  scene.rows = 60;
  scene.columns = 66;
  const testing::Truth truth = testing::draw(scene);
  ASSERT_NEAR(static_cast<double>(truth.atoms.size()), 33, 4);
  const auto result = find_and_compare(truth, 11);
  EXPECT_EQ(result.matched, result.true_count);
  EXPECT_EQ(result.found_count, result.true_count);
}

// One site in six is empty, and nothing is found there.
TEST(Hardship, Vacancies) {
  testing::Scene scene = two_species(11);
  scene.heights = {0.0, 0.65, 0.65, 1.0, 1.0, 1.0};
  testing::Truth truth = testing::draw(scene);
  std::erase_if(truth.atoms, [](const Atom& atom) { return atom.intensity == 0; });
  const auto result = find_and_compare(truth, 11);
  EXPECT_GE(result.found_share(), 0.995);
  EXPECT_LT(result.false_share(), 0.005);
}

}  // namespace
}  // namespace gibbsight::atoms
