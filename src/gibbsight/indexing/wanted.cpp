#include "gibbsight/indexing/wanted.hpp"

#include <algorithm>
#include <limits>

namespace gibbsight::indexing {

std::vector<char> wanted_sites(const lattice::Lattice& lattice) {
  std::vector<char> wanted;
  for (const auto& site : lattice.basis) wanted.push_back(site.is_spectator() ? 0 : 1);
  if (std::count(wanted.begin(), wanted.end(), 1) == 0) wanted.assign(wanted.size(), 1);
  return wanted;
}

int wanted_count(const lattice::Lattice& lattice) {
  const std::vector<char> wanted = wanted_sites(lattice);
  return static_cast<int>(std::count(wanted.begin(), wanted.end(), 1));
}

bool can_be_empty(const lattice::Sublattice& site) {
  return std::find(site.species.begin(), site.species.end(), "vacancy") != site.species.end();
}

bool has_vacancies(const lattice::Lattice& lattice) {
  return std::any_of(lattice.basis.begin(), lattice.basis.end(), can_be_empty);
}

double nearest_wanted_distance(const lattice::Lattice& lattice) {
  const std::vector<char> wanted = wanted_sites(lattice);
  double nearest = std::numeric_limits<double>::infinity();
  for (int from = 0; from < lattice.basis_count(); ++from) {
    for (int to = 0; to < lattice.basis_count(); ++to) {
      if (wanted[static_cast<std::size_t>(from)] == 0 || wanted[static_cast<std::size_t>(to)] == 0)
        continue;
      for (int code = 0; code < 25; ++code) {
        const lattice::Vector2 step =
            lattice.position(code % 5 - 2, code / 5 - 2, to) - lattice.position(0, 0, from);
        if (step.norm() > 1e-9) nearest = std::min(nearest, step.norm());
      }
    }
  }
  return nearest;
}

}  // namespace gibbsight::indexing
