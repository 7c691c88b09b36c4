#include "gibbsight/atoms/neighbours.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/random.hpp"
#include "scene.hpp"

namespace gibbsight::atoms {
namespace {

AtomList list_of(const testing::Truth& truth) {
  AtomList list;
  list.atoms = truth.atoms;
  list.image_rows = truth.image.rows;
  list.image_columns = truth.image.columns;
  list.spacing = typical_spacing(list.atoms);
  return list;
}

TEST(Neighbours, OfASquareLattice) {
  const AtomList found = list_of(testing::draw(testing::square(12, 17)));
  EXPECT_NEAR(found.spacing, 12, 1e-9);
  EXPECT_GT(order(found, {}), 0.99);
}

TEST(Neighbours, OfAHoneycomb) {
  testing::Scene scene;
  scene.a[0] = 20;
  scene.b[0] = 10;
  scene.b[1] = 17.3205;
  scene.second_site[1] = 11.547;
  scene.second_height = 0.3;
  const AtomList found = list_of(testing::draw(scene));
  EXPECT_NEAR(found.spacing, 11.547, 1e-3);
  EXPECT_GT(order(found, {}), 0.99);
}

TEST(Neighbours, OfPointsAtRandom) {
  core::Generator generator = core::Stream(4).generator();
  AtomList list;
  list.image_rows = list.image_columns = 300;
  for (int i = 0; i < 600; ++i) {
    Atom atom;
    atom.x = 299 * generator.uniform();
    atom.y = 299 * generator.uniform();
    list.atoms.push_back(atom);
  }
  list.spacing = typical_spacing(list.atoms);
  EXPECT_LT(order(list, {}), 0.3);
  EXPECT_LT(order(list, {}, 0.9), 0.9);
  EXPECT_EQ(order(list, {}, 0.1), order(list, {}));
}

TEST(Neighbours, OfNothing) {
  EXPECT_EQ(typical_spacing({}), 0);
  EXPECT_EQ(order({}, {}), 0);
}

}  // namespace
}  // namespace gibbsight::atoms
