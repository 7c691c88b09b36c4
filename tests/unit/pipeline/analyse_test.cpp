#include "gibbsight/pipeline/analyse.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/pipeline/simulate.hpp"

namespace gibbsight::pipeline {
namespace {

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
  const auto from_sites = analyse(sites, c, {}).fits[1].parameters[0];
  const auto from_histogram = analyse(bare, c, {}).fits[1].parameters[0];
  EXPECT_NEAR(from_sites.value, 0.4, 4 * from_sites.standard_error);
  EXPECT_NEAR(from_sites.value, from_histogram.value, from_sites.standard_error);
  EXPECT_NEAR(from_sites.standard_error / from_histogram.standard_error, 1, 0.35);
}

TEST(Analyse, TheRandomMixtureIsAlwaysFittedBeside) {
  Configuration c = quick();
  c.fit.models = {"pair1"};
  const Analysis analysis = analyse(make_square(c, 40), c, {});
  ASSERT_EQ(analysis.fits.size(), 2U);
  EXPECT_EQ(analysis.random_fit().model, "random");
  EXPECT_EQ(analysis.best_fit().model, "pair1");
  EXPECT_LT(analysis.random_fit().goodness.p_value, 0.05);
  EXPECT_EQ(analysis.status, Status::ok);
  ASSERT_TRUE(analysis.scan.has_value());
  EXPECT_EQ(analysis.scan->rows.size(), 5U);
}

TEST(Analyse, SwappedSpeciesNamesAreSaidAloud) {
  Configuration c = quick();
  const Subject subject = make_square(c, 60);
  c.model.bulk = {"Se=0.55"};
  const Analysis analysis = analyse(subject, c, {});
  EXPECT_EQ(analysis.status, Status::uninformative);
  ASSERT_FALSE(analysis.reasons.empty());
  EXPECT_NE(analysis.reasons.back().find("swapped"), std::string::npos);
}

TEST(Analyse, TooFewMotifsAndOneSpeciesAreRefused) {
  const Configuration c = quick();
  EXPECT_THROW(analyse(make_square(c, 7), c, {}), core::DataError);
  Subject subject = make_square(c, 20);
  std::fill(subject.occupancy.species.begin(), subject.occupancy.species.end(), std::int8_t{0});
  EXPECT_THROW(analyse(make_subject(subject.occupancy, subject.confusion, c), c, {}),
               core::DataError);
}

TEST(Analyse, ScanOverAParameterPassesThroughItsBest) {
  Configuration c = quick();
  c.scan.parameter = "pair1";
  c.scan.from = 0;
  c.scan.to = 0.8;
  const ScanCurve curve = fit_and_scan(make_square(c, 40), c, {});
  ASSERT_EQ(curve.rows.size(), 5U);
  EXPECT_EQ(curve.parameter, "pair1");
  EXPECT_LT(curve.rows[2].point.distance, curve.rows[0].point.distance);
  c.scan.parameter = "pair7";
  EXPECT_THROW(fit_and_scan(make_square(c, 40), c, {}), core::ConfigurationError);
}

}  // namespace
}  // namespace gibbsight::pipeline
