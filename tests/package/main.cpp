#include <gibbsight/core/version.hpp>
#include <gibbsight/lattice/occupancy.hpp>
#include <iostream>

int main() {
  const auto lattice = gibbsight::lattice::make_lattice("square", {"Te", "Se"});
  auto occupancy =
      gibbsight::lattice::Occupancy::unseen(lattice, {.a0 = 0, .b0 = 0, .columns = 4, .rows = 3});
  occupancy.at(1, 2, 0) = 1;
  std::cout << "gibbsight " << gibbsight::core::version() << ": " << occupancy.seen_count() << "\n";
  return occupancy.seen_count() == 1 ? 0 : 1;
}
