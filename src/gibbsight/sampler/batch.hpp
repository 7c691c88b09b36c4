// Replicas that are swept together, by the fastest engine that can hold the model.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/core/random.hpp"
#include "gibbsight/motifs/histogram.hpp"
#include "gibbsight/sampler/engine.hpp"
#include "gibbsight/sampler/fold.hpp"
#include "gibbsight/sampler/lane_program.hpp"

namespace gibbsight::sampler {

class Batch {
 public:
  Batch() = default;
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  virtual ~Batch() = default;

  virtual std::size_t replica_count() const = 0;
  /// One attempted move a site on average in every replica, at a stage of kAnnealing.
  virtual void sweep(std::size_t stage) = 0;
  /// Hamiltonian::derivatives of every replica: parameters x replicas.
  virtual Eigen::MatrixXd derivatives() = 0;
  /// Share of each configuration of the motif in every replica: codes x replicas.
  virtual Eigen::MatrixXd codes() = 0;
  /// The boxes of the first replicas, one after the other; spectators are left as they are.
  virtual void copy(std::span<std::int8_t> boxes) const = 0;
};

/// What all batches of one simulation share. Referred to, not copied, but for the last.
struct Task {
  const Hamiltonian& hamiltonian;
  const Ensemble& ensemble;
  const motifs::Motif& motif;
  const motifs::Places& places;
  core::Execution execution = {};
};

/// Batches of at least `replica_count` replicas together. The number of batches and every number in
/// them depend on nothing but the arguments. To make them and to sweep them polls now and then.
class Batches {
 public:
  Batches(const Task& task, std::size_t replica_count, const core::Stream& stream);
  Batches(const Batches&) = delete;  // the batches point into it
  Batches& operator=(const Batches&) = delete;
  ~Batches() = default;

  std::size_t size() const { return all_.size(); }
  /// "512 replicas at once, avx512", "one lattice in 500 parts at once, avx512" or "one replica at
  /// a time".
  std::string engine() const;
  Batch& operator[](std::size_t i) { return *all_[i]; }
  const Batch& operator[](std::size_t i) const { return *all_[i]; }

 private:
  std::optional<LaneProgram> program_;  // what the fast batches share, if they can be used
  std::optional<LaneCount> motif_;      // none where it has too many codes for bits
  std::optional<Fold> fold_;            // where replicas are few and large
  std::vector<std::unique_ptr<Batch>> all_;
};

}  // namespace gibbsight::sampler
