// The geometry of a fit. With psi = sqrt(p) a histogram is a point on the unit sphere; near the
// best fit the model spans the plane of the directions J = d psi / d theta, and bends away from it.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/inference/forward_model.hpp"

namespace gibbsight::inference {

/// How J changes with the parameters: to second order psi moves by J d + sum_a s_a rises[a] d / 2
/// where the parameters shift by d, s_a steps along axis a.
struct Curvature {
  Eigen::MatrixXd axes;                ///< parameters x axes, each as long as a step
  std::vector<Eigen::MatrixXd> rises;  ///< of J with a step along each axis; none: not known
};

/// A model near one set of parameters. The reference is the mean of the twins' psi and not the root
/// of the mean histogram: with rare orbits the two differ, and only the first is unbiased.
struct Tangent {
  Eigen::VectorXd reference;       ///< psi the model expects to be observed
  Eigen::VectorXd counts;          ///< as if each orbit had been counted on so many motifs
  Eigen::MatrixXd jacobian;        ///< orbits x parameters
  Eigen::MatrixXd pseudo_inverse;  ///< parameters x orbits
  Eigen::MatrixXd directions;      ///< orthonormal columns that span what the parameters can move
  int rank = 0;                    ///< directions of the parameters that move the histogram at all
  Curvature curvature;
};

/// To first order. Rare orbits are counted like events of a Poisson process, whose expected root is
/// not the root of what is expected: J is the slope of the former.
Tangent make_tangent(const Simulation& simulation);

/// About `centre`, from simulations one step ahead and one behind along every axis (parameters x
/// axes); an axis along which one of them has not equilibrated is taken for straight.
Curvature make_curvature(const Tangent& centre, const Eigen::MatrixXd& axes,
                         const std::vector<Simulation>& ahead,
                         const std::vector<Simulation>& behind);

/// d E[sqrt(n)] / d lambda of a Poisson variable n of mean lambda; it is E[sqrt(n + 1) - sqrt(n)].
double slope_of_expected_root(double lambda);

/// Where psi, or its components along some directions, goes when the parameters shift. What was
/// simulated one step off tells little of what is much further: J stops rising at twice the
/// distance.
Eigen::VectorXd displacement(const Eigen::MatrixXd& jacobian, const Curvature& curvature,
                             const Eigen::VectorXd& shift);

/// The parameter change that brings the model closest to psi on the sphere, to first order.
Eigen::VectorXd step_towards(const Tangent& tangent, const Eigen::VectorXd& psi);

/// The step of every twin against the mean of the others: parameters x twins.
Eigen::MatrixXd steps_of_twins(const Tangent& tangent, const Simulation& simulation);

/// How far every twin is from the mean of the others: orbits x twins.
Eigen::MatrixXd residuals_of_twins(const Tangent& tangent, const Simulation& simulation);

/// Sample variance of every row; the diagonal of `covariance`, without the rest.
Eigen::VectorXd variances(const Eigen::MatrixXd& columns);

/// Sample covariance of columns.
Eigen::MatrixXd covariance(const Eigen::MatrixXd& columns);

/// The sample value below which a fraction of the sample lies, interpolated.
double quantile(Eigen::VectorXd sample, double fraction);

}  // namespace gibbsight::inference
