#include "gibbsight/atoms/moments.hpp"

namespace gibbsight::atoms {
namespace {

constexpr int even(int count) { return count + count % 2; }

}  // namespace

PowersAcross powers_across(double u, double g) {
  const Eigen::Array2d two(1, u);
  const double u2 = u * u;
  const double g2 = g * g;
  PowersAcross all;
  all.segment<2>(0) = g2 * two;
  all.segment<2>(2) = g2 * u2 * two;
  all.segment<2>(4) = g2 * (u2 * u2) * two;
  all.segment<2>(6) = g * two;
  all.segment<2>(8) = g * u2 * two;
  all.segment<2>(10) = two;
  all.segment<2>(12) = u2 * two;
  return all;
}

template <int b>
void Moments::add_times(double power, const PowersAcross& across, double g) {
  auto sums = sums_.col(b);
  sums.template segment<even(5 - b)>(kFirst[2]) +=
      g * g * power * across.segment<even(5 - b)>(kFirst[2]);
  if constexpr (b < 4) {
    sums.template segment<even(4 - b)>(kFirst[1]) +=
        g * power * across.segment<even(4 - b)>(kFirst[1]);
  }
  if constexpr (b < 3) {
    sums.template segment<even(3 - b)>(kFirst[0]) += power * across.segment<even(3 - b)>(kFirst[0]);
  }
}

void Moments::add(const PowersAcross& across, double v, double g) {
  add_times<0>(1, across, g);
  add_times<1>(v, across, g);
  add_times<2>(v * v, across, g);
  add_times<3>(v * v * v, across, g);
  add_times<4>(v * v * v * v, across, g);
}

}  // namespace gibbsight::atoms
