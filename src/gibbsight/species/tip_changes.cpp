#include "gibbsight/species/tip_changes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gibbsight/core/samples.hpp"
#include "gibbsight/species/mixture.hpp"

namespace gibbsight::species {
namespace {

constexpr double kWindow = 6;        // on either side, spacings
constexpr std::size_t kFewest = 40;  // atoms in a window
constexpr int kEnough = 3000;        // atoms to ask
constexpr double kUnlike = 3;        // Kolmogorov's statistic: chance exceeds it once in 30 million
constexpr std::size_t kTried = 2;    // of the most unlike places
constexpr std::size_t kMost = 4;     // changes in an image
constexpr double kEvidence = 30;     // difference of the Bayes information
constexpr double kOverRows = 2;      // times as much as along the rows
constexpr double kSmallestStep = 1;  // standard deviations of a class

enum Axis { kX, kY };

/// Every n-th atom, in the order of one coordinate.
Observations thinned(const Observations& atoms, Axis axis) {
  std::vector<Eigen::Index> order(atoms.places.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index l, Eigen::Index r) {
    return atoms.places[static_cast<std::size_t>(l)][axis] <
           atoms.places[static_cast<std::size_t>(r)][axis];
  });
  const std::size_t every = order.size() / kEnough + 1;
  std::vector<Eigen::Index> kept;
  for (std::size_t i = 0; i < order.size(); i += every) kept.push_back(order[i]);
  Observations some{{}, atoms.values(kept), atoms.design(kept, Eigen::all)};
  for (const Eigen::Index i : kept)
    some.places.push_back(atoms.places[static_cast<std::size_t>(i)]);
  return some;
}

/// Kolmogorov's and Smirnov's statistic, sqrt(n m / (n + m)) times the largest difference of two
/// distribution functions.
double unlikeness(std::vector<double> first, std::vector<double> second) {
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  const auto n = static_cast<double>(first.size());
  const auto m = static_cast<double>(second.size());
  return core::largest_gap(first, second) * std::sqrt(n * m / (n + m));
}

struct Place {
  double at = 0;
  double unlikeness = 0;
};

/// Values of the atoms with `low` <= coordinate < `high`; atoms are in its order.
std::vector<double> values_between(const Observations& atoms, Axis axis, double low, double high) {
  const auto before = [axis](const indexing::Vector2& place, double at) {
    return place[axis] < at;
  };
  const auto begin = atoms.places.begin();
  const auto first = std::lower_bound(begin, atoms.places.end(), low, before) - begin;
  const auto last = std::lower_bound(begin, atoms.places.end(), high, before) - begin;
  return {atoms.values.begin() + first, atoms.values.begin() + last};
}

/// The places where the atoms before and after are least alike, the worst first, apart from each
/// other and from what is known.
std::vector<Place> suspects(const Observations& atoms, Axis axis, double spacing,
                            const std::vector<double>& known) {
  const double window = kWindow * spacing;
  std::vector<Place> all;
  const double end = atoms.places.back()[axis] - window;
  for (double at = atoms.places.front()[axis] + window; at < end; at += spacing / 2) {
    const auto before = values_between(atoms, axis, at - window, at);
    const auto after = values_between(atoms, axis, at, at + window);
    if (std::min(before.size(), after.size()) < kFewest) continue;
    all.push_back({at, unlikeness(before, after)});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Place& l, const Place& r) { return l.unlikeness > r.unlikeness; });
  std::vector<double> near = known;
  std::vector<Place> kept;
  for (const Place& place : all) {
    const bool is_apart = std::all_of(near.begin(), near.end(), [&](double other) {
      return std::abs(place.at - other) >= window;
    });
    if (!is_apart || place.unlikeness <= kUnlike || kept.size() == kTried) continue;
    kept.push_back(place);
    near.push_back(place.at);
  }
  return kept;
}

Eigen::VectorXd step_at(double at, Axis axis, const std::vector<indexing::Vector2>& places) {
  Eigen::VectorXd step(static_cast<Eigen::Index>(places.size()));
  for (Eigen::Index i = 0; i < step.size(); ++i) {
    step[i] = places[static_cast<std::size_t>(i)][axis] < at ? 0 : 1;
  }
  return step.array() - step.mean();
}

Eigen::MatrixXd with_column(const Eigen::MatrixXd& design, const Eigen::VectorXd& column) {
  Eigen::MatrixXd wider(column.size(), design.cols() + 1);
  wider << design, column;
  return wider;
}

