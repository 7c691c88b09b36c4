#include "gibbsight/sampler/engine.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace gibbsight::sampler {
namespace {

constexpr std::size_t kBetweenChecks = 1 << 16;  // attempts: milliseconds

bool accepts(double energy_change, core::Generator& random) {
  return energy_change <= 0 || random.uniform() < std::exp(-energy_change);
}

std::uint32_t pick(std::span<const std::uint32_t> sites, core::Generator& random) {
  return sites[random.below(static_cast<std::uint32_t>(sites.size()))];
}

/// Whole numbers of sites nearest to the fractions, adding up to `sites`.
std::vector<std::size_t> apportion(const Eigen::VectorXd& fractions, std::size_t sites) {
  std::vector<std::size_t> counts;
  double cumulative = 0;
  std::size_t placed = 0;
  for (const double fraction : fractions) {
    cumulative += fraction;
    const auto until = std::min(
        sites, static_cast<std::size_t>(std::llround(cumulative * static_cast<double>(sites))));
    counts.push_back(until - placed);
    placed = until;
  }
  counts.back() += sites - placed;
  return counts;
}

/// Two sites that share a bond, every bond as likely as any other; twice the same site where a site
/// has fewer bonds than others and none was found.
std::pair<std::uint32_t, std::uint32_t> pick_bond(const Hamiltonian& hamiltonian,
                                                  core::Generator& random) {
  const std::uint32_t site = pick(hamiltonian.active_sites(), random);
  const auto neighbours = hamiltonian.neighbours_of(site);
  const std::uint32_t bond = random.below(static_cast<std::uint32_t>(hamiltonian.most_bonds()));
  return {site, bond < neighbours.size() ? neighbours[bond] : site};
}

void exchange_sweep(const Hamiltonian& hamiltonian, bool neighbours, std::span<std::int8_t> box,
                    core::Generator& random, double inverse_temperature,
                    const core::Execution& execution) {
  const auto sites = hamiltonian.active_sites();
  const bool bonds = neighbours && hamiltonian.most_bonds() > 0;
  for (std::size_t attempt = 0; attempt < sites.size(); ++attempt) {
    if (attempt % kBetweenChecks == 0) execution.check();
    const auto [i, j] = bonds ? pick_bond(hamiltonian, random)
                              : std::pair{pick(sites, random), pick(sites, random)};
    if (box[i] == box[j]) continue;
    const double change =
        hamiltonian.energy_change(box, i, box[j], j) + hamiltonian.energy_change(box, j, box[i], i);
    if (!accepts(inverse_temperature * change, random)) continue;
    std::swap(box[i], box[j]);
  }
}

void change_sweep(const Hamiltonian& hamiltonian, std::span<std::int8_t> box,
                  core::Generator& random, double inverse_temperature,
                  const core::Execution& execution) {
  const auto sites = hamiltonian.active_sites();
  const auto others = static_cast<std::uint32_t>(hamiltonian.species_count() - 1);
  for (std::size_t attempt = 0; attempt < sites.size(); ++attempt) {
    if (attempt % kBetweenChecks == 0) execution.check();
    const std::uint32_t i = pick(sites, random);
    const int old_species = box[i];
    int new_species = static_cast<int>(random.below(others));
    if (new_species >= old_species) ++new_species;  // any species but the present one
    const double change = hamiltonian.energy_change(box, i, new_species, i);
    if (!accepts(inverse_temperature * change, random)) continue;
    box[i] = static_cast<std::int8_t>(new_species);
  }
}

}  // namespace

Eigen::VectorXd chemical_potentials(const Ensemble& ensemble, int species_count) {
  const auto* semi_grand = std::get_if<SemiGrand>(&ensemble);
  return semi_grand != nullptr ? semi_grand->chemical_potentials
                               : Eigen::VectorXd::Zero(species_count);
}

void initialise(const Hamiltonian& hamiltonian, const Ensemble& ensemble,
                std::span<std::int8_t> box, core::Generator& random, std::size_t replica) {
  std::fill(box.begin(), box.end(), lattice::kUnseen);
  const auto sites = hamiltonian.active_sites();
  if (const auto* canonical = std::get_if<Canonical>(&ensemble)) {
    const auto counts = apportion(canonical->fractions_of(replica), sites.size());
    std::size_t next = 0;
    for (std::size_t s = 0; s < counts.size(); ++s)
      for (std::size_t n = 0; n < counts[s]; ++n) box[sites[next++]] = static_cast<std::int8_t>(s);
    for (std::size_t n = sites.size(); n > 1; --n) {  // Fisher and Yates
      std::swap(box[sites[n - 1]], box[sites[random.below(static_cast<std::uint32_t>(n))]]);
    }
    return;
  }
  const auto species = static_cast<std::uint32_t>(hamiltonian.species_count());
  for (const std::uint32_t site : sites)
    box[site] = static_cast<std::int8_t>(random.below(species));
}

void sweep(const Hamiltonian& hamiltonian, const Ensemble& ensemble, std::span<std::int8_t> box,
           core::Generator& random, double inverse_temperature, const core::Execution& execution) {
  if (const auto* canonical = std::get_if<Canonical>(&ensemble)) {
    exchange_sweep(hamiltonian, canonical->neighbours, box, random, inverse_temperature, execution);
  } else {
    change_sweep(hamiltonian, box, random, inverse_temperature, execution);
  }
}

}  // namespace gibbsight::sampler
