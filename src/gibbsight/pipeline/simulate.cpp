#include "gibbsight/pipeline/simulate.hpp"

#include <algorithm>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::pipeline {

std::vector<lattice::Occupancy> simulate_occupancies(const model::Parametrised& model,
                                                     const Eigen::VectorXd& fractions,
                                                     const lattice::Window& window,
                                                     std::size_t count,
                                                     const Configuration& configuration,
                                                     const core::Execution& execution) {
  const auto motif = motifs::make_motif(model.interactions.lattice, 0, "p1");
  sampler::SamplerOptions options = configuration.sampler;
  options.least_sweeps = std::max(options.least_sweeps, configuration.simulate.sweeps);
  options.samples = 2;
  const auto samples = sample(
      model.interactions, model.parameters, at_composition(fractions, options), motif, window,
      count, options, core::Stream(configuration.sampler.seed).child("simulate"), execution);
  if (!samples.equilibrated) {
    throw core::DataError({.what = "the sampler has not equilibrated",
                           .where = "simulate",
                           .value = std::to_string(samples.equilibration_sweeps) + " sweeps",
                           .expected = "interactions above the ordering temperature, or more "
                                       "sampler.most_sweeps"});
  }
  std::vector<lattice::Occupancy> drawn(
      count, lattice::Occupancy::unseen(model.interactions.lattice, window));
  for (std::size_t i = 0; i < count; ++i) {
    const auto replica = samples.replicas.replica(i);
    std::copy(replica.begin(), replica.end(), drawn[i].species.begin());
  }
  return drawn;
}

lattice::Occupancy simulate_occupancy(const lattice::Window& window,
                                      const Configuration& configuration,
                                      const core::Execution& execution) {
  const auto lattice = make_lattice(configuration.lattice);
  const auto model = model::parse_parameters(configuration.model.parameters, lattice,
                                             configuration.model.symmetry);
  const auto& species = lattice.basis[lattice.first_with_species()].species;
  const auto count = static_cast<Eigen::Index>(species.size());
  const Eigen::VectorXd equal = Eigen::VectorXd::Constant(count, 1.0 / static_cast<double>(count));
  const auto bulk = model::parse_bulk(configuration.model.bulk, species);
  return simulate_occupancies(model, bulk.value_or(equal), window, 1, configuration, execution)
      .front();
}

}  // namespace gibbsight::pipeline
