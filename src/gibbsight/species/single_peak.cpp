#include "gibbsight/species/single_peak.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <opencv2/core/optim.hpp>
#include <vector>

namespace gibbsight::species {
namespace {

constexpr Eigen::Index kBins = 300;
constexpr double kReach = 6;  // deviations beyond the outer means; further out are outliers

const double kRootTwoPi = std::sqrt(2 * std::numbers::pi);

/// A histogram with real counts; in units of the larger deviation, around the mean.
struct Bins {
  Eigen::ArrayXd centres;
  Eigen::ArrayXd counts;
  double width = 0;
  double outlier_density = 0;

  double log_likelihood(const Eigen::ArrayXd& density) const {
    return (counts * (density + outlier_density + 1e-300).log()).sum();
  }
};

struct Pair {
  NormalClass low;
  NormalClass high;
  double mean = 0;
  double unit = 1;

  Pair(const NormalClass& l, const NormalClass& h) : low(l), high(h) {
    const double total = low.weight + high.weight;
    low.weight /= total;
    high.weight /= total;
    mean = low.weight * low.mean + high.weight * high.mean;
    unit =
        std::sqrt(low.weight * (low.deviation * low.deviation + std::pow(low.mean - mean, 2)) +
                  high.weight * (high.deviation * high.deviation + std::pow(high.mean - mean, 2)));
    for (NormalClass* c : {&low, &high}) {
      c->mean = (c->mean - mean) / unit;
      c->deviation /= unit;
    }
  }

  Eigen::ArrayXd density(const Eigen::ArrayXd& x) const {
    const auto normal = [&](const NormalClass& c) {
      return c.weight / (c.deviation * kRootTwoPi) *
             (((x - c.mean) / c.deviation).square() / -2).exp();
    };
    return normal(low) + normal(high);
  }
};

Bins empty_bins(const Pair& pair) {
  const double reach = kReach * std::max(pair.low.deviation, pair.high.deviation);
  const double first = pair.low.mean - reach;
  const double width = (pair.high.mean + reach - first) / kBins;
  return {Eigen::ArrayXd::LinSpaced(kBins, first + width / 2, first + (kBins - 0.5) * width),
          Eigen::ArrayXd::Zero(kBins), width};
}

/// The atoms by their probability to belong to either class.
Bins fill(const Pair& pair, const Mixture& mixture, std::size_t k,
          const Eigen::VectorXd& levelled) {
  Bins bins = empty_bins(pair);
  bins.outlier_density = mixture.outlier_density * pair.unit;
  for (const double value : levelled) {
    const double at = (value - pair.mean) / pair.unit;
    const double bin = std::floor((at - bins.centres[0]) / bins.width + 0.5);
    if (bin < 0 || bin >= kBins) continue;
    const Eigen::VectorXd shares = mixture.posterior(value, 0);
    const auto row = static_cast<Eigen::Index>(k);
    bins.counts[static_cast<Eigen::Index>(bin)] += shares[row] + shares[row + 1];
  }
  std::vector<Eigen::Index> filled;  // the others say nothing
  for (Eigen::Index i = 0; i < kBins; ++i) {
    if (bins.counts[i] > 0) filled.push_back(i);
  }
  bins.centres = Eigen::ArrayXd(bins.centres(filled));
  bins.counts = Eigen::ArrayXd(bins.counts(filled));
  return bins;
}

/// Minus the log likelihood of the sinh-arcsinh distribution, for the minimiser; parameters are
/// position, log scale, e and log d.
class SinhArcsinh : public cv::MinProblemSolver::Function {
 public:
  explicit SinhArcsinh(const Bins& bins) : bins_(bins) {}
  int getDims() const override { return 4; }
  double calc(const double* p) const override {
    constexpr double kFar = 300;  // where sinh overflows soon
    const double scale = std::exp(std::clamp(p[1], -kFar, kFar));
    const double d = std::exp(std::clamp(p[3], -kFar, kFar));
    const Eigen::ArrayXd u = (bins_.centres - p[0]) / scale;
    const Eigen::ArrayXd root = (1 + u.square()).sqrt();
    const Eigen::ArrayXd asinh = u.sign() * (u.abs() + root).log();
    const Eigen::ArrayXd power = (d * asinh - p[2]).min(kFar).max(-kFar).exp();
    const Eigen::ArrayXd sinh = (power - power.inverse()) / 2;
    const Eigen::ArrayXd cosh = (power + power.inverse()) / 2;
    const Eigen::ArrayXd density =
        d * cosh * (sinh.square() / -2).exp() / (scale * kRootTwoPi * root);
    const double minus = -bins_.log_likelihood(density);
    return std::isfinite(minus) ? minus : 1e300;
  }

 private:
  const Bins& bins_;
};

double best_single_peak(const Bins& bins) {
  const cv::Ptr<SinhArcsinh> problem = cv::makePtr<SinhArcsinh>(bins);
  const cv::TermCriteria enough(cv::TermCriteria::MAX_ITER + cv::TermCriteria::EPS, 2000, 1e-4);
  double best = std::numeric_limits<double>::infinity();
  for (const double skewness : {-0.4, 0.0, 0.4}) {
    const auto solver =
        cv::DownhillSolver::create(problem, cv::Mat1d(cv::Matx14d(0.3, 0.2, 0.2, 0.2)), enough);
    cv::Mat1d at(cv::Matx14d(0, 0, skewness, 0));
    best = std::min(best, solver->minimize(at));
  }
  return -best;
}

double evidence(const Pair& pair, const Bins& bins) {
  const double gained = bins.log_likelihood(pair.density(bins.centres)) - best_single_peak(bins);
  return 2 * (gained - 1);
}

}  // namespace

double evidence_for_two(const Mixture& mixture, std::size_t k, const Eigen::VectorXd& levelled) {
  const Pair pair(mixture.classes[k], mixture.classes[k + 1]);
  return evidence(pair, fill(pair, mixture, k, levelled));
}

double separation_needed(std::size_t atoms, double wanted_evidence) {
  constexpr double kStep = 0.1;
  constexpr double kMost = 20;
  double separation = 2;
  for (; separation < kMost; separation += kStep) {
    const Pair pair({0, 1, 0.5}, {separation, 1, 0.5});
    Bins bins = empty_bins(pair);
    bins.counts = pair.density(bins.centres);
    bins.counts *= static_cast<double>(atoms) / bins.counts.sum();
    if (evidence(pair, bins) >= wanted_evidence) break;
  }
  return separation;
}

}  // namespace gibbsight::species
