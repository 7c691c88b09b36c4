#include "gibbsight/inference/comparison.hpp"

#include <Eigen/SVD>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace gibbsight::inference {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Below this share of the best's probability a model is not worth naming.
constexpr double kImprobable = 0.05;

/// Whether every parameter of `a` is one of `b`, which has more.
bool is_nested(const Fit& a, const Fit& b) {
  if (a.parameters.size() >= b.parameters.size()) return false;
  return std::all_of(a.parameters.begin(), a.parameters.end(), [&](const Estimate& p) {
    return std::any_of(b.parameters.begin(), b.parameters.end(),
                       [&](const Estimate& q) { return q.name == p.name; });
  });
}

/// Orthonormal directions that span the tangents of all candidates. Those of a model within another
/// differ from its own by curvature alone, and are left out.
MatrixXd common_directions(const std::vector<Fit>& fits) {
  const Index rows = fits.front().tangent.reference.size();
  MatrixXd all(rows, 0);
  for (const Fit& f : fits) {
    const bool within = std::any_of(fits.begin(), fits.end(),
                                    [&](const Fit& other) { return is_nested(f, other); });
    if (within) continue;
    const MatrixXd& directions = f.tangent.directions;
    all.conservativeResize(rows, all.cols() + directions.cols());
    all.rightCols(directions.cols()) = directions;
  }
  if (all.cols() == 0) return all;
  // Two candidates share a direction up to the curvature of the model: keep what is really new.
  Eigen::JacobiSVD<MatrixXd> svd(all, Eigen::ComputeThinU);
  svd.setThreshold(0.15);
  return svd.matrixU().leftCols(svd.rank());
}

/// One in so many twins is left out at a time, to see what their number does to the evidence.
constexpr Index kGroups = 16;

double log_integral_of_normal(const Likelihood& likelihood, const Prior& prior) {
  const NormalPosterior normal = normal_posterior(likelihood, prior);
  const MatrixXd lower = normal.covariance.llt().matrixL();
  return likelihood.log_density(normal.mode) + prior.log_density(normal.mode) +
         lower.diagonal().array().log().sum();
}

/// Standard error that the finite number of twins leaves, by the jackknife over groups of them.
double error_of_twins(const VectorXd& psi, const Fit& fit, const MatrixXd& directions) {
  const Index count = fit.simulation.twins.cols();
  VectorXd values(kGroups);
  for (Index group = 0; group < kGroups; ++group) {
    const Index from = group * count / kGroups;
    const Index to = (group + 1) * count / kGroups;
    Simulation rest;
    rest.twins.resize(fit.simulation.twins.rows(), count - (to - from));
    rest.twins << fit.simulation.twins.leftCols(from), fit.simulation.twins.rightCols(count - to);
    Tangent tangent = fit.tangent;
    tangent.reference = rest.twins.cwiseSqrt().rowwise().mean();
    values[group] = log_integral_of_normal(
        make_likelihood(tangent, rest, fit.simulated_at, psi, directions), fit.prior);
  }
  const double groups = kGroups;
  return std::sqrt((values.array() - values.mean()).square().sum() * (groups - 1) / groups);
}

VectorXd probabilities_of(const VectorXd& log_evidences) {
  const VectorXd weights = (log_evidences.array() - log_evidences.maxCoeff()).exp();
  return weights / weights.sum();
}

}  // namespace

std::vector<Evidence> compare(const VectorXd& observed, const std::vector<Fit>& fits,
                              const core::Stream& stream) {
  std::vector<Evidence> evidences(fits.size());
  if (fits.empty()) return evidences;
  const MatrixXd directions = common_directions(fits);
  const VectorXd psi = observed.cwiseSqrt();
  constexpr std::array<double, 3> kFactors{1, 0.5, 2};
  MatrixXd logs(static_cast<Index>(fits.size()), static_cast<Index>(kFactors.size()));
  for (std::size_t i = 0; i < fits.size(); ++i) {
    const Fit& f = fits[i];
    const Likelihood likelihood =
        make_likelihood(f.tangent, f.simulation, f.simulated_at, psi, directions);
    for (std::size_t k = 0; k < kFactors.size(); ++k) {
      const Integral integral =
          integrate(likelihood, f.prior.scaled(kFactors[k]), stream.child(f.model).child(k));
      logs(static_cast<Index>(i), static_cast<Index>(k)) = integral.log_value;
      if (k == 0) evidences[i].error = integral.error;
    }
    evidences[i].log_evidence = logs(static_cast<Index>(i), 0);
    evidences[i].error = std::hypot(evidences[i].error, error_of_twins(psi, f, directions));
  }
  const VectorXd usual = probabilities_of(logs.col(0));
  const VectorXd narrow = probabilities_of(logs.col(1));
  const VectorXd wide = probabilities_of(logs.col(2));
  for (std::size_t i = 0; i < fits.size(); ++i) {
    const auto row = static_cast<Index>(i);
    evidences[i].probability = usual[row];
    evidences[i].probability_narrow = narrow[row];
    evidences[i].probability_wide = wide[row];
  }
  return evidences;
}

