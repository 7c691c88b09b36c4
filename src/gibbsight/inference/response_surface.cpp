#include "gibbsight/inference/response_surface.hpp"

#include <Eigen/QR>
#include <utility>

#include "gibbsight/core/parallel.hpp"

namespace gibbsight::inference {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// 1, every step, and every product of two.
VectorXd quadratic_features(const VectorXd& step) {
  const Index size = step.size();
  VectorXd features(1 + size + size * (size + 1) / 2);
  features[0] = 1;
  features.segment(1, size) = step;
  Index next = 1 + size;
  for (Index i = 0; i < size; ++i)
    for (Index j = i; j < size; ++j) features[next++] = step[i] * step[j];
  return features;
}

}  // namespace

SimulateBatch batched(Simulate simulate) {
  return [simulate = std::move(simulate)](std::span<Draw> draws, const core::Execution& execution) {
    std::vector<VectorXd> drawn(draws.size());
    core::parallel_for(draws.size(), execution,
                       [&](std::size_t i) { drawn[i] = simulate(draws[i].at, draws[i].random); });
    return drawn;
  };
}

ResponseSurface::ResponseSurface(std::string name, std::vector<std::string> parameter_names,
                                 Simulate simulate, VectorXd radius, VectorXd low, VectorXd high)
    : ResponseSurface(std::move(name), std::move(parameter_names), batched(std::move(simulate)),
                      std::move(radius), std::move(low), std::move(high)) {}

ResponseSurface::ResponseSurface(std::string name, std::vector<std::string> parameter_names,
                                 SimulateBatch simulate, VectorXd radius, VectorXd low,
                                 VectorXd high)
    : name_(std::move(name)),
      parameter_names_(std::move(parameter_names)),
      simulate_(std::move(simulate)),
      radius_(std::move(radius)),
      low_(std::move(low)),
      high_(std::move(high)) {}

std::vector<Simulation> ResponseSurface::simulate(std::span<const Parameters> parameters,
                                                  const Request& request,
                                                  const core::Stream& stream,
                                                  const core::Execution& execution) const {
  std::vector<Simulation> simulations;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    simulations.push_back(simulate_one(parameters[i], request, stream.child(i), execution));
  }
  return simulations;
}

Simulation ResponseSurface::simulate_one(const Parameters& asked, const Request& request,
                                         const core::Stream& stream,
                                         const core::Execution& execution) const {
  const Parameters at = asked.cwiseMax(low_).cwiseMin(high_);
  // Each coefficient of the surface from this many points at least.
  constexpr Index kPointsEach = 64;
  const Index points = kPointsEach * quadratic_features(at).size();
  const auto twins = static_cast<Index>(request.twins);
  std::vector<Draw> draws;
  MatrixXd features(points, quadratic_features(at).size());
  for (Index i = 0; i < points + twins; ++i) {
    Draw draw{at, stream.child(static_cast<std::uint64_t>(i)).generator()};
    if (i < points) {
      for (Index k = 0; k < at.size(); ++k) {
        draw.at[k] += radius_[k] * (2 * draw.random.uniform() - 1);
      }
      draw.at = draw.at.cwiseMax(low_).cwiseMin(high_);
      features.row(i) = quadratic_features(draw.at - at).transpose();
    }
    draws.push_back(std::move(draw));
  }
  std::vector<VectorXd> drawn = simulate_(draws, execution);
  for (VectorXd& d : drawn) d /= d.sum();
  const Index orbits = drawn.front().size();
  MatrixXd histograms(points, orbits);
  for (Index i = 0; i < points; ++i) {
    histograms.row(i) = drawn[static_cast<std::size_t>(i)].transpose();
  }
  const MatrixXd surface = features.colPivHouseholderQr().solve(histograms);
  Simulation simulation;
  simulation.twins.resize(orbits, twins);
  for (Index b = 0; b < twins; ++b) {
    simulation.twins.col(b) = drawn[static_cast<std::size_t>(points + b)];
  }
  // Never below 0, as a surface through few counts may be.
  simulation.mean = surface.row(0).transpose().cwiseMax(0);
  simulation.mean /= simulation.mean.sum();
  simulation.derivatives = surface.middleRows(1, at.size()).transpose();
  simulation.engine = "user's function";
  return simulation;
}

}  // namespace gibbsight::inference
