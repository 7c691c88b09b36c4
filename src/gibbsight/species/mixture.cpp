#include "gibbsight/species/mixture.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/random.hpp"

namespace gibbsight::species {
namespace {

constexpr double kOutlierShare = 1e-6;  // an atom counts as one beyond some 5.5 standard deviations
constexpr double kDeviationPrior = 4;   // observations that pull a deviation to the common one
constexpr double kDeviationRatio = 4;   // largest of a deviation to the common one, and smallest
constexpr int kShortRun = 20;           // steps from every start
constexpr int kFinalists = 3;           // of the starts, run to the end
constexpr int kLongRun = 500;           // steps at most from the best
constexpr double kConverged = 1e-9;     // change of log likelihood an observation
constexpr Eigen::Index kSample = 10'000;  // observations that show where the maxima are

double range_of(const Eigen::VectorXd& values) {
  return std::max(values.maxCoeff() - values.minCoeff(), 1e-12);
}

/// Quantiles at which to cut for a start: all increasing choices from a grid that holds rare ones.
std::vector<std::vector<double>> starting_cuts(int class_count) {
  constexpr std::array<double, 9> kGrid = {0.02, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.98};
  std::vector<std::vector<double>> result;
  for (unsigned chosen = 0; chosen < (1U << kGrid.size()); ++chosen) {
    std::vector<double> cuts;
    for (std::size_t i = 0; i < kGrid.size(); ++i) {
      if ((chosen >> i & 1U) != 0) cuts.push_back(kGrid[i]);
    }
    if (static_cast<int>(cuts.size()) == class_count - 1) result.push_back(std::move(cuts));
  }
  return result;
}

class Fitter {
 public:
  Fitter(const Eigen::VectorXd& values, const Eigen::MatrixXd& design, bool alike = false)
      : values_(values), design_(design), alike_(alike) {}

