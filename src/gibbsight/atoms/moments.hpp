// Sums over pixels of a Gaussian and powers of the distance from its centre.
#pragma once

#include <Eigen/Core>

namespace gibbsight::atoms {

/// For a pixel of a row, u to the right of the centre, or as a sum over some: g^2 u^0 to g^2 u^4,
/// g u^0 to g u^3, and u^0 to u^2, where g is the Gaussian along the row.
using PowersAcross = Eigen::Array<double, 12, 1>;
PowersAcross powers_across(double u, double g);

/// Sums of g^e u^a v^b, with v the distance down and g the Gaussian in the plane, which is the
/// product of one across and one down.
class Moments {
 public:
  /// Pixels of a row v below the centre, where the Gaussian down is g; `across` is their sum.
  void add(const PowersAcross& across, double v, double g);

  /// e is 0 to 2 and a + b at most e + 2.
  double operator()(int e, int a, int b) const { return sums_(kFirst[e] + a, b); }

 private:
  static constexpr int kFirst[] = {9, 5, 0};  // of the powers across with g^e
  Eigen::Matrix<double, 12, 5> sums_ = Eigen::Matrix<double, 12, 5>::Zero();
};

}  // namespace gibbsight::atoms
