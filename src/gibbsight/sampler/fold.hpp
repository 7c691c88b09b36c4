// One large lattice in the lanes of the fast engine: a periodic box cut into equal blocks, a lane
// each. Other lanes simulate what nobody reads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gibbsight/motifs/histogram.hpp"
#include "gibbsight/sampler/lane_program.hpp"

namespace gibbsight::sampler {

/// The program of one block, in which a neighbour beyond the edge is a ghost: the row of the site
/// across the block, its lanes moved to those of the block next to it. Each site follows the exact
/// law. Sites of one row share their dither: sums over the lattice fluctuate as they should but
/// where something flips with a probability below about 1 / (10 x sites of a block), and then up to
/// five times as much.
class Fold {
 public:
  /// Cells: shorter blocks would put sites that share their dither side by side.
  static constexpr int kLeastSide = 16;
  /// Fewer lanes would waste the engine.
  static constexpr std::size_t kFewestLanes = 64;

  /// Nothing at fixed composition, where the kernels can't hold the model, or where the box can't
  /// be cut into enough blocks that are more than twice as long as interactions and motif reach.
  static std::optional<Fold> compile(const Hamiltonian& hamiltonian, const Ensemble& ensemble,
                                     const motifs::Motif& motif);

  /// The lanes that hold the box are the first ones.
  std::size_t lane_count() const { return static_cast<std::size_t>(across_) * down_; }
  /// The model on one block that closes on itself.
  const Hamiltonian& block() const { return block_; }
  const LaneProgram& program() const { return program_; }
  /// The places of the motif that are centred in one block.
  const motifs::Places& places() const { return places_; }
  /// How to count them; nothing where the motif has too many codes to be counted in bits.
  const std::optional<LaneCount>& motif() const { return motif_; }

  /// The box from what the blocks hold, one after the other.
  void unfold(std::span<const std::int8_t> blocks, std::span<std::int8_t> box) const;

 private:
  Fold(const Hamiltonian& hamiltonian, const lattice::Window& block);
  std::vector<LaneShift> shifts() const;
  void add_ghosts();

  int across_ = 0;  // blocks; lane = column of blocks + across * row of blocks
  int down_ = 0;
  Hamiltonian block_;
  LaneProgram program_;
  motifs::Places places_;
  std::optional<LaneCount> motif_;
};

}  // namespace gibbsight::sampler
