#include "gibbsight/atoms/moments.hpp"

namespace gibbsight::atoms {

PowersAcross powers_across(double u, double g) {
  const Eigen::Array<double, 5, 1> powers(1, u, u * u, u * u * u, u * u * u * u);
  PowersAcross all;
  all << g * g * powers, g * powers.head<4>(), powers.head<3>();
  return all;
}

void Moments::add(const PowersAcross& across, double v, double g) {
  PowersAcross weighted = across;
  weighted.head<5>() *= g * g;
  weighted.segment<4>(5) *= g;
  const Eigen::RowVector<double, 5> powers(1, v, v * v, v * v * v, v * v * v * v);
  sums_.noalias() += weighted.matrix() * powers;
}

}  // namespace gibbsight::atoms
