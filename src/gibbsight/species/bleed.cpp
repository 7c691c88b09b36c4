#include "gibbsight/species/bleed.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "gibbsight/lattice/symmetry.hpp"

namespace gibbsight::species {
namespace {

constexpr int kMostSteps = 200;
constexpr double kSettled = 1e-7;  // change of log likelihood an atom

/// Normal classes whose shares depend on the neighbours, on their way to a maximum of the
/// likelihood.
class BleedFitter {
 public:
  BleedFitter(const Mixture& mixture, const Eigen::VectorXd& values,
              const Eigen::MatrixXd& neighbours)
      : values_(values),
        neighbours_(neighbours),
        classes_(mixture.classes),
        outlier_density_(mixture.outlier_density * std::sqrt(2 * std::numbers::pi)),
        terms_(values.size(), neighbours.cols() + 1),
        coefficients_(Eigen::VectorXd::Zero(neighbours.cols())) {
    const Eigen::RowVectorXd scale =
        (neighbours.colwise().squaredNorm() / static_cast<double>(values.size())).cwiseSqrt();
    terms_ << Eigen::VectorXd::Ones(values.size()),
        neighbours * scale.cwiseMax(1e-300).cwiseInverse().asDiagonal();
    logits_ = Eigen::MatrixXd::Zero(terms_.cols(), count());
    for (Eigen::Index k = 0; k < count(); ++k) {
      logits_(0, k) = std::log((of(k).weight + 1e-9) / (of(0).weight + 1e-9));
    }
  }

  /// The largest log likelihood, with bleed-through or without.
  double run(bool with_bleed) {
    double before = 0;
    for (int step = 0; step < kMostSteps; ++step) {
      const double now = expect();
      if (step > 0 && now - before < kSettled * static_cast<double>(values_.size())) return now;
      before = now;
      if (with_bleed) update_coefficients();
      update_classes();
      update_logits();
    }
    return before;
  }

  const Eigen::VectorXd& coefficients() const { return coefficients_; }

 private:
  Eigen::Index count() const { return static_cast<Eigen::Index>(classes_.size()); }
  const NormalClass& of(Eigen::Index k) const { return classes_[static_cast<std::size_t>(k)]; }

  /// Shares of the classes given the neighbours alone.
  void expect_from_neighbours() {
    expected_ = terms_ * logits_;
    expected_.colwise() -= expected_.rowwise().maxCoeff().eval();
    expected_ = expected_.array().exp().matrix();
    const Eigen::VectorXd total = expected_.rowwise().sum();
    expected_ = total.cwiseInverse().asDiagonal() * expected_;
  }

  /// Their shares given the intensity too; returns the log likelihood.
  double expect() {
    expect_from_neighbours();
    shares_ = expected_;
    const Eigen::ArrayXd own = values_ - neighbours_ * coefficients_;
    for (Eigen::Index k = 0; k < count(); ++k) {
      const auto z = (own - of(k).mean) / of(k).deviation;
      shares_.col(k).array() *= (z.square() / -2).exp() / of(k).deviation;
    }
    const Eigen::VectorXd total = shares_.rowwise().sum().array() + outlier_density_;
    shares_ = total.cwiseInverse().asDiagonal() * shares_;
    return total.array().log().sum();
  }

  void update_coefficients() {
    Eigen::VectorXd weight = Eigen::VectorXd::Zero(values_.size());
    Eigen::VectorXd target = Eigen::VectorXd::Zero(values_.size());
    for (Eigen::Index k = 0; k < count(); ++k) {
      const double precision = 1 / (of(k).deviation * of(k).deviation);
      weight += precision * shares_.col(k);
      target.array() += precision * shares_.col(k).array() * (values_.array() - of(k).mean);
    }
    const Eigen::MatrixXd normal = neighbours_.transpose() * weight.asDiagonal() * neighbours_;
    coefficients_ = normal.ldlt().solve(neighbours_.transpose() * target);
  }

  void update_classes() {
    const Eigen::ArrayXd own = values_ - neighbours_ * coefficients_;
    for (Eigen::Index k = 0; k < count(); ++k) {
      NormalClass& c = classes_[static_cast<std::size_t>(k)];
      const auto share = shares_.col(k).array();
      const double atoms = share.sum();
      if (atoms < 2) continue;
      c.mean = (share * own).sum() / atoms;
      const double deviation = std::sqrt((share * (own - c.mean).square()).sum() / atoms);
      c.deviation = std::max(deviation, c.deviation / 2);  // or a few alike could pull it to zero
    }
  }

  /// One Newton step of the logistic regression a class, the first class left at zero.
  void update_logits() {
    constexpr double kLeast = 1e-6;  // of p (1 - p), or far atoms would make the matrix singular
    for (Eigen::Index k = 1; k < count(); ++k) {
      expect_from_neighbours();
      const Eigen::ArrayXd p = expected_.col(k);
      const Eigen::VectorXd weight = (p * (1 - p)).max(kLeast);
      const Eigen::MatrixXd normal = terms_.transpose() * weight.asDiagonal() * terms_;
      logits_.col(k) +=
          normal.ldlt().solve(terms_.transpose() * (shares_.col(k) - expected_.col(k)));
    }
  }

  const Eigen::VectorXd& values_;
  const Eigen::MatrixXd& neighbours_;
  std::vector<NormalClass> classes_;
  double outlier_density_;
  Eigen::MatrixXd terms_;   // of the logistic regression: 1 and the neighbours
  Eigen::MatrixXd logits_;  // one column a class
  Eigen::VectorXd coefficients_;
  Eigen::MatrixXd expected_;
  Eigen::MatrixXd shares_;
};

}  // namespace

Eigen::MatrixXd neighbour_sums(const indexing::Sites& sites, const std::vector<std::size_t>& listed,
                               const std::vector<double>& contrasts, int shell_count) {
  const auto places = lattice::Occupancy::unseen(sites.lattice, sites.window);
  std::vector<double> by_place(places.species.size());
  for (std::size_t i = 0; i < sites.sites.size(); ++i) {
    const indexing::Site& site = sites.sites[i];
    by_place[places.index(site.a, site.b, site.sublattice)] = contrasts[i];
  }
  std::vector<std::vector<std::vector<lattice::Site>>> shells;
  for (int s = 0; s < sites.lattice.basis_count(); ++s) {
    shells.push_back(shells_around(sites.lattice, s, shell_count));
  }
  Eigen::MatrixXd sums =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(listed.size()), shell_count);
  for (std::size_t i = 0; i < listed.size(); ++i) {
    const indexing::Site& site = sites.sites[listed[i]];
    for (std::size_t s = 0; s < static_cast<std::size_t>(shell_count); ++s) {
      double& sum = sums(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(s));
      for (const lattice::Site& offset : shells[static_cast<std::size_t>(site.sublattice)][s]) {
        const int a = site.a + offset.a;
        const int b = site.b + offset.b;
        if (sites.window.contains(a, b)) sum += by_place[places.index(a, b, offset.sublattice)];
      }
    }
  }
  return sums;
}

Bleed estimate_bleed(const Mixture& mixture, const Eigen::VectorXd& levelled,
                     const Eigen::MatrixXd& neighbours) {
  BleedFitter without(mixture, levelled, neighbours);
  BleedFitter with(mixture, levelled, neighbours);
  const double gained = with.run(true) - without.run(false);
  const auto atoms = static_cast<double>(levelled.size());
  return {with.coefficients(),
          2 * gained - static_cast<double>(neighbours.cols()) * std::log(atoms)};
}

}  // namespace gibbsight::species
