#include "adsorption.hpp"

#include <array>
#include <cmath>

namespace adsorption {

using gibbsight::lattice::Occupancy;

namespace {

int neighbours(const Occupancy& surface, int a, int b) {
  const int side = surface.window.columns;
  const auto at = [&](int column, int row) {
    return surface.at((column + side) % side, (row + side) % side, 0);
  };
  return at(a + 1, b) + at(a - 1, b) + at(a, b + 1) + at(a, b - 1);
}

}  // namespace

Occupancy deposit(double k, double coverage, int side, gibbsight::core::Generator& random) {
  const auto lattice = gibbsight::lattice::make_lattice("square", {"vacancy", "atom"});
  auto surface = Occupancy::unseen(lattice, {0, 0, side, side});
  std::fill(surface.species.begin(), surface.species.end(), std::int8_t{0});
  std::array<double, 5> sticking{};
  for (int n = 0; n <= 4; ++n) sticking[static_cast<std::size_t>(n)] = std::pow(k, n);
  const auto sites = static_cast<std::uint32_t>(surface.species.size());
  const auto wanted = static_cast<std::uint32_t>(std::lround(coverage * sites));
  // So many landings in a row without one that sticks, and hardly a site is left.
  const std::uint64_t patience = 100ULL * sites;
  std::uint32_t atoms = 0;
  for (std::uint64_t waited = 0; atoms < wanted && waited < patience; ++waited) {
    const auto site = static_cast<int>(random.below(sites));
    std::int8_t& here = surface.at(site % side, site / side, 0);
    const int n = neighbours(surface, site % side, site / side);
    if (here != 0 || random.uniform() >= sticking[static_cast<std::size_t>(n)]) continue;
    here = 1;
    ++atoms;
    waited = 0;
  }
  return surface;
}

}  // namespace adsorption
