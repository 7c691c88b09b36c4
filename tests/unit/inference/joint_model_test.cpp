#include "gibbsight/inference/joint_model.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/inference/response_surface.hpp"
#include "loaded_die.hpp"

namespace gibbsight::inference {
namespace {

using Eigen::VectorXd;

std::shared_ptr<LoadedDie> die_of(int throws) {
  return std::make_shared<LoadedDie>(one_feature(), throws);
}

FitOptions many_twins() {
  FitOptions options;
  options.twins = 2048;
  return options;
}

// Two dice of one loading are worth one die thrown as often as both: the same standard error, to
// the 2 % that 2,048 twins give it.
TEST(JointModel, TwoPartsAreWorthTheirSum) {
  const VectorXd truth = VectorXd::Constant(1, 0.4);
  const auto small = die_of(400);
  const auto large = die_of(1200);
  const LoadedDie whole(one_feature(), 1600);
  const JointModel joint({{"a", small, 400, 1, 1}, {"b", large, 1200, 1, 1}});
  const VectorXd p = whole.probabilities(truth);
  const VectorXd both = joint.join({p, p});
  EXPECT_NEAR(both.sum(), 1, 1e-12);
  EXPECT_EQ(joint.parameter_names(), std::vector<std::string>{"pair1"});
  const Fit together = fit(both, joint, {truth}, unit_prior(1), many_twins(), core::Stream(1), {});
  const Fit alone = fit(p, whole, {truth}, unit_prior(1), many_twins(), core::Stream(2), {});
  const double error = alone.parameters[0].standard_error;
  EXPECT_NEAR(together.parameters[0].standard_error / error, 1, 0.07);
  EXPECT_NEAR(together.parameters[0].value, 0.4, 0.1 * error);
  EXPECT_NEAR(together.moments.values[0], 0.4, 0.1 * error);
}

// The second die was thrown at half the temperature: its loading is twice the joint one.
TEST(JointModel, KnownTemperaturesScaleTheEnergies) {
  const VectorXd truth = VectorXd::Constant(1, 0.2);
  const auto die = die_of(800);
  const JointModel joint({{"a", die, 800, 1, 1}, {"b", die, 800, 2, 1}});
  const VectorXd observed = joint.join({die->probabilities(truth), die->probabilities(2 * truth)});
  const Fit result =
      fit(observed, joint, {VectorXd::Zero(1)}, unit_prior(1), {}, core::Stream(1), {});
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.parameters[0].value, 0.2, 0.15 * result.parameters[0].standard_error);
}

// One shared parameter, one of each part's own.
TEST(JointModel, PartsKeepWhatIsTheirOwn) {
  const auto die = std::make_shared<LoadedDie>(two_features(), 3000);
  const JointModel joint({{"a", die, 3000, 1, 1}, {"b", die, 3000, 1, 1}});
  EXPECT_EQ(joint.parameter_names(), (std::vector<std::string>{"pair1", "pair2@a", "pair2@b"}));
  const Eigen::Vector2d a(0.3, 0.2);
  const Eigen::Vector2d b(0.3, -0.1);
  const VectorXd start = joint.join_starts({a, b});
  EXPECT_EQ(start, VectorXd(Eigen::Vector3d(0.3, 0.2, -0.1)));
  EXPECT_EQ(joint.parameters_of(1, start), VectorXd(b));
  const VectorXd observed = joint.join({die->probabilities(a), die->probabilities(b)});
  const Fit result =
      fit(observed, joint, {VectorXd::Zero(3)}, unit_prior(3), {}, core::Stream(1), {});
  ASSERT_TRUE(result.converged);
  for (int k = 0; k < 3; ++k) {
    EXPECT_NEAR(result.best[k], start[k], 0.3 * result.parameters[k].standard_error) << k;
  }
  const Fit part = part_of(result, die->probabilities(a).size(), die->probabilities(b));
  EXPECT_NEAR(part.simulation.mean.sum(), 1, 1e-12);
  EXPECT_LT((part.expected - die->probabilities(b)).norm(), 0.02);
  // Its own throws, not those of both. The variance of 256 twins is known to 4 %.
  EXPECT_NEAR(part.effective_motifs, 3000, 0.2 * 3000);
  EXPECT_GT(part.goodness.p_value, 0.05) << "exact probabilities are nearer than any twin";
}

// Through a quadratic surface of draws alone: the derivative that the die knows exactly.
TEST(ResponseSurface, FindsTheDerivatives) {
  const LoadedDie die(two_features(), 2000);
  const auto draw = [&](const Parameters& at, core::Generator& random) {
    return die.draw(at, random);
  };
  const VectorXd wide = VectorXd::Constant(2, 10);
  const ResponseSurface surface("die", {"pair1", "pair2"}, draw, VectorXd::Constant(2, 0.3), -wide,
                                wide);
  const Parameters at = Eigen::Vector2d(0.2, -0.1);
  const Request request{64, false};
  const auto found = surface.simulate(std::span(&at, 1), request, core::Stream(2), {}).front();
  const auto exact = die.simulate(std::span(&at, 1), request, core::Stream(2), {}).front();
  // 384 points of 2,000 throws: a probability is known to 0.001, a slope over 0.3 to 0.005.
  EXPECT_LT((found.mean - exact.mean).cwiseAbs().maxCoeff(), 0.004);
  EXPECT_LT((found.derivatives - exact.derivatives).cwiseAbs().maxCoeff(), 0.02);
  EXPECT_EQ(found.twins.cols(), 64);
}

TEST(ResponseSurface, SameBytesForAnyNumberOfThreads) {
  const LoadedDie die(one_feature(), 100);
  const ResponseSurface surface(
      "die", {"pair1"}, [&](const Parameters& at, core::Generator& r) { return die.draw(at, r); },
      VectorXd::Constant(1, 0.3), VectorXd::Constant(1, -9), VectorXd::Constant(1, 9));
  const Parameters at = VectorXd::Constant(1, 0.2);
  const auto run = [&](int threads) {
    return surface
        .simulate(std::span(&at, 1), {16, false}, core::Stream(2),
                  {.threads = threads, .progress = {}, .interrupted = {}})
        .front();
  };
  EXPECT_EQ(run(1).derivatives, run(3).derivatives);
  EXPECT_EQ(run(1).twins, run(3).twins);
}

}  // namespace
}  // namespace gibbsight::inference
