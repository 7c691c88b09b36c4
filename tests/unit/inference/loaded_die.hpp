// A forward model without any physics: a die whose faces get likelier with the parameters, thrown
// independently. Everything about it is known exactly.
#pragma once

#include <Eigen/Core>

#include "gibbsight/inference/prior.hpp"

namespace gibbsight::inference {

/// p_i proportional to exp(-sum_a theta_a F_ia), so that dp_i / dtheta_a = -p_i (F_ia - <F_a>).
class LoadedDie : public ForwardModel {
 public:
  LoadedDie(Eigen::MatrixXd features, int throws)
      : features_(std::move(features)), throws_(throws) {}

  std::string name() const override { return "die" + std::to_string(features_.cols()); }
  std::vector<std::string> parameter_names() const override {
    std::vector<std::string> names;
    for (Eigen::Index a = 0; a < features_.cols(); ++a)
      names.push_back("pair" + std::to_string(a + 1));
    return names;
  }

  Eigen::VectorXd probabilities(const Parameters& at) const {
    const Eigen::VectorXd exponents = -(features_ * at);
    const Eigen::VectorXd weights = (exponents.array() - exponents.maxCoeff()).exp();
    return weights / weights.sum();
  }

  Eigen::VectorXd draw(const Parameters& at, core::Generator& random) const {
    const Eigen::VectorXd p = probabilities(at);
    Eigen::VectorXd counts = Eigen::VectorXd::Zero(p.size());
    for (int i = 0; i < throws_; ++i) {
      double u = random.uniform();
      Eigen::Index face = 0;
      while (face + 1 < p.size() && u >= p[face]) u -= p[face++];
      counts[face] += 1;
    }
    return counts / throws_;
  }

  std::vector<Simulation> simulate(std::span<const Parameters> parameters, const Request& request,
                                   const core::Stream& stream,
                                   const core::Execution&) const override {
    std::vector<Simulation> simulations;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Simulation s;
      s.mean = probabilities(parameters[i]);
      const Eigen::RowVectorXd mean_features = s.mean.transpose() * features_;
      s.derivatives = -(s.mean.asDiagonal() * (features_.rowwise() - mean_features));
      s.moments = features_.transpose();
      s.twins.resize(s.mean.size(), static_cast<Eigen::Index>(request.twins));
      for (std::size_t b = 0; b < request.twins; ++b) {
        core::Generator random = stream.child(i).child(b).generator();
        s.twins.col(static_cast<Eigen::Index>(b)) = draw(parameters[i], random);
      }
      simulations.push_back(s);
    }
    return simulations;
  }

 private:
  Eigen::MatrixXd features_;
  int throws_;
};

inline Prior unit_prior(Eigen::Index size) {
  return Prior::normal(Eigen::VectorXd::Zero(size), Eigen::VectorXd::Ones(size));
}

inline Eigen::MatrixXd one_feature() {
  Eigen::MatrixXd f(6, 1);
  f << 0, 1, 1, 2, 3, 4;
  return f;
}

inline Eigen::MatrixXd two_features() {
  Eigen::MatrixXd f(6, 2);
  f << 0, 0, 1, 1, 1, -1, 2, 0, 3, 1, 4, -1;
  return f;
}

}  // namespace gibbsight::inference
