// Known interactions back from synthetic images: the demo's image at three noise levels, five
// seeds.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <map>

#include "gibbsight/image/levelling.hpp"
#include "gibbsight/pipeline/examples.hpp"
#include "gibbsight/pipeline/measure.hpp"
#include "gibbsight/pipeline/run.hpp"
#include "gibbsight/pipeline/simulate.hpp"

namespace gibbsight::pipeline {
namespace {

struct Truth {
  rendering::Rendering rendering;
  double w = 0;
};

Truth make_truth(Configuration configuration, double noise, std::uint64_t seed) {
  configuration.rendering.noise = noise;
  configuration.sampler.seed = seed;
  const auto lattice = make_lattice(configuration.lattice);
  const auto window = rendering::window_for(configuration.rendering, lattice);
  const auto occupancy = simulate_occupancy(window, configuration, {});
  const auto stream = core::Stream(seed).child("rendering");
  return {rendering::render(occupancy, configuration.rendering, stream), 0.4};
}

struct Score {
  std::size_t atoms = 0;       // inside the field, a spacing away from its border
  std::size_t right_site = 0;  // found within a third of the spacing, and on the right site
  std::size_t right_species = 0;
};

/// Matches by position. Indices may differ from the truth's by one translation of the whole
/// lattice.
Score score(const Truth& truth, const Measurement& measured, double spacing) {
  struct Match {
    const rendering::RenderedAtom* atom;
    const indexing::Site* site;
    std::size_t row;
  };
  std::vector<Match> matches;
  std::map<std::pair<int, int>, std::size_t> shifts;
  Score result;
  for (const auto& atom : truth.rendering.atoms) {
    const auto& image = truth.rendering.image;
    if (atom.x < spacing || atom.y < spacing || atom.x > image.columns - 1 - spacing ||
        atom.y > image.rows - 1 - spacing) {
      continue;
    }
    ++result.atoms;
    const auto& sites = measured.sites->sites;
    for (std::size_t i = 0; i < sites.size(); ++i) {
      if (sites[i].atom == indexing::kNoAtom) continue;
      if (std::hypot(sites[i].x - atom.x, sites[i].y - atom.y) > spacing / 3) continue;
      matches.push_back({&atom, &sites[i], i});
      ++shifts[{sites[i].a - atom.a, sites[i].b - atom.b}];
      break;
    }
  }
  const auto common =
      std::max_element(shifts.begin(), shifts.end(),
                       [](const auto& l, const auto& r) { return l.second < r.second; });
  for (const Match& m : matches) {
    if (m.site->a - m.atom->a != common->first.first ||
        m.site->b - m.atom->b != common->first.second)
      continue;
    ++result.right_site;
    if (measured.classified->sites[m.row].species == m.atom->species) ++result.right_species;
  }
  return result;
}

TEST(Images, GiveBackAtomsSitesSpeciesAndInteraction) {
  Configuration configuration = example_configuration("fesete");
  configuration.fit.twins = 128;
  configuration.scan.points = 2;
  for (const double noise : {0.05, 0.1, 0.2}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const Truth truth = make_truth(configuration, noise, seed);
      Measurement measured;
      measured.image = image::level(truth.rendering.image, configuration.image);
      measured.atoms = find_atoms(*measured.image, configuration.atoms, {});
      index_and_classify(configuration, {}, measured);
      const Score s = score(truth, measured, configuration.rendering.spacing);
      const double found = static_cast<double>(s.right_site) / static_cast<double>(s.atoms);
      const double species =
          static_cast<double>(s.right_species) / static_cast<double>(s.right_site);
      Configuration fitting = configuration;
      fitting.sampler.seed = 100 + seed;  // not the numbers that made the image
      const Subject subject =
          make_subject(measured.classified->occupancy,
                       confusion_of(*measured.table, measured.sites->lattice), fitting);
      const Analysis analysis = analyse({subject}, fitting, {});
      const inference::Estimate& w = analysis.fits[1].parameters[0];
      std::printf(
          "noise %.2f seed %d  atoms %zu  right site %.4f  right species %.4f  w %.3f +- %.3f  "
          "(%.1f)  p %.2f\n",
          noise, static_cast<int>(seed), s.atoms, found, species, w.value, w.standard_error,
          (w.value - truth.w) / w.standard_error, analysis.fits[1].goodness.p_value);
      EXPECT_GT(found, 0.98) << "noise " << noise << " seed " << seed;
      if (noise == 0.05) {
        EXPECT_GT(species, 0.98) << "seed " << seed;
      }
      EXPECT_LT(std::abs(w.value - truth.w), 3 * w.standard_error)
          << "noise " << noise << " seed " << seed;
      EXPECT_EQ(analysis.best_fit().model, "pair1");
    }
  }
}

}  // namespace
}  // namespace gibbsight::pipeline
