// Sums over pixels of a Gaussian and powers of the distance from its centre.
#pragma once

#include <Eigen/Core>

namespace gibbsight::atoms {

/// For a pixel of a row, u to the right of the centre, or as a sum over some: g^2 u^0 to g^2 u^5,
/// g u^0 to g u^3, and u^0 to u^3, where g is the Gaussian along the row. Even numbers of each,
/// which a processor takes two at a time; the highest, g^2 u^5 and u^3, are not asked for.
using PowersAcross = Eigen::Array<double, 14, 1>;
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
  /// Those times v^b, which is `power`.
  template <int b>
  void add_times(double power, const PowersAcross& across, double g);

  static constexpr int kFirst[] = {10, 6, 0};  // of the powers across with g^e
  Eigen::Array<double, 14, 5> sums_ = Eigen::Array<double, 14, 5>::Zero();
};

}  // namespace gibbsight::atoms
