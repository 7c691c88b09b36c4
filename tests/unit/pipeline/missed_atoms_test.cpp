#include "gibbsight/pipeline/missed_atoms.hpp"

#include <gtest/gtest.h>

#include "gibbsight/indexing/index_atoms.hpp"
#include "gibbsight/rendering/rendering.hpp"

namespace gibbsight::pipeline {
namespace {

image::Image blank(int rows, int columns) {
  image::Image image;
  image.rows = rows;
  image.columns = columns;
  image.pixels.assign(image.index(rows, 0), 0);
  return image;
}

TEST(IsSeenAround, EndsAtTheBorder) {
  const image::Image image = blank(20, 30);
  EXPECT_TRUE(is_seen_around(image, 3, 3, 3));
  EXPECT_FALSE(is_seen_around(image, 2, 10, 3));
  EXPECT_FALSE(is_seen_around(image, 10, 2, 3));
  EXPECT_TRUE(is_seen_around(image, 26, 16, 3));
  EXPECT_FALSE(is_seen_around(image, 27, 10, 3));
  EXPECT_FALSE(is_seen_around(image, 10, 17, 3));
}

TEST(IsSeenAround, EndsAtTheMask) {
  image::Image image = blank(20, 30);
  image.usable.assign(image.pixels.size(), 1);
  image.usable[image.index(10, 15)] = 0;
  EXPECT_FALSE(is_seen_around(image, 15, 10, 3));
  EXPECT_FALSE(is_seen_around(image, 12, 10, 3));
  EXPECT_FALSE(is_seen_around(image, 15, 13, 3));
  EXPECT_TRUE(is_seen_around(image, 11, 10, 3));
}

/// A centred square lattice: A (dim) or B on the corners, C or nothing on the centres.
Configuration with_vacancies_on_one_sublattice() {
  Configuration c;
  c.lattice.name = "custom";
  c.lattice.cell = {1, 0, 0, 1};
  c.lattice.basis = {0, 0, 0.5, 0.5};
  c.lattice.species = {"M:A", "B", "X:C", "vacancy"};
  c.rendering.rows = c.rendering.columns = 400;
  c.rendering.spacing = 16;
  c.rendering.heights = {0.25, 1, 0.7, 1};
  c.rendering.height_spread = 0.05;
  c.rendering.bump_sigma = {0.2};
  c.rendering.drift = c.rendering.tilt = {0, 0};
  c.rendering.line_noise = 0;
  c.rendering.noise = 0.24;
  return c;
}

/// A quarter of the corners dim, a tenth of the centres empty.
lattice::Occupancy draw_layer(const Configuration& c) {
  const lattice::Lattice lattice = make_lattice(c.lattice);
  auto occupancy = lattice::Occupancy::unseen(lattice, rendering::window_for(c.rendering, lattice));
  core::Generator random = core::Stream(1).generator();
  for (std::size_t i = 0; i < occupancy.species.size(); ++i) {
    const double u = random.uniform();
    occupancy.species[i] = static_cast<std::int8_t>(i % 2 == 0 ? u > 0.25 : u > 0.9);
  }
  return occupancy;
}

/// Sites inside the field, and how many of them are empty.
struct Empty {
  int sites = 0;
  int empty = 0;
  double share() const { return double{1} * empty / sites; }
};

Empty count_empty(const indexing::Sites& sites, int sublattice) {
  Empty count;
  for (const indexing::Site& site : sites.sites) {
    if (!site.inside || site.sublattice != sublattice) continue;
    ++count.sites;
    count.empty += site.atom == indexing::kNoAtom ? 1 : 0;
  }
  return count;
}

TEST(AddMissedAtoms, WhereAnotherSublatticeHasVacancies) {
  const Configuration c = with_vacancies_on_one_sublattice();
  const auto image = rendering::render(draw_layer(c), c.rendering, core::Stream(2)).image;
  const auto found = index_atoms(find_atoms(image, c.atoms, {}), make_lattice(c.lattice), c.lattice,
                                 c.indexing, {});
  EXPECT_GT(count_empty(found, 0).empty, 5) << "tests nothing";
  const Measurement measured = measure_image(image, c, {});
  EXPECT_LE(count_empty(*measured.sites, 0).empty, 1);
  EXPECT_NEAR(count_empty(*measured.sites, 1).share(), 0.1, 0.03);
  EXPECT_NEAR(measured.classified->occupancy.fractions(0)[0], 0.25, 0.05);
}

}  // namespace
}  // namespace gibbsight::pipeline