  /// A short run from every start.
  void try_starts(int class_count, Background background, const core::Execution& execution,
                  std::vector<Mixture>& tried) const {
    std::vector<double> sorted(values_.begin(), values_.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t first = tried.size();
    for (const auto& cuts : starting_cuts(class_count)) {
      tried.push_back(start(sorted, cuts, background));
    }
    core::parallel_for(tried.size() - first, execution,
                       [&](std::size_t i) { run(tried[first + i], kShortRun); });
  }

  /// The best after long runs from the most promising.
  Mixture best_of(std::vector<Mixture> tried, Maximum maximum,
                  const core::Execution& execution) const {
    const auto better = [maximum](const Mixture& l, const Mixture& r) {
      return maximum == Maximum::kClearest ? l.completed > r.completed
                                           : l.log_likelihood > r.log_likelihood;
    };
    std::stable_sort(tried.begin(), tried.end(), better);
    tried.resize(std::min<std::size_t>(tried.size(), kFinalists));
    core::parallel_for(tried.size(), execution, [&](std::size_t i) { run(tried[i], kLongRun); });
    return *std::min_element(tried.begin(), tried.end(), better);
  }

  void run(Mixture& mixture, int steps) const {
    double before = -std::numeric_limits<double>::infinity();
    Expectation expected;
    for (int step = 0; step < steps; ++step) {
      expected = expect(mixture);
      mixture.log_likelihood = expected.log_densities.sum();
      if (mixture.log_likelihood - before < kConverged * static_cast<double>(values_.size())) break;
      before = mixture.log_likelihood;
      update_classes(mixture, expected.shares);
      update_field(mixture, expected.shares);
    }
    mixture.completed = completed(expected);
  }

 private:
  /// Classes cut at the given quantiles of the sorted values.
  Mixture start(const std::vector<double>& sorted, const std::vector<double>& cuts,
                Background background) const {
    const double range = range_of(values_);
    Mixture mixture{.background = background,
                    .field = Eigen::VectorXd::Zero(design_.cols()),
                    .classes = {},
                    .outlier_density = kOutlierShare / range};
    std::size_t begin = 0;
    for (std::size_t k = 0; k <= cuts.size(); ++k) {
      const double cut = k < cuts.size() ? cuts[k] : 1.0;
      auto end = static_cast<std::size_t>(cut * static_cast<double>(sorted.size()));
      end = std::min(std::max(end, begin + 1), sorted.size());
      const double mean = std::accumulate(sorted.begin() + static_cast<std::ptrdiff_t>(begin),
                                          sorted.begin() + static_cast<std::ptrdiff_t>(end), 0.0) /
                          static_cast<double>(end - begin);
      const double share = static_cast<double>(end - begin) / static_cast<double>(sorted.size());
      mixture.classes.push_back(
          {mean, range / (4.0 * static_cast<double>(cuts.size() + 1)), share});
      begin = std::min(end, sorted.size() - 1);
    }
    return mixture;
  }

  double weight_of_field(const Mixture& mixture, std::size_t k) const {
    return mixture.background == Background::kAdditive ? 1.0 : mixture.classes[k].mean;
  }

  /// What the observations are, if the mixture is right.
  struct Expectation {
    Eigen::MatrixXd shares;         // one column a class
    Eigen::VectorXd log_densities;  // of every observation
  };

  Expectation expect(const Mixture& mixture) const {
    const auto count = static_cast<Eigen::Index>(mixture.classes.size());
    const Eigen::ArrayXd field = design_ * mixture.field;
    Expectation expected{Eigen::MatrixXd(values_.size(), count), {}};
    Eigen::ArrayXd total = Eigen::ArrayXd::Constant(values_.size(), mixture.outlier_density);
    for (Eigen::Index k = 0; k < count; ++k) {
      const NormalClass& c = mixture.classes[static_cast<std::size_t>(k)];
      const double w = weight_of_field(mixture, static_cast<std::size_t>(k));
      const auto z = (values_.array() - (c.mean + w * field)) / c.deviation;
      expected.shares.col(k) = c.weight * normal_density(0, c.deviation) * (z.square() / -2).exp();
      total += expected.shares.col(k).array();
    }
    expected.shares.array().colwise() /= total;
    expected.log_densities = total.log();
    return expected;
  }

  static double completed(const Expectation& expected) {
    const auto entropy = [](double share) { return share > 0 ? share * std::log(share) : 0.0; };
    return expected.log_densities.sum() + expected.shares.unaryExpr(entropy).sum();
  }

  void update_classes(Mixture& mixture, const Eigen::MatrixXd& shares) const {
    const Eigen::VectorXd field = design_ * mixture.field;
    const auto count = static_cast<Eigen::Index>(mixture.classes.size());
    const Eigen::VectorXd sizes = shares.colwise().sum().transpose().array() + 1e-9;
    Eigen::VectorXd squares(count);
    for (Eigen::Index k = 0; k < count; ++k) {
      NormalClass& c = mixture.classes[static_cast<std::size_t>(k)];
      const auto share = shares.col(k).array();
      Eigen::ArrayXd scale = Eigen::ArrayXd::Ones(values_.size());
      Eigen::ArrayXd offset = field.array();
      if (mixture.background == Background::kMultiplicative) {
        scale += field.array();
        offset.setZero();
      }
      c.mean = (share * scale * (values_.array() - offset)).sum() /
               ((share * scale * scale).sum() + 1e-9);
      squares[k] = (share * (values_.array() - offset - scale * c.mean).square()).sum();
      c.weight = sizes[k] / sizes.sum();
    }
    const double common = squares.sum() / sizes.sum() + 1e-18;
    for (Eigen::Index k = 0; k < count; ++k) {
      const double variance =
          (squares[k] + kDeviationPrior * common) / (sizes[k] + kDeviationPrior);
      const double limit = kDeviationRatio * kDeviationRatio;
      mixture.classes[static_cast<std::size_t>(k)].deviation =
          std::sqrt(alike_ ? common : std::clamp(variance, common / limit, common * limit));
    }
  }

  void update_field(Mixture& mixture, const Eigen::MatrixXd& shares) const {
    const Eigen::Index terms = design_.cols();
    if (terms == 0) return;
    Eigen::VectorXd weight = Eigen::VectorXd::Zero(values_.size());
    Eigen::VectorXd target = Eigen::VectorXd::Zero(values_.size());
    for (Eigen::Index k = 0; k < shares.cols(); ++k) {
      const NormalClass& c = mixture.classes[static_cast<std::size_t>(k)];
      const double w = weight_of_field(mixture, static_cast<std::size_t>(k));
      const double precision = 1 / (c.deviation * c.deviation);
      weight += shares.col(k) * (w * w * precision);
      target.array() += shares.col(k).array() * (w * precision) * (values_.array() - c.mean);
    }
    const Eigen::MatrixXd normal = design_.transpose() * weight.asDiagonal() * design_;
    mixture.field = normal.ldlt().solve(design_.transpose() * target);
  }

  const Eigen::VectorXd& values_;
  const Eigen::MatrixXd& design_;
  bool alike_;  // all deviations are the common one
};

/// One at random of each of as many equal parts: in a crystal every n-th atom may be of one kind.
std::vector<Eigen::Index> sample_of(Eigen::Index observations) {
  core::Generator generator = core::Stream(0).child("mixture").generator();
  const double part = static_cast<double>(observations) / static_cast<double>(kSample);
  std::vector<Eigen::Index> rows;
  for (Eigen::Index i = 0; i < kSample; ++i) {
    rows.push_back(
        static_cast<Eigen::Index>((static_cast<double>(i) + generator.uniform()) * part));
  }
  return rows;
}

void finish(Mixture& mixture, Eigen::Index observations) {
  std::sort(mixture.classes.begin(), mixture.classes.end(),
            [](const NormalClass& l, const NormalClass& r) { return l.mean < r.mean; });
  const double parameters = 3.0 * static_cast<double>(mixture.classes.size()) - 1 +
                            static_cast<double>(mixture.field.size());
  mixture.bayes_information =
      -2 * mixture.log_likelihood + parameters * std::log(static_cast<double>(observations));
}

}  // namespace

double normal_density(double z, double deviation) {
  return std::exp(-0.5 * z * z) / (deviation * std::sqrt(2 * std::numbers::pi));
}

double Mixture::class_mean(std::size_t k, double field_here) const {
  const double mean = classes[k].mean;
  return background == Background::kAdditive ? mean + field_here : mean * (1 + field_here);
}

Eigen::VectorXd Mixture::posterior(double value, double field_here) const {
  Eigen::VectorXd result(static_cast<Eigen::Index>(classes.size()) + 1);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const NormalClass& c = classes[k];
    const double z = (value - class_mean(k, field_here)) / c.deviation;
    result[static_cast<Eigen::Index>(k)] = c.weight * normal_density(z, c.deviation);
  }
  result[result.size() - 1] = outlier_density;
  return result / result.sum();
}

Eigen::MatrixXd Mixture::shares(const Eigen::VectorXd& values,
                                const Eigen::VectorXd& field_there) const {
  Eigen::MatrixXd result(values.size(), static_cast<Eigen::Index>(classes.size()));
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    result.row(i) = posterior(values[i], field_there[i]).head(result.cols()).transpose();
  }
  return result;
}

