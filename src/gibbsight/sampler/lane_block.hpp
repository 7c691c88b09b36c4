// 512 replicas of a box, a bit a replica and site: the fast engine.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "gibbsight/core/random.hpp"
#include "gibbsight/sampler/kernels.hpp"
#include "gibbsight/sampler/lane_program.hpp"

namespace gibbsight::sampler {

class LaneBlock {
 public:
  /// Random placements, as `initialise` makes them, of replicas `first_replica` and following. The
  /// program must outlive the block. The same stream gives the same bits with any kernels.
  LaneBlock(const LaneProgram& program, const Ensemble& ensemble, const core::Stream& stream,
            const Kernels& kernels, std::size_t first_replica = 0);

  /// One attempted move a site on average in every replica, at a stage of kAnnealing.
  void sweep(std::size_t stage = kAnnealed);
  /// Species of the first replicas at the given sites, laid out replica by replica.
  void copy(std::span<const std::uint32_t> sites, std::size_t sites_per_box,
            std::span<std::int8_t> replicas) const;

  /// Everything that a block made from the same arguments needs to go on as this one would.
  std::vector<std::uint64_t> state() const;
  /// Throws DataError for the state of a block of another size.
  void restore(std::span<const std::uint64_t> state);

  const Kernels& kernels() const { return *kernels_; }
  const std::uint64_t* words() const { return rows_.data()->words; }

 private:
  void place_at_random(core::Generator& random);
  void place_composition(const Canonical& canonical, std::size_t first_replica,
                         core::Generator& random);
  void refresh(const Pass& pass);
  void flip_all(const core::Stream& stream, std::size_t stage);
  void exchange_all(const core::Stream& stream, std::size_t stage);
  struct Stretch {
    std::uint32_t first = 0;
    std::uint32_t size = 0;
  };
  static Stretch pick_stretch(std::uint32_t count, core::Generator& shared);
  std::uint32_t pick_partner(std::uint32_t place, const Stretch& own, const Stretch& other,
                             core::Generator& shared) const;
  std::uint64_t* words() { return rows_.data()->words; }
  bool bit(std::uint32_t row, std::size_t lane) const {
    return (rows_[row].words[lane / 64] >> (lane % 64) & 1) != 0;
  }

  const LaneProgram* program_;
  core::Stream stream_;
  const Kernels* kernels_;
  std::uint64_t age_ = 0;  // sweeps: with the rows, the whole state
  std::vector<Row> rows_;
  std::vector<std::uint32_t> dither_;
  std::vector<std::uint32_t> pairs_;
};

/// Adds up how often each replica shows each configuration.
class LaneCounter {
 public:
  /// `what` must outlive the counter.
  explicit LaneCounter(const LaneCount& what);
  void add(const LaneBlock& block);
  /// What was added since the last time: codes x 512.
  Eigen::MatrixXd take();

 private:
  const LaneCount* what_;
  std::vector<std::uint32_t> totals_;
};

/// The configurations of one moment: codes x 512.
Eigen::MatrixXd count(const LaneCount& what, const LaneBlock& block);

}  // namespace gibbsight::sampler
