#include "gibbsight/inference/fit.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace gibbsight::inference {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kStepInDeviations = 0.5;
// Within so many standard deviations the misfit changes by chance too.
constexpr double kLinear = 3;

/// The model simulated at one set of parameters, and where the observation pulls them.
struct Place {
  Parameters at;
  Simulation simulation;
  Tangent tangent;
  Likelihood likelihood;
  NormalPosterior normal;
  double misfit = 0;

  VectorXd step() const { return normal.mode - at; }
  /// The step in standard deviations of the posterior, the largest over the parameters.
  double deviations() const {
    const VectorXd spread = normal.covariance.diagonal().cwiseSqrt();
    return at.size() == 0 ? 0 : step().cwiseQuotient(spread).cwiseAbs().maxCoeff();
  }
};

Place look(const VectorXd& psi, const ForwardModel& model, const Parameters& at, const Prior& prior,
           const FitOptions& options, const core::Stream& stream,
           const core::Execution& execution) {
  Place place;
  place.at = at;
  const Request request{static_cast<std::size_t>(options.twins), false};
  place.simulation = model.simulate(std::span(&at, 1), request, stream, execution).front();
  place.tangent = make_tangent(place.simulation);
  place.likelihood =
      make_likelihood(place.tangent, place.simulation, at, psi, place.tangent.directions);
  place.normal = normal_posterior(place.likelihood, prior);
  place.normal.mode = prior.clamp(place.normal.mode);
  place.misfit = (psi - place.tangent.reference).norm();
  return place;
}

/// The largest part of a step, in units of the model's reach.
double length(const VectorXd& step, const VectorXd& reach) {
  return step.size() == 0 ? 0 : step.cwiseQuotient(reach).cwiseAbs().maxCoeff();
}

VectorXd limited(const VectorXd& step, const VectorXd& reach, double radius) {
  const double largest = length(step, reach);
  return largest > radius ? VectorXd(step * (radius / largest)) : step;
}

/// Whether the observation is further from a place, or any the parameters reach from there to first
/// order, than all that the place itself shows.
bool is_out_of_reach(const Place& place, const VectorXd& psi) {
  const VectorXd step = step_towards(place.tangent, psi);
  const MatrixXd steps = steps_of_twins(place.tangent, place.simulation);
  constexpr double kAnyLevel = 0.5;
  const Goodness goodness = judge(place.tangent, place.simulation, step, steps, psi, kAnyLevel);
  return goodness.p_value <= 1 / static_cast<double>(place.simulation.twins.cols());
}

/// A trust region about the best place so far.
class Search {
 public:
  Search(const std::vector<Parameters>& starts, const Prior& prior, const VectorXd& psi,
         const VectorXd& reach)
      : starts_(starts), centre_(prior.mean), psi_(psi), reach_(reach), next_(starts.front()) {}

  const Parameters& next() const { return next_; }
  /// The best place; none while no sampler has equilibrated.
  const std::optional<Place>& best() const { return best_; }
  bool has_converged() const { return converged_; }
  /// No sampler has equilibrated anywhere, not even at the middle of the prior.
  bool is_lost() const { return !best_ && lost_; }

  void take(Place place) {
    if (looked_ < starts_.size()) return take_start(std::move(place));
    if (!place.simulation.equilibrated || is_worse(place)) return retreat(place.at);
    if (best_) {
      // A step that overshot makes the next ones shorter, or two places could alternate for ever.
      const double moved = length(place.at - best_->at, reach_);
      radius_ = place.misfit <= best_->misfit ? 2 * radius_ : moved / 2;
    }
    go_on_from(std::move(place));
  }

 private:
  /// A first start that is near the observation is good enough; else the nearest of all.
  void take_start(Place place) {
    const Parameters at = place.at;
    const bool usable = place.simulation.equilibrated;
    const bool near = usable && place.deviations() <= kLinear && !is_out_of_reach(place, psi_);
    if (usable && (!best_ || place.misfit < best_->misfit)) best_ = std::move(place);
    looked_ = near ? starts_.size() : looked_ + 1;
    while (looked_ < starts_.size() && starts_[looked_] == at) ++looked_;
    if (looked_ < starts_.size()) {
      next_ = starts_[looked_];
    } else if (best_) {
      go_on_from(*best_);
    } else {
      retreat(at);
    }
  }

  /// Nearby the misfit grows by chance too, but not by much.
  bool is_worse(const Place& place) const {
    constexpr double kMuch = 1.5;
    if (!best_) return false;
    return place.misfit > (best_->deviations() > kLinear ? 1 : kMuch) * best_->misfit;
  }

  void go_on_from(Place place) {
    best_ = std::move(place);
    converged_ = best_->deviations() <= kStepInDeviations;
    next_ = best_->at + limited(best_->step(), reach_, radius_);
  }

  void retreat(const Parameters& from) {
    if (best_) {
      radius_ = std::min(radius_, length(from - best_->at, reach_)) / 3;
      next_ = best_->at + limited(best_->step(), reach_, radius_);
    } else {
      constexpr double kNear = 0.01;
      lost_ = (from - centre_).isZero(kNear);
      next_ = centre_ + (from - centre_) / 2;
    }
  }

