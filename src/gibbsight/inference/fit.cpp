#include "gibbsight/inference/fit.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace gibbsight::inference {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// A step longer than this leaves the range where first order describes the histogram.
constexpr double kLongestStep = 0.5;
// Beyond this many k_B T every lattice is as good as perfectly ordered or separated.
constexpr double kLargestParameter = 4.0;
constexpr double kStepInStandardErrors = 0.5;

Simulation simulate_once(const ForwardModel& model, const Parameters& at, const FitOptions& options,
                         const core::Stream& stream, const core::Execution& execution) {
  const Request request{static_cast<std::size_t>(options.twins)};
  return model.simulate(std::span(&at, 1), request, stream, execution).front();
}

VectorXd standard_errors(const RefittedTwins& twins) {
  const auto count = static_cast<double>(twins.steps.cols());
  return (covariance(twins.steps).diagonal() * (1 + 1 / count)).cwiseSqrt();
}

bool within(const VectorXd& step, const VectorXd& errors) {
  return (step.array().abs() <= kStepInStandardErrors * errors.array()).all();
}

VectorXd limited(const VectorXd& step) {
  const double largest = step.size() == 0 ? 0 : step.cwiseAbs().maxCoeff();
  return largest > kLongestStep ? VectorXd(step * (kLongestStep / largest)) : step;
}

double effective_motifs(const Simulation& simulation) {
  const VectorXd variance = covariance(simulation.twins).diagonal();
  const double multinomial = (simulation.mean.array() * (1 - simulation.mean.array())).sum();
  return variance.sum() > 0 ? multinomial / variance.sum() : 0;
}

Estimate make_estimate(const std::string& name, double value, double error, double level,
                       Index twins) {
  const boost::math::students_t t(static_cast<double>(twins - 1));
  const double half = boost::math::quantile(t, (1 + level) / 2) * error;
  return {name, value, error, value - half, value + half, level, true};
}

/// A parameter is not identifiable when the histogram does not move with it, or its error is so
/// wide that the data say no more than that energies are of the order of k_B T.
bool is_identifiable(const Tangent& tangent, Index parameter, double error) {
  constexpr double kWidestError = 1.0;
  const MatrixXd resolution = tangent.pseudo_inverse * tangent.jacobian;
  return resolution(parameter, parameter) > 0.99 && error < kWidestError;
}

void estimate(const ForwardModel& model, const FitOptions& options, Fit& result) {
  const VectorXd errors = standard_errors(result.twins);
  const auto names = model.parameter_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto k = static_cast<Index>(i);
    Estimate e = make_estimate(names[i], result.best[k], errors[k], options.level, options.twins);
    e.identifiable = is_identifiable(result.tangent, k, errors[k]);
    result.parameters.push_back(e);
  }
  const Simulation& s = result.simulation;
  const auto quantity_names = model.quantity_names();
  const double correction = 1 + 1 / static_cast<double>(options.twins);
  for (std::size_t i = 0; i < quantity_names.size(); ++i) {
    const auto k = static_cast<Index>(i);
    const Eigen::RowVectorXd slope = s.quantity_derivatives.row(k);
    const double value = s.quantities[k] + slope.dot(result.best - result.simulated_at);
    const double variance = slope * covariance(result.twins.steps) * slope.transpose();
    result.quantities.push_back(make_estimate(
        quantity_names[i], value, std::sqrt(variance * correction), options.level, options.twins));
  }
}

void judge(const VectorXd& psi, const FitOptions& options, Fit& result) {
  const VectorXd& distances = result.twins.distances;
  result.distance = distance_after_step(result.tangent, psi);
  result.distance_low = quantile(distances, (1 - options.level) / 2);
  result.distance_high = quantile(distances, (1 + options.level) / 2);
  const auto further = static_cast<double>((distances.array() >= result.distance).count());
  result.p_value = (1 + further) / (1 + static_cast<double>(distances.size()));
  result.effective_motifs = effective_motifs(result.simulation);
  const VectorXd moved = result.simulation.mean.cwiseSqrt() +
                         result.tangent.jacobian * (result.best - result.simulated_at);
  result.expected = moved.cwiseMax(0).cwiseAbs2();
  result.expected /= result.expected.sum();
}

}  // namespace

Fit fit(const VectorXd& observed, const ForwardModel& model, const Parameters& start,
        const FitOptions& options, const core::Stream& stream, const core::Execution& execution) {
  Fit result;
  result.model = model.name();
  const VectorXd psi = observed.cwiseSqrt();
  Parameters at = start.cwiseMax(-kLargestParameter).cwiseMin(kLargestParameter);
  Parameters last_good = at;
  VectorXd step;
  for (int i = 0; i < options.most_steps; ++i) {
    result.simulated_at = at;
    result.simulation =
        simulate_once(model, at, options, stream.child(static_cast<std::uint64_t>(i)), execution);
    ++result.simulations;
    result.tangent = make_tangent(result.simulation);
    result.twins = refit_twins(result.tangent, result.simulation);
    step = step_towards(result.tangent, psi);
    const bool usable = result.simulation.equilibrated;
    if (usable && within(step, standard_errors(result.twins))) {
      result.converged = true;
      break;
    }
    if (usable) last_good = at;
    // A sampler that has not equilibrated says nothing of the slope: go half-way back.
    at = usable ? Parameters(at + limited(step)) : Parameters(last_good + (at - last_good) / 2);
    at = at.cwiseMax(-kLargestParameter).cwiseMin(kLargestParameter);
    if (!usable && last_good == result.simulated_at) at = result.simulated_at / 2;
  }
  result.best = result.simulated_at + step;
  judge(psi, options, result);
  estimate(model, options, result);
  return result;
}

}  // namespace gibbsight::inference
