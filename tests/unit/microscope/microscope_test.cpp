#include "gibbsight/microscope/microscope.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::microscope {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

Confusion make_three() {
  Confusion confusion = Confusion::none(3);
  confusion.probability << 0.9, 0.08, 0.02, 0.05, 0.9, 0.05, 0.0, 0.1, 0.9;
  return confusion;
}

// Twins draw what the map says on average: 4,000 drawn windows of 10x10 sites against the map of
// the histogram they were drawn from. Motifs of one window share sites, so errors come from the
// spread of the windows; a multiple of their sum bounds the distance of all codes together.
TEST(Microscope, MeanOfDrawnTwinsIsTheMap) {
  const auto lattice = lattice::make_lattice("square", {"A", "B", "C"});
  const auto motif = motifs::make_motif(lattice, 1, "p1");
  auto truth = lattice::Occupancy::unseen(lattice, {0, 0, 10, 10});
  core::Generator random = core::Stream(2).generator();
  for (auto& s : truth.species) s = static_cast<std::int8_t>(random.below(3));
  const Confusion confusion = make_three();
  const VectorXd expected = observe_codes(motif, confusion, motifs::count(truth, motif).counts);
  constexpr int kTwins = 4000;
  VectorXd sum = VectorXd::Zero(expected.size());
  VectorXd squares = sum;
  for (int i = 0; i < kTwins; ++i) {
    auto twin = truth;
    observe_sites(confusion, twin.species, random);
    const VectorXd counts = motifs::count(twin, motif).counts;
    sum += counts / kTwins;
    squares += counts.cwiseAbs2() / kTwins;
  }
  const double expected_square = (squares - sum.cwiseAbs2()).sum() / kTwins;
  EXPECT_LT((sum - expected).squaredNorm(), 1.5 * expected_square);
  EXPECT_GT((motifs::count(truth, motif).counts - expected).squaredNorm(), 100 * expected_square)
      << "the confusion does something";
  EXPECT_NEAR(expected.sum(), 64, 1e-9) << "no motif is lost";
}

TEST(Microscope, MapOfOneSiteIsTheMatrix) {
  const auto motif = motifs::make_motif(lattice::make_lattice("square", {"A", "B", "C"}), 0, "p1");
  const MatrixXd map = observe_codes(motif, make_three(), MatrixXd::Identity(3, 3));
  EXPECT_NEAR((map - make_three().probability.transpose()).norm(), 0, 1e-12);
}

TEST(Microscope, UnseenStaysUnseen) {
  std::vector<std::int8_t> species(50, lattice::kUnseen);
  core::Generator random = core::Stream(2).generator();
  observe_sites(make_three(), species, random);
  EXPECT_EQ(species, std::vector<std::int8_t>(50, lattice::kUnseen));
}

// Dirichlet: variance p (1 - p) / (n + 1). 2,000 draws; five standard errors of the mean, and 15 %
// on the standard deviation (its error is 1.6 %).
TEST(Microscope, DrawnConfusionScattersLikeItsCounts) {
  Confusion confusion = Confusion::none(2);
  confusion.probability << 0.9, 0.1, 0.2, 0.8;
  confusion.atoms << 200, 0;
  core::Generator random = core::Stream(9).generator();
  double mean = 0;
  double squares = 0;
  constexpr int kDraws = 2000;
  for (int i = 0; i < kDraws; ++i) {
    const Confusion drawn = draw_confusion(confusion, random);
    EXPECT_NEAR(drawn.probability.row(0).sum(), 1, 1e-12);
    EXPECT_EQ(drawn.probability.row(1), confusion.probability.row(1)) << "known exactly";
    mean += drawn.probability(0, 1) / kDraws;
    squares += std::pow(drawn.probability(0, 1), 2) / kDraws;
  }
  const double deviation = std::sqrt(0.1 * 0.9 / 201);
  EXPECT_NEAR(mean, 0.1, 5 * deviation / std::sqrt(kDraws));
  EXPECT_NEAR(std::sqrt(squares - mean * mean), deviation, 0.15 * deviation);
}

TEST(Microscope, OnlyAStochasticMatrixIsTaken) {
  MicroscopeOptions options;
  EXPECT_TRUE(make_confusion(options, 2).is_none());
  options.confusion = {0.9, 0.1, 0.2, 0.8};
  EXPECT_EQ(make_confusion(options, 2).probability(1, 0), 0.2);
  EXPECT_THROW(make_confusion(options, 3), core::ConfigurationError);
  options.confusion = {0.9, 0.2, 0.2, 0.8};
  EXPECT_THROW(make_confusion(options, 2), core::ConfigurationError);
}

}  // namespace
}  // namespace gibbsight::microscope
