#include "gibbsight/pipeline/confirm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gibbsight::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Analysis explained(int made, int failed, const std::string& failure) {
  Calibration calibration;
  calibration.made = made;
  calibration.failed = failed;
  calibration.failure = failure;
  Analysis analysis;
  analysis.status = Status::ok;
  explain(calibration, analysis);
  return analysis;
}

TEST(ExplainCalibration, NoneAskedForOrEnoughSayNothing) {
  for (const auto& [made, failed] : {std::pair(0, 0), std::pair(20, 4), std::pair(24, 0)}) {
    const Analysis analysis = explained(made, failed, "no lattice");
    EXPECT_THAT(analysis.reasons, IsEmpty());
    EXPECT_EQ(analysis.status, Status::ok);
  }
}

TEST(ExplainCalibration, FewerThanTwentyTellTooLittle) {
  const Analysis analysis = explained(19, 0, "");
  EXPECT_THAT(analysis.reasons, ElementsAre(HasSubstr("only 19 images of the random mixture")));
  EXPECT_EQ(analysis.status, Status::uninformative);
}

TEST(ExplainCalibration, MostOfThemLostTellOnlyOfTheRest) {
  const Analysis analysis = explained(40, 60, "no lattice");
  EXPECT_THAT(analysis.reasons,
              ElementsAre(HasSubstr("60 of 100 images drawn of the random "
                                    "mixture could not be measured (no lattice)")));
  EXPECT_EQ(analysis.status, Status::uninformative);
}

/// An analysis of which pair1 is known within 0.1.
Analysis with_pair1() {
  Analysis analysis;
  analysis.status = Status::ok;
  analysis.fits.resize(1);
  analysis.fits[0].model = "pair1";
  analysis.fits[0].parameters.resize(1);
  analysis.fits[0].parameters[0].name = "pair1";
  analysis.fits[0].parameters[0].standard_error = 0.1;
  return analysis;
}

TEST(ExplainConfirmation, AMissOfTheBestFitIsNoticedByItsSize) {
  const std::vector<std::pair<Apparent, Status>> cases = {
      {{.mean = 0.04, .error = 0.001}, Status::ok},  // not noticeable
      {{.mean = 0.2, .error = 0.15}, Status::ok},    // by chance
      {{.mean = -0.07, .error = 0.01}, Status::ok},  // a warning
      {{.mean = 0.12, .error = 0.01}, Status::uninformative}};
  std::vector<std::size_t> warnings;
  for (const auto& [apparent, status] : cases) {
    Analysis analysis = with_pair1();
    Confirmation confirmation;
    confirmation.apparent = {apparent};
    explain(confirmation, analysis);
    EXPECT_EQ(analysis.status, status) << apparent.mean;
    EXPECT_EQ(analysis.reasons.size(), status == Status::ok ? 0U : 1U) << apparent.mean;
    warnings.push_back(analysis.warnings.size());
  }
  EXPECT_THAT(warnings, ElementsAre(0, 0, 1, 0));
}

TEST(ExplainLikeness, WarnsOfWhatCanClearlyBeToldApart) {
  Analysis analysis;
  explain(std::vector<Likeness>{{.name = "intensities", .distance = 0.09, .usual = 0.01},
                                {.name = "spectrum", .distance = 0.15, .usual = 0.1},
                                {.name = "positions", .distance = 0.25, .usual = 0.1}},
          analysis);
  EXPECT_THAT(analysis.warnings, ElementsAre(HasSubstr("by their positions")));
}

}  // namespace
}  // namespace gibbsight::pipeline
