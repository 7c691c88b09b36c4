#include "gibbsight/pipeline/lattice_forward_model.hpp"

#include <algorithm>
#include <cmath>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/model/pseudo_likelihood.hpp"
#include "gibbsight/pipeline/compositions.hpp"

namespace gibbsight::pipeline {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using inference::Parameters;
using inference::Simulation;

namespace {

// Only the mean is wanted: a few boxes give it better than any one window is measured.
constexpr std::size_t kReplicasForMeans = 16;
// Fewer cells than this and the box would feel its own periodic images.
constexpr int kSmallestBox = 16;
// And this is enough where many boxes give one mean.
constexpr int kLargestBoxForMeans = 40;
constexpr int kShellsOfOrder = 5;
constexpr double kMostCodesHeldOut = 65536;

/// The same motif with a shell more, where it has few enough configurations.
std::optional<motifs::Motif> next_larger(const motifs::Motif& motif) {
  const int centre = motif.centres[0].sublattice;
  double codes = motif.radices[0];
  for (const auto& shell : shells_around(motif.lattice, centre, motif.shells + 1))
    for (const lattice::Site& site : shell) {
      codes *= motif.lattice.basis[static_cast<std::size_t>(site.sublattice)].species_count();
    }
  if (codes > kMostCodesHeldOut) return std::nullopt;
  return motifs::make_motif(motif.lattice, motif.shells + 1, motif.group);
}

/// The histogram of raw species at places that were all seen, as orbit probabilities.
VectorXd probabilities(const motifs::Motif& motif, const motifs::Places& places,
                       std::span<const std::int8_t> species) {
  VectorXd codes = VectorXd::Zero(static_cast<Index>(motif.code_count()));
  count_codes(motif, places, species, {codes.data(), motif.code_count()});
  return sum_over_orbits(motif, codes) / codes.sum();
}

double active_sites_per_cell(const lattice::Lattice& lattice) {
  return static_cast<double>(
      std::count_if(lattice.basis.begin(), lattice.basis.end(),
                    [](const lattice::Sublattice& site) { return !site.is_spectator(); }));
}

}  // namespace

LatticeForwardModel::LatticeForwardModel(model::Interactions interactions, motifs::Motif motif,
                                         Observation observation, sampler::SamplerOptions options)
    : interactions_(std::move(interactions)),
      motif_(std::move(motif)),
      observation_(std::move(observation)),
      options_(std::move(options)),
      places_(seen_places(motif_, observation_.occupancy, observation_.boundary)),
      order_(motif_, observation_.occupancy.window, kShellsOfOrder),
      unevenness_(motif_, observation_.occupancy.window),
      larger_(next_larger(motif_)) {
  if (larger_) {
    larger_places_ = seen_places(*larger_, observation_.occupancy, observation_.boundary);
    if (larger_places_.count() == 0) larger_.reset();
  }
}

std::vector<std::string> LatticeForwardModel::held_out_names() const {
  std::vector<std::string> names = order_.names();
  names.emplace_back(kUnevenness);
  return names;
}

VectorXd LatticeForwardModel::measure_held_out(std::span<const std::int8_t> species) const {
  const VectorXd order = order_.measure(species);
  VectorXd all(order.size() + 1);
  all << order, unevenness_.measure(species);
  return all;
}

VectorXd LatticeForwardModel::held_out_histogram() const {
  if (!larger_) return {};
  return probabilities(*larger_, larger_places_, observation_.occupancy.species);
}

/// Twins come from a box larger than the window, or neighbouring windows could not differ.
lattice::Window LatticeForwardModel::box_for(const inference::Request& request) const {
  const lattice::Window& window = observation_.occupancy.window;
  if (observation_.boundary == motifs::Boundary::periodic) return window;
  const auto side = [&](int cells) {
    const int wanted =
        request.twins == 0 ? std::min(cells, kLargestBoxForMeans) : options_.windows_across * cells;
    return std::max(kSmallestBox, wanted);
  };
  return {0, 0, side(window.columns), side(window.rows)};
}

int LatticeForwardModel::species_count() const { return motif_.radices[0]; }

std::vector<std::string> LatticeForwardModel::parameter_names() const {
  std::vector<std::string> names = interactions_.parameter_names();
  if (!fits_composition()) return names;
  const auto& species = motif_.species();
  for (std::size_t s = 1; s < species.size(); ++s) names.push_back("fraction:" + species[s]);
  return names;
}

Parameters LatticeForwardModel::start() const {
  const auto likely = maximise_pseudo_likelihood(interactions_, observation_.occupancy);
  if (!fits_composition()) return likely.parameters;
  const VectorXd fractions = observation_.occupancy.fractions(motif_.centres[0].sublattice);
  Parameters start(likely.parameters.size() + species_count() - 1);
  start << likely.parameters, fractions.tail(species_count() - 1);
  return start;
}

std::vector<Simulation> LatticeForwardModel::simulate(std::span<const Parameters> parameters,
                                                      const inference::Request& request,
                                                      const core::Stream& stream,
                                                      const core::Execution& execution) const {
  std::vector<Simulation> simulations(parameters.size());
  core::parallel_for(parameters.size(), execution, [&](std::size_t i) {
    simulations[i] = simulate_one(parameters[i], request, stream.child(i), execution);
  });
  return simulations;
}

/// Of the crystal, from the parameters where it is fitted; at least two sites of a box of each.
VectorXd LatticeForwardModel::composition_at(const Parameters& parameters, double sites) const {
  if (!fits_composition()) return *observation_.bulk;
  VectorXd fractions(species_count());
  fractions.tail(species_count() - 1) = parameters.tail(species_count() - 1);
  fractions[0] = 1 - fractions.tail(species_count() - 1).sum();
  fractions = fractions.cwiseMax(2 / sites);
  return fractions / fractions.sum();
}

Simulation LatticeForwardModel::simulate_one(const Parameters& parameters,
                                             const inference::Request& request,
                                             const core::Stream& stream,
                                             const core::Execution& execution) const {
  const lattice::Window& window = observation_.occupancy.window;
  const lattice::Window box = box_for(request);
  const double sites = box.columns * box.rows * active_sites_per_cell(motif_.lattice);
  const VectorXd composition = composition_at(parameters, sites);
  // The crystal is larger than any box, so boxes differ in composition, those of twins too where
  // the crystal's is known.
  const bool is_part = observation_.boundary == motifs::Boundary::open && request.twins > 0;
  const bool fluctuates = fits_composition() || is_part;
  const auto terms = static_cast<Index>(interactions_.terms.size());
  const VectorXd energies = parameters.head(terms);
  // Means and slopes need no more than that boxes differ.
  const MatrixXd scatter = is_part
                               ? composition_scatter(interactions_, energies, composition, motif_,
                                                     options_, stream.child("scatter"), execution)
                               : ideal_scatter(composition);
  const MatrixXd compositions =
      fluctuates ? draw_compositions(composition, scatter, sites, stream.child("compositions"))
                 : MatrixXd(composition);
  const std::size_t windows = static_cast<std::size_t>(box.columns / window.columns) *
                              static_cast<std::size_t>(box.rows / window.rows);
  const std::size_t replicas =
      request.twins == 0 ? kReplicasForMeans : (request.twins + windows - 1) / windows;
  const sampler::Samples samples =
      sample(interactions_, energies, at_composition(compositions, options_), motif_, box, replicas,
             options_, stream.child("sampler"), execution);
  Simulation simulation;
  const auto observed = [&](const MatrixXd& by_code) {
    return sum_over_orbits(motif_, observe_codes(motif_, observation_.confusion, by_code));
  };
  const auto expect = [&](const sampler::Averages& averages) {
    return fluctuates ? expect_at(composition, sites, averages)
                      : Expectation{averages.codes, -averages.covariance};
  };
  const Expectation expected = expect(samples.averages);
  const Index fitted = terms + (fits_composition() ? composition.size() - 1 : 0);
  simulation.mean = observed(expected.codes);
  simulation.derivatives = observed(expected.derivatives.leftCols(fitted));
  simulation.derivative_noise =
      observed((expect(samples.halves[0]).derivatives - expect(samples.halves[1]).derivatives)
                   .leftCols(fitted)) /
      2;
  depart_mean(simulation);
  simulation.moments = moments();
  draw_twins(samples.replicas, request, stream.child("twins"), execution, simulation);
  simulation.autocorrelation_time = samples.autocorrelation_time;
  simulation.equilibrated = samples.equilibrated;
  simulation.engine = samples.engine;
  return simulation;
}

/// How many clusters of each term lie within the motif, and with a fitted composition which species
/// the centre holds: parameters x orbits.
MatrixXd LatticeForwardModel::moments() const {
  MatrixXd clusters = count_clusters(interactions_, motif_);
  if (!fits_composition()) return clusters;
  MatrixXd result = MatrixXd::Zero(clusters.rows() + species_count() - 1, clusters.cols());
  result.topRows(clusters.rows()) = clusters;
  for (Index orbit = 0; orbit < result.cols(); ++orbit) {
    const int centre = motif_.digit(motif_.orbits[static_cast<std::size_t>(orbit)].code, 0);
    if (centre > 0) result(clusters.rows() + centre - 1, orbit) = 1;
  }
  return result;
}

/// The root of every probability moves by the same whatever the parameters.
void LatticeForwardModel::depart_mean(Simulation& simulation) const {
  if (observation_.departures.is_none()) return;
  const VectorXd before = simulation.mean;
  simulation.mean = microscope::depart(before, observation_.departures.mean());
  for (Index i = 0; i < before.size(); ++i) {
    if (before[i] <= 0) continue;
    const double factor = std::sqrt(simulation.mean[i] / before[i]);
    simulation.derivatives.row(i) *= factor;
    simulation.derivative_noise.row(i) *= factor;
  }
}

void LatticeForwardModel::draw_twins(const lattice::ReplicaBlock& replicas,
                                     const inference::Request& request, const core::Stream& stream,
                                     const core::Execution& execution,
                                     Simulation& simulation) const {
  const auto count = static_cast<Index>(request.twins);
  simulation.twins.resize(static_cast<Index>(motif_.orbit_count()), count);
  if (request.held_out) {
    simulation.held_out.resize(static_cast<Index>(held_out_names().size()), count);
    if (larger_) {
      simulation.held_out_histogram.resize(static_cast<Index>(larger_->orbit_count()), count);
    }
  }
  core::parallel_for(request.twins, execution, [&](std::size_t b) {
    core::Generator random = stream.child(b).generator();
    const auto species =
        draw_twin(replicas, b % replicas.replica_count, b / replicas.replica_count, random);
    const auto column = static_cast<Index>(b);
    simulation.twins.col(column) = probabilities(motif_, places_, species);
    if (!observation_.departures.is_none()) {
      simulation.twins.col(column) = microscope::depart(
          simulation.twins.col(column), draw_departure(observation_.departures, random));
    }
    if (!request.held_out) return;
    simulation.held_out.col(column) = measure_held_out(species);
    if (larger_) {
      simulation.held_out_histogram.col(column) = probabilities(*larger_, larger_places_, species);
    }
  });
}

/// Cuts one window out of a box and shows it through the microscope.
std::vector<std::int8_t> LatticeForwardModel::draw_twin(const lattice::ReplicaBlock& replicas,
                                                        std::size_t replica,
                                                        std::size_t window_index,
                                                        core::Generator& random) const {
  const std::span<const std::int8_t> box = replicas.replica(replica);
  const std::size_t box_columns = replicas.box.columns;
  std::vector<std::int8_t> twin = observation_.occupancy.species;
  const lattice::Window& window = observation_.occupancy.window;
  const std::size_t basis_count = motif_.lattice.basis.size();
  const std::size_t across = box_columns / window.columns;
  const std::size_t column0 = (window_index % across) * window.columns;
  const std::size_t row0 = (window_index / across) * window.rows;
  std::size_t site = 0;
  for (std::size_t row = 0; row < static_cast<std::size_t>(window.rows); ++row) {
    const std::int8_t* from = &box[((row0 + row) * box_columns + column0) * basis_count];
    for (std::size_t i = 0; i < window.columns * basis_count; ++i, ++site) {
      if (twin[site] != lattice::kUnseen) twin[site] = from[i];
    }
  }
  observe_sites(draw_confusion(observation_.confusion, random), twin, random);
  return twin;
}

}  // namespace gibbsight::pipeline
