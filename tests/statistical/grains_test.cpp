// Two grains in one image, from pixels to sites: drift, creep and noise included.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <utility>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/image/levelling.hpp"
#include "gibbsight/lattice/symmetry.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/pipeline/simulate.hpp"

namespace gibbsight::pipeline {
namespace {

using indexing::Vector2;

/// An atom as it was drawn.
struct Drawn {
  int grain = 0;
  Vector2 ideal{0, 0};  // in units of a
};

struct Bicrystal {
  image::Image image;
  std::vector<Vector2> places;
  std::vector<Drawn> atoms;
};

bool is_in_second(double x, double y) { return x > 256 + 40 * std::sin(y / 60); }

Bicrystal draw_grains(Configuration configuration, double turned) {
  const auto lattice = make_lattice(configuration.lattice);
  Bicrystal result;
  for (const int grain : {0, 1}) {
    auto& options = configuration.rendering;
    options.rotation = 17 + grain * turned;
    configuration.sampler.seed = 1 + static_cast<std::uint64_t>(grain);
    const auto occupancy =
        simulate_occupancy(rendering::window_for(options, lattice), configuration, {});
    const auto stream = core::Stream(configuration.sampler.seed).child("rendering");
    const auto drawn = rendering::render(occupancy, options, stream);
    if (grain == 0) result.image = drawn.image;
    for (int y = 0; y < options.rows; ++y) {
      for (int x = 0; x < options.columns; ++x) {
        const auto pixel = static_cast<std::size_t>(y * options.columns + x);
        if (is_in_second(x, y)) result.image.pixels[pixel] = drawn.image.pixels[pixel];
      }
    }
    for (const auto& atom : drawn.atoms) {
      if (is_in_second(atom.x, atom.y) != (grain == 1)) continue;
      result.places.emplace_back(atom.x, atom.y);
      result.atoms.push_back({grain, lattice.cell * Vector2(atom.a, atom.b)});
    }
  }
  return result;
}

/// Pairs of one grain that are neighbours by their indices but not in truth, and all pairs.
std::pair<int, int> count_wrong(const indexing::Sites& sites, const Bicrystal& truth) {
  std::map<std::pair<int, int>, const Drawn*> at;
  const atoms::PointIndex places(truth.places);
  for (const auto& site : sites.sites) {
    if (site.atom == indexing::kNoAtom) continue;
    const auto hit = places.nearest({site.x, site.y});
    if (hit.distance > 4) continue;
    at[{site.a, site.b}] = &truth.atoms[static_cast<std::size_t>(hit.point)];
  }
  const auto shells = lattice::shells_around(sites.lattice, 0, 1);
  int wrong = 0;
  int all = 0;
  for (const auto& [cell, from] : at) {
    for (const auto& step : shells.front()) {
      const auto to = at.find({cell.first + step.a, cell.second + step.b});
      if (to == at.end() || to->first < cell || to->second->grain != from->grain) continue;
      ++all;
      wrong += std::abs((to->second->ideal - from->ideal).norm() - 1) > 0.05 ? 1 : 0;
    }
  }
  return {wrong, all};
}

TEST(Grains, AreToldApartInOneImage) {
  for (const std::string name : {"square", "triangular"}) {
    Configuration configuration;
    configuration.lattice.name = name;
    configuration.lattice.species = {"A", "B"};
    configuration.model.bulk = {"B=0.4"};
    configuration.model.parameters = {"pair1=0"};
    configuration.rendering.columns = configuration.rendering.rows = 512;
    configuration.rendering.spacing = 12;
    configuration.rendering.noise = 0.1;
    configuration.rendering.creep = {1, -1};
    for (const double turned : {3., 8., 20.}) {
      const Bicrystal truth = draw_grains(configuration, turned);
      const Measurement measured =
          measure_image(image::level(truth.image, configuration.image), configuration, {});
      const auto& sites = *measured.sites;
      EXPECT_EQ(sites.domains.size(), 2) << name << " " << turned;
      EXPECT_GT(sites.quality.placed, 0.95 * static_cast<double>(truth.atoms.size()))
          << name << " " << turned;
      const auto [wrong, all] = count_wrong(sites, truth);
      EXPECT_LE(wrong, 2) << name << " " << turned << ", of " << all;
      EXPECT_GT(all, 3000) << name << " " << turned;
    }
  }
}

}  // namespace
}  // namespace gibbsight::pipeline
