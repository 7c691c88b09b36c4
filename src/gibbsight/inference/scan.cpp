#include "gibbsight/inference/scan.hpp"

#include "gibbsight/distance/distance.hpp"
#include "gibbsight/inference/tangent.hpp"

namespace gibbsight::inference {

std::vector<ScanPoint> scan(const Eigen::VectorXd& observed, const Eigen::MatrixXd& twins,
                            const ForwardModel& model, const std::vector<Parameters>& parameters,
                            double level, const core::Stream& stream,
                            const core::Execution& execution) {
  const auto simulations = model.simulate(parameters, Request{0}, stream, execution);
  std::vector<ScanPoint> points;
  for (const Simulation& simulation : simulations) {
    Eigen::VectorXd distances(twins.cols());
    for (Eigen::Index b = 0; b < twins.cols(); ++b) {
      distances[b] = distance::statistical_distance(twins.col(b), simulation.mean);
    }
    ScanPoint point{distance::statistical_distance(observed, simulation.mean), 0, 0,
                    simulation.equilibrated};
    if (distances.size() > 0) {
      point.low = quantile(distances, (1 - level) / 2);
      point.high = quantile(distances, (1 + level) / 2);
    }
    points.push_back(point);
  }
  return points;
}

}  // namespace gibbsight::inference