/// By how much the last term of the background moves the classes, in their standard deviations.
double last_step(const Mixture& mixture) {
  double move = 0;
  double variance = 0;
  for (const NormalClass& c : mixture.classes) {
    move += c.weight * (mixture.background == Background::kAdditive ? 1 : c.mean);
    variance += c.weight * c.deviation * c.deviation;
  }
  return std::abs(move * mixture.field[mixture.field.size() - 1]) / std::sqrt(variance);
}

/// Log likelihood of atoms under the classes of a mixture, in shares of their own.
double log_likelihood(const Mixture& mixture, const Eigen::VectorXd& values,
                      const Eigen::VectorXd& field) {
  constexpr int kRounds = 30;
  const auto count = static_cast<Eigen::Index>(mixture.classes.size());
  Eigen::ArrayXXd density(values.size(), count);
  for (Eigen::Index k = 0; k < count; ++k) {
    const auto at = static_cast<std::size_t>(k);
    const double deviation = mixture.classes[at].deviation;
    for (Eigen::Index i = 0; i < values.size(); ++i) {
      const double z = (values[i] - mixture.class_mean(at, field[i])) / deviation;
      density(i, k) = normal_density(z, deviation);
    }
  }
  Eigen::ArrayXd shares = Eigen::ArrayXd::Constant(count, double{1} / static_cast<double>(count));
  Eigen::ArrayXd total;
  for (int round = 0; round < kRounds; ++round) {
    total = (density.matrix() * shares.matrix()).array() + mixture.outlier_density;
    shares *= (density.colwise() / total).colwise().mean().transpose();
  }
  return total.log().sum();
}

/// The same with different shares before and after a place, so that a wall between domains is no
/// reason for a step.
double log_likelihood_by_sides(const Mixture& mixture, const Observations& atoms,
                               const Eigen::MatrixXd& design, const Eigen::VectorXd& step) {
  std::vector<Eigen::Index> sides[2];
  for (Eigen::Index i = 0; i < step.size(); ++i) sides[step[i] > 0 ? 1 : 0].push_back(i);
  const Eigen::VectorXd field = design * mixture.field;
  double sum = 0;
  for (const auto& side : sides) sum += log_likelihood(mixture, atoms.values(side), field(side));
  return sum;
}

struct Step {
  double at = 0;
  double evidence = 0;
  double size = 0;
};

/// The step along an axis that explains most.
Step best_step(const Observations& all, Axis axis, int class_count, double spacing,
               const std::vector<double>& known, const core::Execution& execution) {
  const Observations atoms = thinned(all, axis);
  const std::vector<Place> places = suspects(atoms, axis, spacing, known);
  if (places.empty()) return {};
  const Mixture without = fit_mixture(atoms.values, atoms.design, class_count, execution);
  Step best;
  for (const Place& place : places) {
    const Eigen::VectorXd step = step_at(place.at, axis, atoms.places);
    const Eigen::MatrixXd design = with_column(atoms.design, step);
    const Mixture mixture = fit_mixture(atoms.values, design, class_count, execution);
    const double evidence = 2 * (log_likelihood_by_sides(mixture, atoms, design, step) -
                                 log_likelihood_by_sides(without, atoms, atoms.design, step)) -
                            std::log(static_cast<double>(step.size()));
    if (evidence > best.evidence) best = {place.at, evidence, last_step(mixture)};
  }
  return best;
}

}  // namespace

std::vector<double> find_tip_changes(const Observations& atoms, int class_count, double spacing,
                                     const core::Execution& execution) {
  std::vector<double> changes;
  Observations known = atoms;
  while (changes.size() < kMost) {
    const Step down = best_step(known, kY, class_count, spacing, changes, execution);
    if (down.evidence < kEvidence || down.size < kSmallestStep) break;
    const Step across = best_step(known, kX, class_count, spacing, {}, execution);
    if (down.evidence < kEvidence + kOverRows * across.evidence) break;
    changes.push_back(down.at);
    known.design = with_column(known.design, step_at(down.at, kY, known.places));
  }
  std::sort(changes.begin(), changes.end());
  return changes;
}

Eigen::MatrixXd steps_at(const std::vector<double>& changes,
                         const std::vector<indexing::Vector2>& places) {
  Eigen::MatrixXd steps(static_cast<Eigen::Index>(places.size()),
                        static_cast<Eigen::Index>(changes.size()));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    steps.col(static_cast<Eigen::Index>(i)) = step_at(changes[i], kY, places);
  }
  return steps;
}

}  // namespace gibbsight::species
