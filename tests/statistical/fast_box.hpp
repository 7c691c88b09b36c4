// A model on a periodic box under the fast engine, asked for numbers of whole replicas.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "gibbsight/model/interactions.hpp"
#include "gibbsight/sampler/lane_block.hpp"

namespace gibbsight::testing {

struct Model {
  std::string lattice = "square";
  std::vector<std::string> species{"A", "B"};
  std::string interactions = "pair1";
  std::string group = "lattice";
  std::vector<double> parameters;
};

class FastBox {
 public:
  /// Starts from placements as `start` makes them, and then follows `ensemble`: a start at fixed
  /// composition (1, 0) is the ordered state.
  FastBox(const Model& model, const sampler::Ensemble& ensemble, const sampler::Ensemble& start,
          const lattice::Window& box, const core::Stream& stream);
  FastBox(const Model& model, const sampler::Ensemble& ensemble, const lattice::Window& box,
          const core::Stream& stream)
      : FastBox(model, ensemble, ensemble, box, stream) {}
  FastBox(const FastBox&) = delete;  // the block points into it
  FastBox& operator=(const FastBox&) = delete;

  /// Starts anew.
  void restart(const core::Stream& stream) {
    block_ = {program_, start_, stream, sampler::available_kernels().front()};
  }
  void sweep(int times) {
    for (int i = 0; i < times; ++i) block_.sweep();
  }
  /// sum_t theta_t T_t of every replica.
  Eigen::VectorXd energies();
  /// Sites of species 1 in every replica.
  Eigen::VectorXd second_species();
  /// Species of all replicas, one after the other.
  std::vector<std::int8_t> species() const;
  /// Species of one replica, where there are two.
  std::vector<std::int8_t> species_of(std::size_t replica) const;

  const model::Interactions& interactions() const { return interactions_; }
  const sampler::Hamiltonian& hamiltonian() const { return hamiltonian_; }
  const sampler::LaneProgram& program() const { return program_; }
  double sites() const { return static_cast<double>(hamiltonian_.active_sites().size()); }

 private:
  Eigen::VectorXd parameters_;
  model::Interactions interactions_;
  sampler::Hamiltonian hamiltonian_;
  sampler::LaneProgram program_;
  sampler::Ensemble start_;
  sampler::LaneBlock block_;
  std::vector<std::pair<std::vector<int>, sampler::LaneCounter>> clusters_;
  sampler::LaneCounter sites_;
};

}  // namespace gibbsight::testing
