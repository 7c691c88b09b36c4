#include "gibbsight/model/pseudo_likelihood.hpp"

#include <Eigen/Cholesky>
#include <optional>
#include <vector>

namespace gibbsight::model {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using lattice::Occupancy;

/// Exponents of a site are features * parameters: row s for the site holding species s.
struct Observation {
  MatrixXd features;
  int species;
};

/// The features of one site, or nothing when a neighbour was not seen. The clusters that a species
/// would complete count against it; species 0 has no chemical potential of its own.
std::optional<Observation> observe(const Interactions& interactions, const Occupancy& occupancy,
                                   int a, int b, int sublattice) {
  const int here = occupancy.at(a, b, sublattice);
  if (here == lattice::kUnseen) return std::nullopt;
  const int species_count = interactions.lattice.basis[sublattice].species_count();
  const auto term_count = static_cast<int>(interactions.terms.size());
  MatrixXd features = MatrixXd::Zero(species_count, term_count + species_count - 1);
  for (int s = 1; s < species_count; ++s) features(s, term_count + s - 1) = 1;
  std::vector<int> corners(1);
  for (int t = 0; t < term_count; ++t) {
    const Term& term = interactions.terms[t];
    for (const Cluster& cluster : term.clusters) {
      if (cluster.from != sublattice) continue;
      corners.resize(1);
      for (const lattice::Site& other : cluster.others) {
        if (!occupancy.window.contains(a + other.a, b + other.b)) return std::nullopt;
        corners.push_back(occupancy.at(a + other.a, b + other.b, other.sublattice));
        if (corners.back() == lattice::kUnseen) return std::nullopt;
      }
      for (corners[0] = 0; corners[0] < species_count; ++corners[0]) {
        if (term.counts(corners)) features(corners[0], t) -= 1;
      }
    }
  }
  return Observation{features, here};
}

std::vector<Observation> observe_all(const Interactions& interactions, const Occupancy& occupancy,
                                     int sublattice) {
  std::vector<Observation> observations;
  const auto& w = occupancy.window;
  for (int b = w.b0; b < w.b0 + w.rows; ++b)
    for (int a = w.a0; a < w.a0 + w.columns; ++a) {
      if (auto seen = observe(interactions, occupancy, a, b, sublattice)) {
        observations.push_back(*seen);
      }
    }
  return observations;
}

struct Derivatives {
  VectorXd gradient;
  MatrixXd hessian;
};

/// Of the negative log pseudo-likelihood with its prior.
Derivatives differentiate(const std::vector<Observation>& observations, const VectorXd& x,
                          double prior_width) {
  const double precision = 1 / (prior_width * prior_width);
  Derivatives d{precision * x, precision * MatrixXd::Identity(x.size(), x.size())};
  for (const Observation& o : observations) {
    const VectorXd exponents = o.features * x;
    const VectorXd weights = (exponents.array() - exponents.maxCoeff()).exp();
    const VectorXd p = weights / weights.sum();
    const VectorXd mean = o.features.transpose() * p;
    d.gradient += mean - o.features.row(o.species).transpose();
    d.hessian += o.features.transpose() * p.asDiagonal() * o.features - mean * mean.transpose();
  }
  return d;
}

}  // namespace

PseudoLikelihood maximise_pseudo_likelihood(const Interactions& interactions,
                                            const Occupancy& occupancy, double prior_width) {
  const int sublattice = interactions.lattice.first_with_species();
  const auto observations = observe_all(interactions, occupancy, sublattice);
  const auto terms = static_cast<Eigen::Index>(interactions.terms.size());
  const auto potentials =
      static_cast<Eigen::Index>(interactions.lattice.basis[sublattice].species_count() - 1);
  VectorXd x = VectorXd::Zero(terms + potentials);
  constexpr int kMostSteps = 50;
  constexpr double kConverged = 1e-9;
  for (int i = 0; i < kMostSteps; ++i) {
    const Derivatives d = differentiate(observations, x, prior_width);
    VectorXd step = d.hessian.ldlt().solve(d.gradient);
    const double length = step.norm();
    if (length > 1) step /= length;  // far from the maximum the quadratic overshoots
    x -= step;
    if (length < kConverged) break;
  }
  return {x.head(terms), x.tail(potentials)};
}

}  // namespace gibbsight::model
