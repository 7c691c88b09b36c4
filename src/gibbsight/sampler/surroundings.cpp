#include "gibbsight/sampler/surroundings.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "gibbsight/sampler/kernels.hpp"

namespace gibbsight::sampler {
namespace {

using Energies = std::vector<double>;

/// What acts on a site from one place, or from a pair of places: contributions to its energy, added
/// up in ascending order so that equal ones make equal sums.
struct Influence {
  std::array<std::size_t, 2> corners{};
  std::vector<Energies> parts;

  Energies sum() {
    std::sort(parts.begin(), parts.end());
    Energies total(parts[0].size(), 0.0);
    for (const Energies& part : parts)
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += part[i];
    return total;
  }
};

struct InOrder {
  bool operator()(const lattice::Site& left, const lattice::Site& right) const {
    return std::tie(left.a, left.b, left.sublattice) < std::tie(right.a, right.b, right.sublattice);
  }
};
using Neighbours = std::map<lattice::Site, Influence, InOrder>;

void add_neighbour(Neighbours& neighbours, const lattice::Site& offset, std::size_t corner,
                   Energies part) {
  Influence& influence =
      neighbours.try_emplace(offset, Influence{{corner, corner}, {}}).first->second;
  influence.parts.push_back(std::move(part));
}

/// Takes the triplets of two species apart: e(x, y) = e00 + x (e10 - e00) + y (e01 - e00) + x y
/// rest.
void add_triplets(const Hamiltonian::SiteTable& table, Neighbours& neighbours,
                  std::vector<Influence>& pairs) {
  for (std::size_t k = 0; k < table.triplets.clusters.size(); ++k) {
    const double* e = table.triplets.energies.data() + k * table.triplets.stride;
    const std::size_t corner = table.bond_count + 2 * k;
    const auto& offsets = table.triplets.clusters[k].others;
    add_neighbour(neighbours, offsets[0], corner, {0, e[2] - e[0], 0, e[6] - e[4]});
    add_neighbour(neighbours, offsets[1], corner + 1, {0, e[1] - e[0], 0, e[5] - e[4]});
    const double both_here0 = e[3] - e[2] - e[1] + e[0];
    const double both_here1 = e[7] - e[6] - e[5] + e[4];
    pairs.push_back({{corner, corner + 1}, {{e[0], e[0] + both_here0, e[4], e[4] + both_here1}}});
  }
}

/// Reads the fields of a code from the lowest bit up.
class CodeReader {
 public:
  explicit CodeReader(std::uint32_t code) : rest_(code) {}
  int read(int bits) {
    const auto field = static_cast<int>(rest_ & ((1U << bits) - 1));
    rest_ >>= bits;
    return field;
  }

 private:
  std::uint32_t rest_;
};

/// Energies of a site by its species where its surroundings have a code; nothing where none have
/// it.
std::optional<Eigen::VectorXd> energies_of(const std::vector<Group>& groups, std::uint32_t code,
                                           int species) {
  Eigen::VectorXd energy = Eigen::VectorXd::Zero(species);
  CodeReader reader(code);
  for (const Group& group : groups) {
    Eigen::VectorXd counts = Eigen::VectorXd::Zero(species);
    for (int s = 1; s < species; ++s) counts[s] = reader.read(LocalRule::count_bits(group.size()));
    counts[0] = group.size() - counts.sum();
    if (counts[0] < 0) return std::nullopt;
    energy +=
        Eigen::Map<const Eigen::MatrixXd>(group.energies.data(), species, species).transpose() *
        counts;
  }
  return energy;
}

}  // namespace

std::optional<std::vector<Group>> group_surroundings(const Hamiltonian::SiteTable& table,
                                                     int species_count) {
  if (!table.triplets.clusters.empty() && species_count > 2) return std::nullopt;
  Neighbours neighbours;
  std::vector<Influence> pairs;
  for (std::size_t k = 0; k < table.bond_count; ++k) {
    const auto from = table.energies.begin() + static_cast<std::ptrdiff_t>(k * table.stride);
    add_neighbour(neighbours, table.clusters[k].others[0], k,
                  {from, from + static_cast<std::ptrdiff_t>(table.stride)});
  }
  add_triplets(table, neighbours, pairs);
  std::map<std::pair<bool, Energies>, Group> groups;  // pairs sort last
  const auto add = [&](Influence& influence, bool is_pair) {
    const Energies energies = influence.sum();
    Group& group =
        groups.try_emplace({is_pair, energies}, Group{energies, is_pair, {}}).first->second;
    group.members.push_back(influence.corners);
  };
  for (auto& [offset, influence] : neighbours) add(influence, false);
  for (Influence& influence : pairs) add(influence, true);
  std::vector<Group> result;
  for (auto& [key, group] : groups) result.push_back(std::move(group));
  return result;
}

std::vector<std::uint32_t> corners_of(const Hamiltonian& hamiltonian, std::uint32_t site) {
  const auto neighbours = hamiltonian.neighbours_of(site);
  const auto corners = hamiltonian.triplet_corners_of(site);
  std::vector<std::uint32_t> all(neighbours.begin(), neighbours.end());
  all.insert(all.end(), corners.begin(), corners.end());
  return all;
}

std::vector<double> heat_bath(const std::vector<Group>& groups, int code_bits,
                              const Eigen::VectorXd& potentials, double inverse_temperature) {
  const auto species = static_cast<int>(potentials.size());
  const std::size_t codes = std::size_t{1} << code_bits;
  std::vector<double> probabilities(codes * static_cast<std::size_t>(species - 1), 0.0);
  for (std::uint32_t code = 0; code < codes; ++code) {
    const auto surroundings = energies_of(groups, code, species);
    if (!surroundings) continue;
    const Eigen::ArrayXd energy = *surroundings - potentials;
    const Eigen::ArrayXd weights = (inverse_temperature * (energy.minCoeff() - energy)).exp();
    for (int s = 1; s < species; ++s) {
      probabilities[static_cast<std::size_t>(s - 1) * codes + code] =
          weights.tail(species - s).sum() / weights.sum();
    }
  }
  return probabilities;
}

std::vector<double> exchange_changes(const std::vector<Group>& groups, int code_bits,
                                     double inverse_temperature) {
  std::vector<double> changes(std::size_t{1} << code_bits);
  for (std::uint32_t code = 0; code < changes.size(); ++code) {
    CodeReader reader(code);
    for (const Group& group : groups) {
      const int bits = LocalRule::count_bits(group.size());
      int difference = reader.read(bits);
      if (&group != groups.data()) difference -= reader.read(1) << bits;
      const Energies& e = group.energies;
      changes[code] += inverse_temperature * difference * ((e[3] - e[1]) - (e[2] - e[0]));
    }
  }
  return changes;
}

}  // namespace gibbsight::sampler
