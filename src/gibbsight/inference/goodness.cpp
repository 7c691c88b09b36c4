#include "gibbsight/inference/goodness.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "gibbsight/distance/distance.hpp"

namespace gibbsight::inference {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

double share_at_least(const VectorXd& sample, double value) {
  const auto above = static_cast<double>((sample.array() >= value).count());
  return (1 + above) / (1 + static_cast<double>(sample.size()));
}

/// Statistics (rows) of twins and observation less what the fitted parameters tell of them.
struct Conditional {
  VectorXd expected;  ///< of the observation
  MatrixXd twins;     ///< scatter of the twins as wide as that of the observation about `expected`
};

Conditional regress(const MatrixXd& statistics, const VectorXd& step, const MatrixXd& steps) {
  const auto twins = static_cast<double>(steps.cols());
  MatrixXd features(steps.cols(), steps.rows() + 1);
  features << VectorXd::Ones(steps.cols()), steps.transpose();
  const Eigen::ColPivHouseholderQR<MatrixXd> regression(features);
  const MatrixXd slopes = regression.solve(statistics.transpose());
  VectorXd of_image(steps.rows() + 1);
  of_image << 1, step;
  // Regression takes part of the twins' own scatter away; the observation keeps all of its.
  const double freedom = std::max(1.0, twins - static_cast<double>(regression.rank()));
  const double wider = std::sqrt((twins / freedom) * (1 + 1 / twins));
  return {slopes.transpose() * of_image, wider * (statistics - (features * slopes).transpose())};
}

}  // namespace

Goodness judge(const Tangent& tangent, const Simulation& simulation, const VectorXd& step,
               const MatrixXd& steps, const VectorXd& psi, double level) {
  const VectorXd left = psi - tangent.reference - tangent.jacobian * step;
  const MatrixXd left_of_twins = residuals_of_twins(tangent, simulation) - tangent.jacobian * steps;
  const VectorXd distances =
      left_of_twins.colwise().norm().transpose().unaryExpr(&distance::angle_of_chord);
  Goodness goodness;
  goodness.distance = distance::angle_of_chord(left.norm());
  goodness.distance_low = quantile(distances, (1 - level) / 2);
  goodness.distance_high = quantile(distances, (1 + level) / 2);
  goodness.level = level;
  goodness.p_value = share_at_least(distances, goodness.distance);
  const VectorXd spread = left_of_twins.array().square().rowwise().mean().sqrt();
  goodness.deviations = (spread.array() > 0).select(left.array() / spread.array(), 0);
  return goodness;
}

std::vector<Prediction> check_predictions(const std::vector<std::string>& names,
                                          const VectorXd& measured, const Simulation& simulation,
                                          const VectorXd& step, const MatrixXd& steps,
                                          double level) {
  const Conditional conditional = regress(simulation.held_out, step, steps);
  std::vector<Prediction> predictions;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto row = static_cast<Index>(i);
    const VectorXd scatter = conditional.twins.row(row);
    Prediction p{names[i], measured[row], conditional.expected[row], 0, 0, 0, 1};
    p.low = p.expected + quantile(scatter, (1 - level) / 2);
    p.high = p.expected + quantile(scatter, (1 + level) / 2);
    const double spread = std::sqrt(scatter.squaredNorm() / static_cast<double>(scatter.size()));
    const double off = p.measured - p.expected;
    p.deviations = spread > 0 ? off / spread : 0;
    p.p_value =
        std::min(1.0, 2 * std::min(share_at_least(scatter, off), share_at_least(-scatter, -off)));
    predictions.push_back(p);
  }
  return predictions;
}

Prediction check_histogram(const std::string& name, const VectorXd& measured,
                           const Simulation& simulation, const VectorXd& step,
                           const MatrixXd& steps, double level) {
  const Conditional conditional = regress(simulation.held_out_histogram.cwiseSqrt(), step, steps);
  const VectorXd distances = conditional.twins.colwise().norm();
  Prediction p{name, (measured.cwiseSqrt() - conditional.expected).norm(), 0, 0, 0, 0, 1};
  p.expected = distances.mean();
  p.low = quantile(distances, (1 - level) / 2);
  p.high = quantile(distances, (1 + level) / 2);
  const double spread = std::sqrt(covariance(distances.transpose())(0, 0));
  p.deviations = spread > 0 ? (p.measured - p.expected) / spread : 0;
  p.p_value = share_at_least(distances, p.measured);
  return p;
}

}  // namespace gibbsight::inference
