#include "gibbsight/pipeline/measure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/image/levelling.hpp"
#include "gibbsight/pipeline/missed_atoms.hpp"
#include "gibbsight/pipeline/simulate.hpp"
#include "gibbsight/rendering/rendering.hpp"

namespace gibbsight::pipeline {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

Configuration square(const std::vector<std::string>& species) {
  Configuration c;
  c.lattice.species = species;
  c.model.parameters = {"pair1=0.3"};
  c.sampler.seed = 5;
  c.rendering.rows = c.rendering.columns = 400;
  c.rendering.spacing = 10;
  c.rendering.bump_sigma = {0.28};
  c.rendering.heights = {0.65, 1};
  c.rendering.noise = 0.03;
  return c;
}

rendering::Rendering draw(const Configuration& c) {
  const auto window = rendering::window_for(c.rendering, make_lattice(c.lattice));
  return rendering::render(simulate_occupancy(window, c, {}), c.rendering, core::Stream(7));
}

// From the pixels on: below the change the dark species is as bright as the bright one above it.
TEST(Measure, SpeciesAreToldApartOnEitherSideOfATipChange) {
  constexpr int kChange = 230;
  const Configuration c = square({"A", "B"});
  rendering::Rendering drawn = draw(c);
  for (std::size_t i = drawn.image.index(kChange, 0); i < drawn.image.pixels.size(); ++i) {
    drawn.image.pixels[i] = 1.5F * drawn.image.pixels[i] + 0.4F;
  }
  const Measurement m = measure_image(image::level(drawn.image, c.image), c, {});
  EXPECT_THAT(m.classified->warnings, Contains(HasSubstr("the tip changed at y = ")));
  std::vector<indexing::Vector2> places;
  for (const auto& atom : drawn.atoms) places.emplace_back(atom.x, atom.y);
  const atoms::PointIndex truth(places);
  int wrong = 0;
  int near = 0;
  for (std::size_t i = 0; i < m.sites->sites.size(); ++i) {
    const indexing::Site& site = m.sites->sites[i];
    const int species = m.classified->sites[i].species;
    if (species < 0 || site.atom == indexing::kNoAtom) continue;
    if (std::abs(site.y - kChange) < 5) ++near;
    const auto hit = truth.nearest({site.x, site.y});
    if (drawn.atoms[static_cast<std::size_t>(hit.point)].species != species) ++wrong;
  }
  EXPECT_EQ(near, 0) << "rows around the change are seen";
  EXPECT_GT(m.classified->occupancy.seen_count(), 1200);
  EXPECT_LT(wrong, 5);
}

TEST(Measure, AnEmptySiteBesideTheMaskIsNotVacant) {
  Configuration c = square({"A", "vacancy"});
  c.rendering.heights = {1, 1};
  c.model.bulk = {"vacancy=0.3"};
  image::Image image = image::level(draw(c).image, c.image);
  const double reach = c.rendering.spacing / 2;
  const auto vacant_beside = [&](const image::Image& of, const Measurement& m) {
    int count = 0;
    for (const indexing::Site& site : m.sites->sites) {
      const bool whole = is_seen_around(of, site.predicted_x, site.predicted_y, reach - 0.5);
      count += indexing::is_vacant(site) && !whole ? 1 : 0;
    }
    return count;
  };
  const Measurement whole = measure_image(image, c, {});
  image.usable.assign(image.pixels.size(), 1);
  for (int row = 150; row < 260; ++row) {
    for (int column = 120; column < 300; ++column) image.usable[image.index(row, column)] = 0;
  }
  EXPECT_GT(vacant_beside(image, whole), 20) << "tests nothing";
  EXPECT_EQ(vacant_beside(image, measure_image(image, c, {})), 0);
}

}  // namespace
}  // namespace gibbsight::pipeline
