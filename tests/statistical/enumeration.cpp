#include "enumeration.hpp"

#include <cmath>

namespace gibbsight::testing {
namespace {

/// Advances to the next configuration, like an odometer; false after the last.
bool next(std::vector<std::int8_t>& species, int species_count) {
  for (std::int8_t& s : species) {
    if (++s < species_count) return true;
    s = 0;
  }
  return false;
}

/// Log weight beside the energy, or nothing where the ensemble forbids the configuration.
std::optional<double> ensemble_weight(const sampler::Ensemble& ensemble,
                                      const lattice::Occupancy& box) {
  std::vector<std::size_t> counts(static_cast<std::size_t>(box.lattice.basis[0].species_count()));
  for (const std::int8_t s : box.species) ++counts[s];
  double log_weight = 0;
  if (const auto* canonical = std::get_if<sampler::Canonical>(&ensemble)) {
    for (std::size_t s = 0; s < counts.size(); ++s) {
      const double wanted = canonical->fractions(static_cast<Eigen::Index>(s), 0) *
                            static_cast<double>(box.species.size());
      if (std::abs(static_cast<double>(counts[s]) - wanted) > 0.5) return std::nullopt;
    }
    return 0.0;
  }
  const auto& potentials = std::get<sampler::SemiGrand>(ensemble).chemical_potentials;
  for (std::size_t s = 0; s < counts.size(); ++s) {
    log_weight += potentials[static_cast<Eigen::Index>(s)] * static_cast<double>(counts[s]);
  }
  return log_weight;
}

}  // namespace

Exact enumerate(const model::Interactions& interactions, const Eigen::VectorXd& parameters,
                const sampler::Ensemble& ensemble, const motifs::Motif& motif,
                const lattice::Window& box) {
  lattice::Occupancy occupancy = lattice::Occupancy::unseen(interactions.lattice, box);
  std::fill(occupancy.species.begin(), occupancy.species.end(), std::int8_t{0});
  const motifs::Places places = find_places(motif, box, motifs::Boundary::periodic);
  Exact exact{Eigen::VectorXd::Zero(static_cast<Eigen::Index>(motif.code_count())), 0};
  Eigen::VectorXd codes = exact.codes;
  double sum = 0;
  do {
    const auto log_weight = ensemble_weight(ensemble, occupancy);
    if (!log_weight) continue;
    const double energy = parameters.dot(count_clusters(interactions, occupancy));
    const double weight = std::exp(*log_weight - energy);
    codes.setZero();
    count_codes(motif, places, occupancy.species, {codes.data(), motif.code_count()});
    exact.codes += weight * codes;
    exact.energy += weight * energy;
    sum += weight;
  } while (next(occupancy.species, interactions.lattice.basis[0].species_count()));
  exact.codes /= sum * static_cast<double>(places.count());
  exact.energy /= sum;
  return exact;
}

}  // namespace gibbsight::testing
