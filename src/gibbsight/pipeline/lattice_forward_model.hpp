// The lattice model seen through the microscope, as a ForwardModel: interactions, sampler and
// microscope put together.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "gibbsight/inference/forward_model.hpp"
#include "gibbsight/microscope/departures.hpp"
#include "gibbsight/microscope/microscope.hpp"
#include "gibbsight/model/interactions.hpp"
#include "gibbsight/motifs/histogram.hpp"
#include "gibbsight/motifs/short_range_order.hpp"
#include "gibbsight/motifs/unevenness.hpp"
#include "gibbsight/sampler/sample.hpp"

namespace gibbsight::pipeline {

/// The name that motifs::Unevenness has among what no fit uses.
inline constexpr std::string_view kUnevenness = "unevenness";

/// What the model must imitate.
struct Observation {
  lattice::Occupancy occupancy;     ///< twins show just the sites that were seen here
  microscope::Confusion confusion;  ///< how the microscope mistakes species
  /// Bulk composition, one fraction a species: sampling at that composition. Without it the
  /// composition is fitted too.
  std::optional<Eigen::VectorXd> bulk;
  /// Periodic where the observation is a whole simulated box.
  motifs::Boundary boundary = motifs::Boundary::open;
  microscope::Departures departures = {};  ///< what the microscope does beyond confusion
};

/// Parameters: one a term of the interactions, then without a bulk composition `fraction:X` of
/// species 1, 2, ... The box holds several windows of the observation in each direction, and every
/// one of them is a twin. A fitted composition is that of a large crystal: every box is a piece of
/// it and has its own, more alike or less as the interactions want; how the histogram depends on it
/// is read from their differences. (With chemical potentials instead, one phase would end where
/// another becomes stable, and no parameters would lead to the compositions between.)
class LatticeForwardModel : public inference::ForwardModel {
 public:
  LatticeForwardModel(model::Interactions interactions, motifs::Motif motif,
                      Observation observation, sampler::SamplerOptions options);

  std::string name() const override { return interactions_.name; }
  std::vector<std::string> parameter_names() const override;
  /// Short-range order of the first five shells, and kUnevenness.
  std::vector<std::string> held_out_names() const override;
  std::vector<inference::Simulation> simulate(std::span<const inference::Parameters> parameters,
                                              const inference::Request& request,
                                              const core::Stream& stream,
                                              const core::Execution& execution) const override;

  /// A start for the fit: the maximum of the pseudo-likelihood of the observed sites.
  inference::Parameters start() const;

  /// What the observation shows of what no fit uses, as Simulation has it of each twin.
  Eigen::VectorXd held_out() const { return measure_held_out(observation_.occupancy.species); }
  Eigen::VectorXd held_out_histogram() const;

 private:
  inference::Simulation simulate_one(const inference::Parameters& parameters,
                                     const inference::Request& request, const core::Stream& stream,
                                     const core::Execution& execution) const;
  Eigen::MatrixXd moments() const;
  void depart_mean(inference::Simulation& simulation) const;
  void draw_twins(const lattice::ReplicaBlock& replicas, const inference::Request& request,
                  const core::Stream& stream, const core::Execution& execution,
                  inference::Simulation& simulation) const;
  std::vector<std::int8_t> draw_twin(const lattice::ReplicaBlock& replicas, std::size_t replica,
                                     std::size_t window_index, core::Generator& random) const;
  lattice::Window box_for(const inference::Request& request) const;
  Eigen::VectorXd measure_held_out(std::span<const std::int8_t> species) const;
  int species_count() const;
  bool fits_composition() const { return !observation_.bulk; }
  Eigen::VectorXd composition_at(const inference::Parameters& parameters, double sites) const;

  model::Interactions interactions_;
  motifs::Motif motif_;
  Observation observation_;
  sampler::SamplerOptions options_;
  motifs::Places places_;  ///< of the observation: every site seen
  motifs::ShortRangeOrder order_;
  motifs::Unevenness unevenness_;
  /// A shell more, where it has few enough configurations.
  std::optional<motifs::Motif> larger_;
  motifs::Places larger_places_;
};

}  // namespace gibbsight::pipeline
