// How far apart two histograms are.
#pragma once

#include <Eigen/Core>

namespace gibbsight::distance {

/// The angle between two unit vectors without negative parts, from the chord between them.
double angle_of_chord(double chord);

/// Statistical distance s = arccos(sum_i sqrt(p_i q_i)) in [0, pi/2] between two probability
/// vectors of the same length (Wootters, Phys. Rev. D 23, 357 (1981), doi:10.1103/PhysRevD.23.357):
/// the angle between sqrt(p) and sqrt(q) on the unit sphere. Computed from the chord where the
/// angle is small, where the arccosine would lose half its digits. Throws UsageError for different
/// lengths.
double statistical_distance(const Eigen::VectorXd& p, const Eigen::VectorXd& q);

/// sum_i p_i ln(p_i / q_i), infinite where q misses an outcome of p
/// (Kullback and Leibler 1951, doi:10.1214/aoms/1177729694).
double kullback_leibler(const Eigen::VectorXd& p, const Eigen::VectorXd& q);

/// N sum_i (p_i - q_i)^2 / q_i, infinite where q misses an outcome of p (Pearson 1900,
/// doi:10.1080/14786440009463897). Neighbouring motifs share sites, so it does not follow the
/// chi-squared distribution.
double chi_squared(const Eigen::VectorXd& p, const Eigen::VectorXd& q, double count);

}  // namespace gibbsight::distance
