#include "gibbsight/pipeline/simulate.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::pipeline {
namespace {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <class Member>
double median_of(const std::vector<atoms::Atom>& atoms, Member member) {
  std::vector<double> values;
  for (const atoms::Atom& atom : atoms) values.push_back(atom.*member);
  return median(values);
}

}  // namespace

lattice::Occupancy simulate_occupancy(const model::Parametrised& model,
                                      const Eigen::VectorXd& fractions,
                                      const lattice::Window& window,
                                      const Configuration& configuration,
                                      const core::Execution& execution) {
  const auto motif = motifs::make_motif(model.interactions.lattice, 0, "p1");
  sampler::SamplerOptions options = configuration.sampler;
  options.least_sweeps = std::max(options.least_sweeps, configuration.simulate.sweeps);
  options.samples = 2;
  const auto samples = sample(
      model.interactions, model.parameters, at_composition(fractions, options), motif, window, 1,
      options, core::Stream(configuration.sampler.seed).child("simulate"), execution);
  if (!samples.equilibrated) {
    throw core::DataError({.what = "the sampler has not equilibrated",
                           .where = "simulate",
                           .value = std::to_string(samples.equilibration_sweeps) + " sweeps",
                           .expected = "interactions above the ordering temperature, or more "
                                       "sampler.most_sweeps"});
  }
  lattice::Occupancy occupancy = lattice::Occupancy::unseen(model.interactions.lattice, window);
  const auto first = samples.replicas.replica(0);
  std::copy(first.begin(), first.end(), occupancy.species.begin());
  return occupancy;
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
  return simulate_occupancy(model, bulk.value_or(equal), window, configuration, execution);
}

rendering::RenderOptions render_options_like(const Measurement& measurement) {
  rendering::RenderOptions options;
  const image::Image& image = *measurement.image;
  const auto& cell = measurement.sites->cell_px;
  options.columns = image.columns;
  options.rows = image.rows;
  options.spacing =
      std::sqrt(std::abs(cell.determinant() / measurement.sites->lattice.cell.determinant()));
  options.rotation = std::atan2(cell(1, 0), cell(0, 0)) * 180 / std::numbers::pi;
  options.heights.clear();
  std::vector<double> spreads;
  for (const auto& classes : measurement.classified->sublattices) {
    for (std::size_t s = 0; s < classes.class_means.size(); ++s) {
      const double mean = classes.class_means[s];
      options.heights.push_back(std::isfinite(mean) ? std::max(0.0, mean) : 0.0);
      if (mean > 0) spreads.push_back(classes.class_deviations[s] / mean);
    }
    if (!classes.class_means.empty()) break;  // one species list, shared by the modelled sites
  }
  options.height_spread = std::clamp(median(spreads), 0.0, 1.0);
  const auto& atoms = measurement.atoms->atoms;
  options.bump_sigma = {
      std::clamp(median_of(atoms, &atoms::Atom::sigma) / options.spacing, 0.01, 2.0)};
  options.noise = median_of(atoms, &atoms::Atom::residual);
  options.line_noise = 0;
  options.drift = {0, 0};
  options.tilt = {0, 0};
  if (image.pixel_size) options.pixel_size = image.pixel_size->x_nm;
  return options;
}

}  // namespace gibbsight::pipeline