  const std::vector<Parameters>& starts_;
  Parameters centre_;
  const VectorXd& psi_;
  const VectorXd& reach_;
  std::optional<Place> best_;
  Parameters next_;
  double radius_ = 1;  // of the reach
  std::size_t looked_ = 0;
  bool converged_ = false;
  bool lost_ = false;
};

/// The model simulated beside the fit, along the principal axes of the posterior.
Curvature look_around(const Place& place, const ForwardModel& model, const core::Stream& stream,
                      const core::Execution& execution) {
  if (place.at.size() == 0) return {};
  constexpr double kDeviations = 1.5;
  const Eigen::SelfAdjointEigenSolver<MatrixXd> principal(place.normal.covariance);
  MatrixXd axes =
      principal.eigenvectors() * (kDeviations * principal.eigenvalues().cwiseSqrt()).asDiagonal();
  for (auto axis : axes.colwise()) axis = limited(axis, model.reach(), 1);
  std::vector<Parameters> points;
  for (const double sign : {1.0, -1.0})
    for (const auto axis : axes.colwise()) points.emplace_back(place.at + sign * axis);
  auto ahead = model.simulate(points, Request{0}, stream, execution);
  const std::vector<Simulation> behind(ahead.begin() + axes.cols(), ahead.end());
  ahead.resize(static_cast<std::size_t>(axes.cols()));
  return make_curvature(place.tangent, axes, ahead, behind);
}

void estimate(const ForwardModel& model, const FitOptions& options, const core::Stream& stream,
              Fit& result) {
  const auto names = model.parameter_names();
  const auto mean_under = [&](double factor) {
    return integrate(result.likelihood, result.prior.scaled(factor), stream).mean;
  };
  const Parameters narrow = mean_under(0.5);
  const Parameters wide = mean_under(2);
  const VectorXd widths = result.prior.deviations();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto k = static_cast<Index>(i);
    const VectorXd draws = result.posterior.draws[i].reshaped();
    Estimate e = estimate_from(names[i], draws, options.level);
    e.identifiable = std::none_of(
        result.undetermined.begin(), result.undetermined.end(), [&](const Undetermined& u) {
          return std::abs(u.along[k]) / widths[k] >
                 0.1 * u.along.cwiseQuotient(widths).cwiseAbs().maxCoeff();
        });
    e.value_narrow = narrow[k];
    e.value_wide = wide[k];
    result.parameters.push_back(e);
  }
}

/// Orbit probabilities at the best parameters.
VectorXd expected_at_best(const Fit& fit) {
  const VectorXd moved =
      fit.simulation.mean.cwiseSqrt() +
      displacement(fit.tangent.jacobian, fit.tangent.curvature, fit.best - fit.simulated_at);
  const VectorXd expected = moved.cwiseMax(0).cwiseAbs2();
  return expected / expected.sum();
}

}  // namespace

double effective_motifs(const Simulation& simulation) {
  const VectorXd variance = variances(simulation.twins);
  const double multinomial = (simulation.mean.array() * (1 - simulation.mean.array())).sum();
  return variance.sum() > 0 ? multinomial / variance.sum() : 0;
}

Estimate estimate_from(const std::string& name, const VectorXd& sample, double level) {
  Estimate e;
  e.name = name;
  e.value = sample.mean();
  e.standard_error = std::sqrt((sample.array() - e.value).square().mean());
  e.low = quantile(sample, (1 - level) / 2);
  e.high = quantile(sample, (1 + level) / 2);
  e.level = level;
  return e;
}

Fit fit(const VectorXd& observed, const ForwardModel& model, const std::vector<Parameters>& starts,
        const Prior& prior, const FitOptions& options, const core::Stream& stream,
        const core::Execution& execution) {
  Fit result;
  result.model = model.name();
  const VectorXd psi = observed.cwiseSqrt();
  const VectorXd reach = model.reach();
  Search search(starts, prior, psi, reach);
  Place place;
  while (!search.has_converged() && !search.is_lost() && result.simulations < options.most_steps) {
    const auto index = static_cast<std::uint64_t>(result.simulations);
    place = look(psi, model, search.next(), prior, options, stream.child(index), execution);
    ++result.simulations;
    search.take(place);
  }
  result.converged = search.has_converged();
  if (search.best()) place = *search.best();
  place.tangent.curvature = look_around(place, model, stream.child("around"), execution);
  result.simulated_at = place.at;
  result.best = place.normal.mode;
  result.simulation = std::move(place.simulation);
  result.tangent = std::move(place.tangent);
  result.twin_steps = steps_of_twins(result.tangent, result.simulation);
  result.prior = prior;
  result.likelihood = make_likelihood(result.tangent, result.simulation, result.simulated_at, psi,
                                      result.tangent.directions);
  result.posterior = sample_posterior(result.likelihood, prior, stream.child("posterior"));
  result.undetermined = undetermined_directions(result.likelihood, prior, model.parameter_names());
  const VectorXd step = step_towards(result.tangent, psi);
  result.goodness =
      judge(result.tangent, result.simulation, step, result.twin_steps, psi, options.level);
  result.moments =
      match_moments(observed, result.simulation, result.simulated_at, step, result.twin_steps);
  result.expected = expected_at_best(result);
  result.effective_motifs = effective_motifs(result.simulation);
  estimate(model, options, stream.child("estimate"), result);
  return result;
}

}  // namespace gibbsight::inference
