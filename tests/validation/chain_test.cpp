// Images that the chain should refuse, or at least not take for more than they are.
#include <gtest/gtest.h>

#include <cstdio>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/random.hpp"
#include "gibbsight/image/write_image.hpp"
#include "gibbsight/pipeline/run.hpp"
#include "published.hpp"

namespace gibbsight::pipeline {
namespace {

Configuration two_species() {
  Configuration configuration;
  configuration.lattice.name = "triangular";
  configuration.lattice.species = {"X", "Y"};
  configuration.scan.points = 2;
  return configuration;
}

// Fails or refuses, with a reason that says where.
void expect_refused(const std::string& path, const std::string& reason) {
  Measurement measurement;
  try {
    measure(path, two_species(), {}, measurement);
    ADD_FAILURE() << path << " was taken for a crystal";
  } catch (const core::Error& error) {
    EXPECT_TRUE(error.exit_status() == 65 || error.exit_status() == 66) << error.exit_status();
    EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
  }
}

TEST(Chain, RefusesAnUnknownFormat) {
  const std::string path = validation::published("format_cdte.dm3");
  GIBBSIGHT_SKIP_WITHOUT(path);
  expect_refused(path, "DigitalMicrograph");
}

TEST(Chain, RefusesWhiteNoise) {
  image::Image noise;
  noise.rows = noise.columns = 512;
  noise.pixels.resize(512 * 512);
  core::Generator generator = core::Stream(1).generator();
  for (float& pixel : noise.pixels) pixel = static_cast<float>(generator.normal());
  const std::string path = ::testing::TempDir() + "gibbsight_white_noise.tif";
  image::write_tiff(path, noise);
  expect_refused(path, "no lattice in the image");
  std::filesystem::remove(path);
}

// Whatever comes out, it is not what was asked for, and that is said.
void expect_not_ok(const std::string& name, const std::vector<std::string>& models) {
  const std::string path = validation::published(name);
  GIBBSIGHT_SKIP_WITHOUT(path);
  Configuration configuration = two_species();
  configuration.fit.models = models;
  const Results results = run(path, configuration, {});
  EXPECT_TRUE(results.refusal || results.analysis->status != Status::ok);
  if (results.refusal) std::printf("%s: %s\n", name.c_str(), results.refusal->reason.c_str());
}

// Some hundred bright metals among three thousand, many of them in one region at the top: more than
// nearest neighbours alone explain. (With the second shell, an interaction strong enough to
// condense them is not contradicted.)
TEST(Chain, DoesNotExplainClustersByNearestNeighbours) {
  expect_not_ok("mowsse_haadf.png", {"pair1"});
}

// The brightest columns are all tungsten.
TEST(Chain, DoesNotMakeTwoSpeciesOfTungsten) {
  expect_not_ok("wsse_partial.tif", {"pair1", "pair1+pair2"});
}

// Tungsten shows on every cell, and so must the chalcogens, the dim ones of which the finder does
// not see: left out, their kind would look rare, and three kinds of columns like one.
TEST(Chain, MeasuresTheColumnsThatWereTooDimToFind) {
  const std::string path = validation::published("wsse_partial.tif");
  GIBBSIGHT_SKIP_WITHOUT(path);
  Configuration configuration;
  configuration.lattice.name = "honeycomb";
  configuration.lattice.species = {"X:SSe", "Se2"};
  configuration.lattice.sublattice = "darkest";
  Measurement measurement;
  measure(path, configuration, {}, measurement);
  int tungsten = 0;
  for (const indexing::Site& site : measurement.sites->sites) {
    tungsten += site.sublattice == 1 && site.atom != indexing::kNoAtom ? 1 : 0;
  }
  EXPECT_GT(tungsten, 850);
  EXPECT_GT(measurement.classified->occupancy.seen_count(), 0.95 * tungsten);
  // There are two modes; the third class would be some thirty odd ones.
  configuration.lattice.species = {"X:S2", "SSe", "Se2"};
  Measurement three;
  EXPECT_THROW(measure(path, configuration, {}, three), core::DataError);
}

// STEM has no tip; its probes have halos, and the crystals order, domains and distortions.
TEST(Chain, SeesNoDoubleTipWhereThereIsNoTip) {
  struct Example {
    const char* name;
    const char* lattice;
    std::vector<std::string> species;
    const char* sublattice;
  };
  const std::vector<Example> examples{
      {"mores2_re05.tiff", "triangular", {"Mo", "Re"}, "brightest"},
      {"mores2_re78.tiff", "triangular", {"Mo", "Re"}, "brightest"},
      {"mowsse_haadf.png", "honeycomb", {"M:Mo", "W", "X:S2", "SSe", "Se2"}, "brightest"},
      {"wsse_partial.tif", "honeycomb", {"X:SSe", "Se2"}, "darkest"},
  };
  for (const Example& example : examples) {
    const std::string path = validation::published(example.name);
    GIBBSIGHT_SKIP_WITHOUT(path);
    Configuration configuration;
    configuration.lattice.name = example.lattice;
    configuration.lattice.species = example.species;
    configuration.lattice.sublattice = example.sublattice;
    Measurement measurement;
    measure(path, configuration, {}, measurement);
    EXPECT_FALSE(measurement.double_tip) << example.name;
  }
}

}  // namespace
}  // namespace gibbsight::pipeline
