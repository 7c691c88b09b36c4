#include "gibbsight/pipeline/verdict.hpp"

#include <gtest/gtest.h>

#include "gibbsight/pipeline/simulate.hpp"

namespace gibbsight::pipeline {
namespace {

/// A mixture in which like atoms gather, analysed.
Results gathered() {
  Configuration c;
  c.lattice.species = {"Te", "Se"};
  c.model.bulk = {"Se=0.45"};
  c.model.parameters = {"pair1=0.4"};
  c.fit.models = {"pair1"};
  c.fit.twins = 64;
  c.scan.points = 2;
  const auto occupancy = simulate_occupancy(lattice::Window{0, 0, 40, 40}, c, {});
  Results results;
  results.analysis = analyse({make_subject(occupancy, microscope::Confusion::none(2), c)}, c, {});
  return results;
}

std::string all(const Results& results) { return core::join(verdict(results), "\n"); }

bool says(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

/// The best fit's only interaction.
inference::Estimate& interaction(Results& results) {
  return results.analysis->fits[results.analysis->best].parameters.front();
}

TEST(Verdict, SaysWhatTheInteractionDoesAndWhatWasAssumed) {
  Results results = gathered();
  interaction(results).value = 0.39712;
  interaction(results).standard_error = 0.0211;
  EXPECT_EQ(verdict(results).front(),
            "Like atoms gather: unlike nearest neighbours cost 0.397 ± 0.021 kT, assuming this "
            "layer froze in equilibrium.");
  interaction(results).value = -0.39712;
  interaction(results).low = -0.43;
  interaction(results).high = -0.36;
  EXPECT_EQ(verdict(results).front(),
            "Unlike atoms seek each other: unlike nearest neighbours gain 0.397 ± 0.021 kT, "
            "assuming this layer froze in equilibrium.");
  interaction(results).high = 0.1;
  EXPECT_TRUE(says(all(results), "no energy can be told from zero"));
}

TEST(Verdict, ClaimsNoSmallerPThanTheTwinsAllow) {
  Results results = gathered();
  EXPECT_TRUE(says(all(results), "A random mixture is excluded (p ≤ 0.02, the least that 64"))
      << all(results);
  EXPECT_TRUE(says(all(results), "The model pair1 is not contradicted by the image (p = "));
  results.analysis->fits[0].goodness.p_value = 0.4;
  EXPECT_TRUE(says(all(results), "A random mixture is not excluded (p = 0.40)."));
}

TEST(Verdict, WritesOddsWithTwoDigits) {
  Results results = gathered();
  auto& evidences = results.analysis->evidences;
  for (const auto& [odds, text] :
       {std::pair(640.4, "(odds 1:640)"), std::pair(9.24, "(odds 1:9.2)"),
        std::pair(2000.0, "(odds below 1:1000)")}) {
    evidences[0].probability = evidences[results.analysis->best].probability / odds;
    EXPECT_TRUE(says(all(results), text)) << all(results);
  }
}

/// The random mixture as the more probable of two candidates.
Results best_at_random(double random, double interacting) {
  Results results = gathered();
  results.analysis->best = 0;
  results.analysis->evidences[0].probability = random;
  results.analysis->evidences[1].probability = interacting;
  return results;
}

TEST(Verdict, RulesOutOnlyWhatTheOddsDecide) {
  Results results = best_at_random(0.5, 0.4);
  Analysis& analysis = *results.analysis;
  EXPECT_TRUE(says(all(results), "adding pair1 is not ruled out (odds 1:1.3)")) << all(results);
  analysis.evidences[1].probability = 0.1;
  EXPECT_TRUE(says(all(results), "adding pair1 is not supported (odds 1:5)")) << all(results);
  EXPECT_TRUE(says(all(results), "No candidate is more probable than the random mixture"));
  analysis.fits[0].goodness.p_value = 0.4;
  EXPECT_TRUE(says(all(results), "No interactions are needed"));
}

TEST(Verdict, AddsOnlyToTheSameSymmetry) {
  Results results = best_at_random(0.9, 0.05);
  Analysis& analysis = *results.analysis;
  analysis.fits[1].model = "pair1/p4m";
  EXPECT_TRUE(says(all(results), "adding pair1/p4m is not supported (odds 1:18)"));
  analysis.fits[0].model = "pair1";
  EXPECT_TRUE(says(all(results), "pair1/p4m is less probable (odds 1:18)")) << all(results);
}

TEST(Verdict, SaysWhyTheDataCannotTell) {
  Results results = gathered();
  results.analysis->status = Status::uninformative;
  results.analysis->reasons = {"the data cannot tell the random mixture from pair1"};
  EXPECT_EQ(verdict(results).front(), "The data cannot tell the random mixture from pair1.");
  results.analysis->reasons = {"pair1: undetermined"};
  EXPECT_EQ(verdict(results).front(),
            "The data cannot tell the interactions: pair1: undetermined.");
}

TEST(Verdict, SaysWhereTheChainStopped) {
  Results results;
  results.refusal = Refusal{"atoms", "no lattice in the image"};
  EXPECT_EQ(verdict(results),
            (std::vector<std::string>{"No interaction was measured: the chain stopped at atoms.",
                                      "No lattice in the image."}));
}

}  // namespace
}  // namespace gibbsight::pipeline
