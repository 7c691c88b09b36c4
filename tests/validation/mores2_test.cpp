// The whole chain on the two published MoReS2 images (npj Comput. Mater. 7, 2021,
// 41524-021-00507-7).
#include <gtest/gtest.h>

#include <cstdio>

#include "gibbsight/pipeline/run.hpp"
#include "published.hpp"

namespace gibbsight::pipeline {
namespace {

Results run_published(const std::string& path) {
  Configuration configuration;
  configuration.lattice.name = "triangular";
  configuration.lattice.species = {"Mo", "Re"};
  configuration.scan.points = 2;
  configuration.fit.models = {"pair1"};  // what is looked at needs no more
  return run(path, configuration, {});
}

// What the requirement on indexing says: no slipped row, hardly a distorted edge.
void expect_sound_edges(const Results& results) {
  const indexing::Edges& edges = results.measurement->sites->quality.edges;
  std::printf("edges %d, over 35 %%: %d, over 60 %%: %d\n", edges.count, edges.over_35,
              edges.over_60);
  EXPECT_GT(edges.count, 1900);
  EXPECT_EQ(edges.over_60, 0);
  EXPECT_LE(edges.share_over_35(), 0.01);
}

void print_distance_to_random(const Results& results) {
  const inference::Fit& fit = results.analysis->random_fit();
  std::printf("Re %.4f, s^2 to the random mixture %.4f; random twins %.4f to %.4f\n",
              results.analysis->composition[1], fit.goodness.distance * fit.goodness.distance,
              fit.goodness.distance_low * fit.goodness.distance_low,
              fit.goodness.distance_high * fit.goodness.distance_high);
}

// Few Re: the published fraction is 0.0216 on a part of the field.
TEST(MoReS2, FewRe) {
  const std::string path = validation::published("mores2_re05.tiff");
  GIBBSIGHT_SKIP_WITHOUT(path);
  const Results results = run_published(path);
  ASSERT_FALSE(results.refusal) << results.refusal->reason;
  expect_sound_edges(results);
  EXPECT_NEAR(results.analysis->composition[1], 0.018, 0.005);
  print_distance_to_random(results);
}

// Much Re, on a lattice distorted to 1T'. The classes are split at the valley of the intensities.
TEST(MoReS2, MuchRe) {
  const std::string path = validation::published("mores2_re78.tiff");
  GIBBSIGHT_SKIP_WITHOUT(path);
  const Results results = run_published(path);
  ASSERT_FALSE(results.refusal) << results.refusal->reason;
  expect_sound_edges(results);
  EXPECT_NEAR(results.analysis->composition[1], 0.76, 0.02);
  print_distance_to_random(results);
}

}  // namespace
}  // namespace gibbsight::pipeline