Mixture fit_mixture(const Eigen::VectorXd& values, const Eigen::MatrixXd& design, int class_count,
                    const core::Execution& execution, Maximum maximum) {
  std::vector<Background> backgrounds{Background::kAdditive};
  if (design.cols() > 0 && values.minCoeff() > 0) {
    backgrounds.push_back(Background::kMultiplicative);
  }
  const bool alike = maximum == Maximum::kAlike;
  const Fitter fitter(values, design, alike);
  std::vector<Mixture> tried;
  if (values.size() < 2 * kSample) {
    for (const Background background : backgrounds) {
      fitter.try_starts(class_count, background, execution, tried);
    }
  } else {  // a sample shows where the maxima are with each background
    const std::vector<Eigen::Index> some = sample_of(values.size());
    const Eigen::VectorXd some_values = values(some);
    const Eigen::MatrixXd some_design = design(some, Eigen::all);
    const Fitter coarse(some_values, some_design, alike);
    for (const Background background : backgrounds) {
      std::vector<Mixture> there;
      coarse.try_starts(class_count, background, execution, there);
      tried.push_back(coarse.best_of(std::move(there), maximum, execution));
      tried.back().outlier_density = kOutlierShare / range_of(values);
    }
  }
  Mixture best = fitter.best_of(std::move(tried), maximum, execution);
  if (alike) Fitter(values, design).run(best, kLongRun);
  finish(best, values.size());
  return best;
}

void improve(Mixture& mixture, const Eigen::VectorXd& values, const Eigen::MatrixXd& design) {
  Fitter(values, design).run(mixture, kLongRun);
  finish(mixture, values.size());
}

Eigen::VectorXd level(const Mixture& mixture, const Eigen::VectorXd& values,
                      const Eigen::MatrixXd& design) {
  const Eigen::ArrayXd field = (design * mixture.field).array();
  if (mixture.background == Background::kAdditive) return values.array() - field;
  return values.array() / (1 + field);
}

std::vector<double> separations(const Mixture& mixture) {
  std::vector<double> result;
  for (std::size_t k = 1; k < mixture.classes.size(); ++k) {
    const NormalClass& low = mixture.classes[k - 1];
    const NormalClass& high = mixture.classes[k];
    result.push_back((high.mean - low.mean) /
                     (std::hypot(low.deviation, high.deviation) / std::numbers::sqrt2));
  }
  return result;
}

}  // namespace gibbsight::species
