// A generative model without an energy goes through the same fit.
#include "adsorption.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/inference/fit.hpp"
#include "gibbsight/inference/response_surface.hpp"
#include "gibbsight/motifs/histogram.hpp"

namespace gibbsight {
namespace {

using Eigen::VectorXd;

VectorXd one(double x) { return VectorXd::Constant(1, x); }

// With nearest neighbours excluded, random sequential adsorption on the square lattice jams at a
// coverage of 0.36413 (Evans 1993, doi:10.1103/RevModPhys.65.1281, section V). 20 lattices of
// 200 x 200: one varies by some 0.0008.
TEST(Adsorption, JamsAtThePublishedCoverage) {
  double coverage = 0;
  for (std::uint64_t i = 0; i < 20; ++i) {
    core::Generator random = core::Stream(3).child(i).generator();
    const auto surface = adsorption::deposit(0, 1, 200, random);
    coverage += static_cast<double>(surface.species_counts(0)[1]) / (200.0 * 200.0 * 20.0);
  }
  EXPECT_NEAR(coverage, 0.36413, 0.0008);
}

// 100 surfaces with k drawn from its prior, uniform in [0.1, 0.9]: intervals and p-values within
// the 99.9 % binomial bands.
TEST(Adsorption, IsRecoveredWithHonestErrors) {
  const auto lattice = lattice::make_lattice("square", {"vacancy", "atom"});
  const auto motif = motifs::make_motif(lattice, 1);
  const auto look = [&](const VectorXd& parameters, core::Generator& random) -> VectorXd {
    const auto surface = adsorption::deposit(parameters[0], 0.3, 32, random);
    return count(surface, motif, motifs::Boundary::periodic).counts;
  };
  const inference::ResponseSurface model("sticking", {"k"}, look, one(0.15), one(0), one(1));
  const inference::Prior prior{one(0.5), one(1e3), one(0.1), one(0.9)};
  constexpr std::size_t kSets = 100;
  std::vector<double> inside(kSets);
  std::vector<double> small(kSets);
  core::parallel_for(kSets, {}, [&](std::size_t i) {
    const core::Stream stream = core::Stream(5).child(i);
    core::Generator random = stream.child("truth").generator();
    const VectorXd truth = prior.draw(random);
    const VectorXd counts = look(truth, random);
    inference::FitOptions options;
    options.twins = 128;
    const core::Execution one_thread{.threads = 1, .progress = {}, .interrupted = {}};
    const auto fit = inference::fit(counts / counts.sum(), model, {one(0.5)}, prior, options,
                                    stream.child("fit"), one_thread);
    const auto& k = fit.parameters[0];
    inside[i] = k.low <= truth[0] && truth[0] <= k.high ? 1 : 0;
    small[i] = fit.goodness.p_value < 0.1 ? 1 : 0;
  });
  double covered = 0;
  double rejected = 0;
  for (std::size_t i = 0; i < kSets; ++i) {
    covered += inside[i] / kSets;
    rejected += small[i] / kSets;
  }
  std::printf("90 %% covers %.2f, P(p < .1) %.2f\n", covered, rejected);
  EXPECT_NEAR(covered, 0.9, 0.1);
  EXPECT_NEAR(rejected, 0.1, 0.1);
}

}  // namespace
}  // namespace gibbsight
