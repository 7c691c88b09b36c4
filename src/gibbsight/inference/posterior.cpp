#include "gibbsight/inference/posterior.hpp"

#include <cmath>

#include "gibbsight/inference/diagnostics.hpp"

namespace gibbsight::inference {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Tails heavier than those of any likelihood that comes from 32 twins or more.
constexpr double kFreedom = 8;

/// A t distribution about the normal approximation.
struct Proposal {
  explicit Proposal(const NormalPosterior& normal)
      : mode(normal.mode), about(normal.covariance, kFreedom) {}

  Parameters mode;
  StudentT about;
};

struct State {
  Parameters at;
  double log_likelihood = 0;
  double log_prior = 0;
  double log_proposal = 0;

  double log_weight() const { return log_likelihood + log_prior - log_proposal; }
};

State propose(const Likelihood& likelihood, const Prior& prior, const Proposal& proposal,
              core::Generator& random) {
  const VectorXd step = proposal.about.draw(random);
  const Parameters at = proposal.mode + step;
  return {at, likelihood.log_density(at), prior.log_density(at), proposal.about.log_density(step)};
}

void store(const State& state, Index chain, Index draw, Posterior& posterior) {
  for (std::size_t k = 0; k < posterior.draws.size(); ++k) {
    posterior.draws[k](chain, draw) = state.at[static_cast<Index>(k)];
  }
  posterior.log_likelihood(chain, draw) = state.log_likelihood;
  posterior.log_prior(chain, draw) = state.log_prior;
}

void summarise(Posterior& posterior) {
  const auto size = static_cast<Index>(posterior.draws.size());
  MatrixXd all(size, posterior.log_prior.size());
  posterior.r_hat.resize(size);
  posterior.effective_size.resize(size);
  for (Index k = 0; k < size; ++k) {
    const MatrixXd& draws = posterior.draws[static_cast<std::size_t>(k)];
    all.row(k) = draws.reshaped().transpose();
    posterior.r_hat[k] = r_hat(draws);
    posterior.effective_size[k] = effective_size(draws);
  }
  posterior.mean = all.rowwise().mean();
  posterior.covariance = covariance(all);
}

}  // namespace

double Posterior::quantile(std::size_t parameter, double fraction) const {
  return inference::quantile(draws[parameter].reshaped(), fraction);
}

Posterior sample_posterior(const Likelihood& likelihood, const Prior& prior,
                           const core::Stream& stream, int chains, int draws) {
  Posterior posterior;
  posterior.draws.assign(static_cast<std::size_t>(likelihood.at.size()), MatrixXd(chains, draws));
  posterior.log_likelihood = MatrixXd(chains, draws);
  posterior.log_prior = MatrixXd(chains, draws);
  posterior.prior_draws = MatrixXd(likelihood.at.size(), draws);
  const Proposal proposal(normal_posterior(likelihood, prior));
  int taken = 0;
  for (int chain = 0; chain < chains; ++chain) {
    core::Generator random = stream.child(static_cast<std::uint64_t>(chain)).generator();
    State now = propose(likelihood, prior, proposal, random);
    // A cut prior may forbid the first proposals.
    for (int i = 0; i < draws && std::isinf(now.log_prior); ++i) {
      now = propose(likelihood, prior, proposal, random);
    }
    for (int draw = 0; draw < draws; ++draw) {
      State next = propose(likelihood, prior, proposal, random);
      if (std::log(random.uniform()) < next.log_weight() - now.log_weight()) {
        now = std::move(next);
        ++taken;
      }
      store(now, chain, draw, posterior);
    }
  }
  core::Generator random = stream.child("prior").generator();
  for (int draw = 0; draw < draws; ++draw) posterior.prior_draws.col(draw) = prior.draw(random);
  posterior.acceptance = taken / (static_cast<double>(chains) * draws);
  summarise(posterior);
  return posterior;
}

Integral integrate(const Likelihood& likelihood, const Prior& prior, const core::Stream& stream,
                   int draws) {
  if (likelihood.at.size() == 0) return {likelihood.log_density(likelihood.at), 0, likelihood.at};
  const Proposal proposal(normal_posterior(likelihood, prior));
  core::Generator random = stream.generator();
  MatrixXd at(likelihood.at.size(), draws);
  VectorXd log_weights(draws);
  for (int i = 0; i < draws; ++i) {
    const State state = propose(likelihood, prior, proposal, random);
    at.col(i) = state.at;
    log_weights[i] = state.log_weight();
  }
  const double largest = log_weights.maxCoeff();
  const VectorXd weights = (log_weights.array() - largest).exp();
  const double mean = weights.mean();
  const double variance = (weights.array() - mean).square().mean();
  return {largest + std::log(mean), std::sqrt(variance / draws) / mean,
          at * weights / weights.sum()};
}

MatrixXd predict_histograms(const Posterior& posterior, const Likelihood& likelihood,
                            const Tangent& tangent, const Simulation& simulation, Index draws,
                            const core::Stream& stream) {
  core::Generator random = stream.generator();
  const Index chains = posterior.log_prior.rows();
  const MatrixXd twins = simulation.twins.cwiseSqrt();
  MatrixXd predicted(tangent.reference.size(), chains * draws);
  for (Index chain = 0; chain < chains; ++chain)
    for (Index draw = 0; draw < draws; ++draw) {
      VectorXd step = -likelihood.at;
      for (std::size_t k = 0; k < posterior.draws.size(); ++k) {
        step[static_cast<Index>(k)] += posterior.draws[k](chain, draw);
      }
      const auto twin = random.below(static_cast<std::uint32_t>(twins.cols()));
      const VectorXd moved = displacement(tangent.jacobian, tangent.curvature, step);
      const VectorXd psi = (twins.col(twin) + moved).cwiseMax(0);
      predicted.col(chain * draws + draw) = psi.cwiseAbs2() / psi.squaredNorm();
    }
  return predicted;
}

}  // namespace gibbsight::inference
