#include "gibbsight/pipeline/analyse.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/pipeline/simulate.hpp"
#include "gibbsight/pipeline/summary.hpp"
#include "gibbsight/pipeline/verdict.hpp"

namespace gibbsight::pipeline {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Value;

Configuration quick() {
  Configuration c;
  c.lattice.species = {"Te", "Se"};
  c.model.bulk = {"Se=0.45"};
  c.model.parameters = {"pair1=0.4"};
  c.fit.twins = 64;
  c.scan.points = 5;
  return c;
}

Subject make_square(const Configuration& c, int side) {
  const auto occupancy = simulate_occupancy(lattice::Window{0, 0, side, side}, c, {});
  return make_subject(occupancy, microscope::Confusion::none(2), c);
}

TEST(Analyse, ABareHistogramGivesTheAnswerOfItsSites) {
  const Configuration c = quick();
  const Subject sites = make_square(c, 40);
  const Subject bare = make_bare_subject(sites.motif, sites.histogram, c);
  const auto from_sites = analyse({sites}, c, {}).fits[1].parameters[0];
  const auto from_histogram = analyse({bare}, c, {}).fits[1].parameters[0];
  EXPECT_NEAR(from_sites.value, 0.4, 4 * from_sites.standard_error);
  EXPECT_NEAR(from_sites.value, from_histogram.value, from_sites.standard_error);
  EXPECT_NEAR(from_sites.standard_error / from_histogram.standard_error, 1, 0.35);
}

TEST(Analyse, TheRandomMixtureIsAlwaysFittedBeside) {
  Configuration c = quick();
  c.fit.models = {"pair1"};
  const Analysis analysis = analyse({make_square(c, 40)}, c, {});
  ASSERT_EQ(analysis.fits.size(), 2U);
  EXPECT_EQ(analysis.random_fit().model, "random");
  EXPECT_EQ(analysis.best_fit().model, "pair1");
  EXPECT_LT(analysis.random_fit().goodness.p_value, 0.05);
  EXPECT_EQ(analysis.status, Status::ok);
  ASSERT_TRUE(analysis.scan.has_value());
  EXPECT_EQ(analysis.scan->rows.size(), 5U);
}

// Two mixtures in one window: no interactions make a composition change from half to half.
TEST(Analyse, ALayerThatIsNotTheSameAllOverIsDoubted) {
  Configuration c = quick();
  c.model.bulk = {};
  c.model.parameters = {"pair1=0"};
  Subject subject = make_square(c, 48);
  core::Generator random = core::Stream(9).generator();
  for (int b = 0; b < 48; ++b)
    for (int a = 0; a < 48; ++a) {
      subject.occupancy.at(a, b, 0) = random.uniform() < (b < 24 ? 0.25 : 0.65) ? 1 : 0;
    }
  const auto uneven = make_subject(subject.occupancy, subject.confusion, c);
  const Analysis analysis = analyse({uneven}, c, {});
  EXPECT_EQ(analysis.status, Status::uninformative);
  EXPECT_NE(core::join(analysis.reasons, "; ").find("varies across the image"), std::string::npos);
}

// One interaction in both directions, read with directions told apart.
TEST(Analyse, AsksWhetherDirectionsDiffer) {
  Configuration c = quick();
  c.model.symmetry = "pmm";
  c.fit.models = {"pair1/p4m", "pair1"};
  c.fit.twins = 256;
  c.model.parameters = {"pair1[1,0]=0.4", "pair1[0,1]=0.4"};
  const Analysis same = analyse({make_square(c, 48)}, c, {});
  EXPECT_EQ(same.best_fit().model, "pair1/p4m");
  EXPECT_EQ(same.fits[1].parameters.size(), 1U);
  EXPECT_EQ(same.fits[2].parameters.size(), 2U);
  c.model.parameters = {"pair1[1,0]=0.2", "pair1[0,1]=0.6"};
  const Analysis different = analyse({make_square(c, 48)}, c, {});
  EXPECT_EQ(different.best_fit().model, "pair1");
}

TEST(Analyse, SwappedSpeciesNamesAreSaidAloud) {
  Configuration c = quick();
  const auto occupancy = make_square(c, 60).occupancy;
  c.model.bulk = {"Se=0.55"};
  const Subject subject = make_subject(occupancy, microscope::Confusion::none(2), c);
  const Analysis analysis = analyse({subject}, c, {});
  EXPECT_EQ(analysis.status, Status::uninformative);
  ASSERT_FALSE(analysis.reasons.empty());
  EXPECT_NE(analysis.reasons.back().find("swapped"), std::string::npos);
}

TEST(Analyse, ACompositionOffTheBulkIsWarnedOfBeforeItIsDoubted) {
  Configuration c = quick();
  const auto occupancy = make_square(c, 60).occupancy;
  const double seen = occupancy.fractions(0)[1];
  // Of so large a window the share scatters by 0.014.
  for (const auto& [off, warned] : {std::pair(0.02, false), std::pair(0.06, true)}) {
    c.model.bulk = {fmt::format("Se={:.3f}", seen + off)};
    const Subject subject = make_subject(occupancy, microscope::Confusion::none(2), c);
    const Analysis analysis = analyse({subject}, c, {});
    EXPECT_EQ(Value(analysis.warnings, Contains(HasSubstr("swapped species names"))), warned)
        << off;
    EXPECT_EQ(analysis.status, Status::ok) << off;
  }
}

TEST(Analyse, TooFewMotifsAndOneSpeciesAreRefused) {
  const Configuration c = quick();
  EXPECT_THROW(analyse({make_square(c, 7)}, c, {}), core::DataError);
  Subject subject = make_square(c, 20);
  std::fill(subject.occupancy.species.begin(), subject.occupancy.species.end(), std::int8_t{0});
  EXPECT_THROW(analyse({make_subject(subject.occupancy, subject.confusion, c)}, c, {}),
               core::DataError);
}

TEST(Analyse, ScanOverAParameterPassesThroughItsBest) {
  Configuration c = quick();
  c.scan.parameter = "pair1";
  c.scan.from = 0;
  c.scan.to = 0.8;
  const ScanCurve curve = fit_and_scan({make_square(c, 40)}, c, {});
  ASSERT_EQ(curve.rows.size(), 5U);
  EXPECT_EQ(curve.parameters.front(), "pair1");
  EXPECT_LT(curve.rows[2].point.distance, curve.rows[0].point.distance);
  c.scan.parameter = "pair7";
  EXPECT_THROW(fit_and_scan({make_square(c, 40)}, c, {}), core::ConfigurationError);
}

/// The columns [from, from + columns) of a window of sites.
Subject cut(const Subject& whole, int from, int columns, const std::string& label,
            const Configuration& c) {
  const auto& window = whole.occupancy.window;
  auto part = lattice::Occupancy::unseen(whole.motif.lattice, {0, 0, columns, window.rows});
  for (int b = 0; b < window.rows; ++b)
    for (int a = 0; a < columns; ++a) part.at(a, b, 0) = whole.occupancy.at(from + a, b, 0);
  Subject subject = make_subject(part, whole.confusion, c);
  subject.label = label;
  return subject;
}

// Two halves fitted together know what the whole knows, less the motifs across the cut: 2 columns
// of 58. The same atoms, so the values differ by a small part of their error.
TEST(Analyse, TwoHalvesOfAWindowAgreeWithTheWhole) {
  Configuration c = quick();
  c.fit.twins = 512;
  const Subject whole = make_square(c, 60);
  const Analysis alone = analyse({whole}, c, {});
  const Analysis joint =
      analyse({cut(whole, 0, 30, "left", c), cut(whole, 30, 30, "right", c)}, c, {});
  const auto& one = alone.fits[1].parameters[0];
  const auto& two = joint.fits[1].parameters[0];
  EXPECT_NEAR(two.value, one.value, 0.5 * one.standard_error);
  EXPECT_NEAR(two.standard_error / one.standard_error, 1, 0.15);
  EXPECT_EQ(joint.best_fit().model, alone.best_fit().model);
  EXPECT_GT(joint.fits[1].goodness.p_value, 0.01);
  const Analysis left = part_of(joint, 0);
  EXPECT_FALSE(left.is_joint());
  EXPECT_EQ(left.best_fit().parameters[0].value, joint.best_fit().parameters[0].value);
  EXPECT_NEAR(left.best_fit().expected.sum(), 1, 1e-12);
  EXPECT_GT(left.best_fit().goodness.p_value, 0.01);
  ASSERT_FALSE(left.predictions.empty());
  EXPECT_EQ(left.predictions[0].name, "short_range_order1");
}

/// A window of a crystal that froze in at a temperature; pair1 in k_B times 500 K.
Subject frozen(const std::string& label, double pair1, double temperature, std::uint64_t seed) {
  Configuration c = quick();
  c.sampler.seed = seed;
  c.model.parameters = {fmt::format("pair1={}", pair1 * 500 / temperature)};
  c.model.temperature = temperature;
  Subject subject = make_square(c, 80);
  subject.label = label;
  return subject;
}

// The same energies at 500 K and at 800 K: only who knows the temperatures finds them. Taken for as
// cold as the first, the second says 0.25 and the mean is some 0.33, with errors of about 0.014.
TEST(Analyse, OneEnergyFrozenInAtTwoTemperatures) {
  constexpr double kPair1 = 0.4;
  Configuration c = quick();
  c.fit.level = 0.99;  // one right answer in a hundred would be outside
  std::vector<Subject> subjects{frozen("cold", kPair1, 500, 1), frozen("hot", kPair1, 800, 2)};
  const Analysis joint = analyse(subjects, c, {});
  const auto& known = joint.fits[1].parameters[0];
  EXPECT_EQ(joint.temperature, 500);
  EXPECT_LT(known.low, kPair1);
  EXPECT_GT(known.high, kPair1);
  EXPECT_GT(joint.fits[1].goodness.p_value, 0.05);
  subjects[1].temperature = 500;
  const Analysis pretended = analyse(subjects, c, {});
  const auto& wrong = pretended.fits[1].parameters[0];
  EXPECT_LT(wrong.value, kPair1 - 3 * wrong.standard_error);
  EXPECT_GT(pretended.fits[1].goodness.distance, joint.fits[1].goodness.distance);
}

// Every number in units of k_B T has a twin in meV, and a part says the same as the whole.
TEST(Analyse, PartsKeepTheUnitsOfTheWhole) {
  const Configuration c = quick();
  Results whole;
  whole.analysis = analyse({frozen("cold", 0.4, 500, 1), frozen("hot", 0.4, 800, 2)}, c, {});
  Results hot;
  hot.analysis = part_of(*whole.analysis, 1);
  for (const Results& results : {whole, hot}) {
    const io::FitFile file = summarise(results, c);
    EXPECT_EQ(file.temperature, 500);
    const auto& parameters = file.models[1].parameters;
    ASSERT_EQ(parameters.size(), 2U);
    EXPECT_EQ(parameters[0].value, whole.analysis->fits[1].parameters[0].value);
    EXPECT_EQ(parameters[1].unit, "meV");
    EXPECT_NEAR(parameters[1].value, parameters[0].value * 500 * 8.617333262e-2, 1e-12);
    EXPECT_NE(energy_note(results, c).find("hot froze in at 800 K"), std::string::npos);
  }
}

TEST(Analyse, ATemperatureForSomeImagesOnlyIsRefused) {
  const Configuration c = quick();
  const Subject whole = make_square(c, 40);
  std::vector<Subject> halves{cut(whole, 0, 20, "left", c), cut(whole, 20, 20, "right", c)};
  halves[1].temperature = 600;
  EXPECT_THROW(analyse(halves, c, {}), core::ConfigurationError);
}

TEST(Analyse, ScansAGridOfTwoParameters) {
  Configuration c = quick();
  c.fit.models = {"pair1+pair2"};
  c.scan.parameter = "pair1";
  c.scan.from = 0;
  c.scan.to = 0.6;
  c.scan.points = 3;
  c.scan.second = "pair2";
  c.scan.second_from = -0.3;
  c.scan.second_to = 0.3;
  c.scan.second_points = 3;
  const ScanCurve grid = fit_and_scan({make_square(c, 40)}, c, {});
  EXPECT_EQ(grid.parameters, (std::vector<std::string>{"pair1", "pair2"}));
  ASSERT_EQ(grid.rows.size(), 9U);
  EXPECT_EQ(grid.rows[5].at, (std::vector<double>{0.3, 0.3}));
  const auto nearest =
      std::min_element(grid.rows.begin(), grid.rows.end(), [](const auto& left, const auto& right) {
        return left.point.distance < right.point.distance;
      });
  EXPECT_EQ(nearest->at[1], 0) << "pair2 was 0";
  c.scan.second = "pair1";
  EXPECT_THROW(fit_and_scan({make_square(c, 40)}, c, {}), core::ConfigurationError);
}

}  // namespace
}  // namespace gibbsight::pipeline