std::vector<std::size_t> supported(const std::vector<Fit>& fits,
                                   const std::vector<Evidence>& evidences) {
  std::vector<std::size_t> kept;
  double largest = 0;
  const auto stands = [&](std::size_t i) { return fits[i].goodness.p_value >= kContradicted; };
  for (std::size_t i = 0; i < fits.size(); ++i) {
    if (stands(i)) largest = std::max(largest, evidences[i].probability);
  }
  for (std::size_t i = 0; i < fits.size(); ++i) {
    if (stands(i) && evidences[i].probability >= kImprobable * largest) kept.push_back(i);
  }
  return kept;
}

namespace {

/// The sorted draws of a parameter by every supported candidate; none where one has no such
/// parameter, which is then 0.
struct DrawsOfCandidates {
  std::string name;
  std::map<std::size_t, VectorXd> of;
};

std::vector<DrawsOfCandidates> draws_of(const std::vector<Fit>& fits,
                                        const std::vector<std::size_t>& candidates) {
  std::vector<DrawsOfCandidates> all;
  for (const std::size_t i : candidates)
    for (std::size_t k = 0; k < fits[i].parameters.size(); ++k) {
      const std::string& name = fits[i].parameters[k].name;
      auto found = std::find_if(all.begin(), all.end(),
                                [&](const DrawsOfCandidates& d) { return d.name == name; });
      if (found == all.end()) found = all.insert(all.end(), {name, {}});
      VectorXd draws = fits[i].posterior.draws[k].reshaped();
      std::sort(draws.begin(), draws.end());
      found->of[i] = draws;
    }
  return all;
}

/// So many even quantiles of sorted draws.
VectorXd even_quantiles(const VectorXd& sorted, Index count) {
  VectorXd quantiles(count);
  for (Index q = 0; q < count; ++q) {
    const double share = (static_cast<double>(q) + 0.5) / static_cast<double>(count);
    quantiles[q] = sorted[static_cast<Index>(share * static_cast<double>(sorted.size()))];
  }
  return quantiles;
}

}  // namespace

std::vector<Averaged> average(const std::vector<Fit>& fits, const std::vector<Evidence>& evidences,
                              double level) {
  const std::vector<std::size_t> kept = supported(fits, evidences);
  double total = 0;
  for (const std::size_t i : kept) total += evidences[i].probability;
  std::vector<Averaged> averaged;
  constexpr int kQuantiles = 2000;
  const VectorXd nothing = VectorXd::Zero(1);
  for (const DrawsOfCandidates& draws : draws_of(fits, kept)) {
    // A sample of the mixture: from each candidate as many even quantiles as it is probable.
    VectorXd mixture;
    VectorXd values(static_cast<Index>(kept.size()));
    for (std::size_t k = 0; k < kept.size(); ++k) {
      const auto found = draws.of.find(kept[k]);
      const VectorXd& own = found == draws.of.end() ? nothing : found->second;
      const double share = evidences[kept[k]].probability / total;
      const VectorXd part = even_quantiles(own, std::lround(kQuantiles * share));
      mixture.conservativeResize(mixture.size() + part.size());
      mixture.tail(part.size()) = part;
      values[static_cast<Index>(k)] = own.mean();
    }
    averaged.push_back(
        {estimate_from(draws.name, mixture, level), values.minCoeff(), values.maxCoeff()});
  }
  return averaged;
}

}  // namespace gibbsight::inference
