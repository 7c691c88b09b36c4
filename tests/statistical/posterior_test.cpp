// The posterior against quadrature, where the likelihood can be written down: independent periodic
// lattices of 4 x 4 sites, every configuration of which is enumerated.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "gibbsight/inference/fit.hpp"
#include "gibbsight/model/interactions.hpp"
#include "gibbsight/motifs/histogram.hpp"

namespace gibbsight {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kBoxes = 150;  // one observation

/// All configurations of two species at equal chemical potentials.
struct Enumeration {
  VectorXd unlike;     ///< pairs of each configuration
  MatrixXd histogram;  ///< orbits x configurations, probabilities

  VectorXd weights(double w) const {
    const VectorXd boltzmann = (-w * (unlike.array() - unlike.minCoeff())).exp();
    return boltzmann / boltzmann.sum();
  }
};

Enumeration enumerate() {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const auto motif = motifs::make_motif(lattice, 1);
  const auto interactions = model::make_interactions(lattice, "pair1");
  auto box = lattice::Occupancy::unseen(lattice, {0, 0, 4, 4});
  constexpr Index kConfigurations = 1 << 16;
  Enumeration all{VectorXd(kConfigurations),
                  MatrixXd(static_cast<Index>(motif.orbit_count()), kConfigurations)};
  for (Index c = 0; c < kConfigurations; ++c) {
    for (std::size_t site = 0; site < 16; ++site) {
      box.species[site] = static_cast<std::int8_t>((c >> site) & 1);
    }
    all.unlike[c] = count_clusters(interactions, box)[0];
    all.histogram.col(c) = count(box, motif, motifs::Boundary::periodic).probabilities();
  }
  return all;
}

/// Exact mean and derivatives; twins are drawn from the exact distribution.
class EnumeratedModel : public inference::ForwardModel {
 public:
  explicit EnumeratedModel(const Enumeration& all) : all_(all) {}
  std::string name() const override { return "pair1"; }
  std::vector<std::string> parameter_names() const override { return {"pair1"}; }

  /// The mean histogram of kBoxes boxes, and their unlike pairs together.
  std::pair<VectorXd, double> draw(const VectorXd& cumulative, core::Generator& random) const {
    VectorXd histogram = VectorXd::Zero(all_.histogram.rows());
    double unlike = 0;
    for (int i = 0; i < kBoxes; ++i) {
      const Index c = std::upper_bound(cumulative.begin(), cumulative.end(), random.uniform()) -
                      cumulative.begin();
      histogram += all_.histogram.col(c) / kBoxes;
      unlike += all_.unlike[c];
    }
    return {histogram, unlike};
  }

  VectorXd cumulative(double w) const {
    VectorXd sum = all_.weights(w);
    for (Index i = 1; i < sum.size(); ++i) sum[i] += sum[i - 1];
    return sum / sum[sum.size() - 1];
  }

  std::vector<inference::Simulation> simulate(std::span<const inference::Parameters> parameters,
                                              const inference::Request& request,
                                              const core::Stream& stream,
                                              const core::Execution&) const override {
    std::vector<inference::Simulation> simulations;
    for (const auto& at : parameters) {
      const VectorXd p = all_.weights(at[0]);
      inference::Simulation s;
      s.mean = all_.histogram * p;
      const double mean = p.dot(all_.unlike);
      s.derivatives = -(all_.histogram * p.cwiseProduct(all_.unlike.array().matrix() -
                                                        VectorXd::Constant(p.size(), mean)));
      s.twins.resize(s.mean.size(), static_cast<Index>(request.twins));
      const VectorXd sum = cumulative(at[0]);
      core::Generator random = stream.generator();
      for (Index b = 0; b < s.twins.cols(); ++b) s.twins.col(b) = draw(sum, random).first;
      simulations.push_back(s);
    }
    return simulations;
  }

 private:
  const Enumeration& all_;
};

struct Moments {
  double mean = 0;
  double deviation = 0;
};

/// exp(-w T - n ln Z(w)) times the prior, on a fine grid.
Moments quadrature(const Enumeration& all, double unlike, double prior_width) {
  constexpr int kPoints = 801;
  VectorXd degeneracy = VectorXd::Zero(33);  // of each number of unlike pairs
  for (const double t : all.unlike) degeneracy[static_cast<Index>(t)] += 1;
  const VectorXd numbers = VectorXd::LinSpaced(33, 0, 32);
  VectorXd log_density(kPoints);
  VectorXd grid = VectorXd::LinSpaced(kPoints, -1, 1.5);
  for (int i = 0; i < kPoints; ++i) {
    const double w = grid[i];
    const double log_z = std::log(degeneracy.dot((-w * numbers.array()).exp().matrix()));
    log_density[i] = -w * unlike - kBoxes * log_z - w * w / (2 * prior_width * prior_width);
  }
  const VectorXd p = (log_density.array() - log_density.maxCoeff()).exp();
  const double mean = p.dot(grid) / p.sum();
  return {mean, std::sqrt(p.dot((grid.array() - mean).square().matrix()) / p.sum())};
}

// The number of unlike pairs is sufficient, and the histogram holds it: the distance may lose a
// little by weighing orbits otherwise. 40 observations, w drawn from the prior.
TEST(Posterior, AgreesWithQuadratureOnA4x4Lattice) {
  const auto all = std::make_unique<Enumeration>(enumerate());
  const EnumeratedModel model(*all);
  constexpr double kPriorWidth = 0.2;
  const auto prior =
      inference::Prior::normal(VectorXd::Zero(1), VectorXd::Constant(1, kPriorWidth));
  constexpr int kSets = 40;
  double mean_off = 0;
  double squares = 0;
  double ratio = 0;
  for (std::uint64_t i = 0; i < kSets; ++i) {
    const core::Stream stream = core::Stream(17).child(i);
    core::Generator random = stream.child("truth").generator();
    const double truth = prior.draw(random)[0];
    const auto [histogram, unlike] = model.draw(model.cumulative(truth), random);
    const Moments exact = quadrature(*all, unlike, kPriorWidth);
    inference::FitOptions options;
    options.twins = 512;
    const auto fit = inference::fit(histogram, model, {VectorXd::Zero(1)}, prior, options,
                                    stream.child("fit"), {});
    ASSERT_TRUE(fit.converged);
    const double off = (fit.posterior.mean[0] - exact.mean) / exact.deviation;
    mean_off += off / kSets;
    squares += off * off / kSets;
    ratio += std::sqrt(fit.posterior.covariance(0, 0)) / exact.deviation / kSets;
  }
  std::printf("mean off by %.3f, scattered by %.3f of the exact deviation; width %.3f times it\n",
              mean_off, std::sqrt(squares), ratio);
  EXPECT_NEAR(mean_off, 0, 0.15);
  EXPECT_LT(std::sqrt(squares), 0.4);
  EXPECT_NEAR(ratio, 1.04, 0.06) << "a few per cent wider than the best there is";
}

}  // namespace
}  // namespace gibbsight
