// What 512 replicas of a large box with a large motif take: a program of its own, since the peak of
// a process never falls.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdio>

#include "gibbsight/sampler/sample.hpp"

namespace gibbsight::sampler {
namespace {

/// Most memory that the process has held, in MB of 10^6 bytes.
double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024e-6;  // Linux counts KiB
}

// The histograms of 512 replicas have 8,192 codes of eight bytes: 34 MB, of which a few are held at
// a time. One byte a code, replica and site, or one matrix a sample, would go far over.
TEST(Memory, Of512BoxesOf96By96WithThirteenSites) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const auto motif = motifs::make_motif(lattice, 3);
  ASSERT_EQ(motif.site_count(), 13U);
  SamplerOptions options;
  options.samples = 3;
  const double before = peak_megabytes();
  for (const Ensemble& ensemble : {Ensemble(Canonical{Eigen::Vector2d(0.6, 0.4)}),
                                   Ensemble(SemiGrand{Eigen::Vector2d(0, 0.2)})}) {
    const Samples samples =
        sample(model::make_interactions(lattice, "pair1+pair2"), Eigen::Vector2d(0.2, 0.1),
               ensemble, motif, {0, 0, 96, 96}, 512, options, core::Stream(6), {});
    EXPECT_NEAR(samples.averages.codes.sum(), 1, 1e-9);
    const double growth = peak_megabytes() - before;
    std::printf("peak grew by %.0f MB\n", growth);
    EXPECT_LT(growth, 200);
  }
}

}  // namespace
}  // namespace gibbsight::sampler
