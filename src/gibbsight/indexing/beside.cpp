#include "gibbsight/indexing/beside.hpp"

#include <algorithm>

#include "gibbsight/indexing/request.hpp"
#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/lattice/symmetry.hpp"

namespace gibbsight::indexing {

std::vector<char> beside_unknown(const Sites& sites, const std::vector<char>& known,
                                 const atoms::AtomList& list) {
  const auto window = lattice::Occupancy::unseen(sites.lattice, sites.window);
  std::vector<char> is_known(window.species.size(), 0);
  for (std::size_t i = 0; i < known.size(); ++i) {
    const Site& site = sites.sites[i];
    is_known[window.index(site.a, site.b, site.sublattice)] = known[i];
  }
  const auto position = [&](int sublattice) {
    return sites.lattice.basis[static_cast<std::size_t>(sublattice)].position;
  };
  const Eigen::AlignedBox2d field = field_of_view(list);
  std::vector<std::vector<lattice::Site>> nearest;
  for (int s = 0; s < sites.lattice.basis_count(); ++s) {
    nearest.push_back(shells_around(sites.lattice, s, 1).front());
  }
  std::vector<char> result;
  for (const Site& site : sites.sites) {
    const auto is_unknown = [&](const lattice::Site& offset) {
      const int a = site.a + offset.a;
      const int b = site.b + offset.b;
      if (sites.window.contains(a, b) && is_known[window.index(a, b, offset.sublattice)] != 0)
        return false;
      const Vector2 step =
          Vector2(offset.a, offset.b) + position(offset.sublattice) - position(site.sublattice);
      return field.contains(
          Vector2(Vector2(site.predicted_x, site.predicted_y) + sites.cell_px * step));
    };
    const auto& around = nearest[static_cast<std::size_t>(site.sublattice)];
    result.push_back(std::any_of(around.begin(), around.end(), is_unknown) ? 1 : 0);
  }
  return result;
}

}  // namespace gibbsight::indexing
