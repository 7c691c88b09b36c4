// Layers that leave most sites empty, from well ordered to islands, in images with much noise or
// little: what lies between the atoms is no atom, and the lattice no finer one than theirs.
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cstdio>

#include "drawn_layer.hpp"
#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/rendering/rendering.hpp"

namespace gibbsight::pipeline::testing {
namespace {

using indexing::Vector2;

/// Share of the places well inside that have none of the others where they are.
double share_alone(const std::vector<Vector2>& places, const std::vector<Vector2>& others) {
  const atoms::PointIndex index(others);
  int count = 0;
  int alone = 0;
  for (const Vector2& place : places) {
    if (!is_well_inside(place.x(), place.y())) continue;
    ++count;
    alone += index.has_within(place, kBelongs) ? 0 : 1;
  }
  return static_cast<double>(alone) / count;
}

std::vector<Vector2> adatoms(const Measurement& measured) {
  std::vector<Vector2> places;
  for (std::size_t i = 0; i < measured.sites->sites.size(); ++i) {
    const indexing::Site& site = measured.sites->sites[i];
    if (measured.classified->sites[i].species == 1) places.emplace_back(site.x, site.y);
  }
  return places;
}

TEST(Adatoms, AreFoundAndIndexedFromOrderToIslands) {
  std::uint64_t seed = 700;
  for (const char* lattice : {"square", "triangular"}) {
    for (const char* interaction : {"pair1=-0.8", "pair1=0", "pair1=0.6"}) {
      for (const double noise : {0.05, 0.12, 0.2}) {
        const Setting setting{.name = lattice,
                              .lattice = lattice,
                              .species = {"vacancy", "A"},
                              .heights = {0, 1},
                              .noise = noise,
                              .parameters = {interaction},
                              .bulk = {"A=0.22"}};
        const Configuration c = configure(setting);
        const auto truth = make_image(setting, ++seed);
        Measurement measured = find_in(truth, c);
        index_and_classify(c, {}, measured);
        std::vector<Vector2> drawn;
        for (const auto& atom : truth.atoms) drawn.emplace_back(atom.x, atom.y);
        const std::vector<Vector2> placed = adatoms(measured);
        const double missed = share_alone(drawn, placed);
        const double wrong = share_alone(placed, drawn);
        const double area = measured.sites->cell_px.determinant() /
                            (kSpacing * kSpacing * measured.sites->lattice.cell.determinant());
        std::printf("%s %s noise %.2f: %.4f missed, %.4f wrong, area of the cell %.3f\n", lattice,
                    interaction, noise, missed, wrong, area);
        EXPECT_LE(missed, 0.03) << lattice << ' ' << interaction << ' ' << noise;
        EXPECT_LE(wrong, 0.01) << lattice << ' ' << interaction << ' ' << noise;
        EXPECT_NEAR(area, 1, 0.05) << lattice << ' ' << interaction << ' ' << noise;
      }
    }
  }
}

}  // namespace
}  // namespace gibbsight::pipeline::testing
