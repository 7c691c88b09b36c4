// Rows of bits, a bit a lane, and rows that repeat others with their lanes permuted.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gibbsight/sampler/kernels.hpp"

namespace gibbsight::sampler {

/// A bit a lane.
struct alignas(64) Row {
  std::uint64_t words[kRowWords] = {};
};

/// Lane l of the result is lane sources[l] of the original; lanes behind the last source are empty.
/// Lanes of equal distance to their source move together, so that few distances cost little.
class LaneShift {
 public:
  explicit LaneShift(std::span<const std::uint32_t> sources);
  Row operator()(const Row& original) const;

 private:
  struct Move {
    int words = 0;  ///< the distance is 64 words + bits
    int bits = 0;
    Row lanes;
  };
  std::vector<Move> moves_;
};

/// A row that repeats another in shifted lanes.
struct Ghost {
  std::uint32_t row = 0;
  std::uint32_t original = 0;
  std::uint32_t shift = 0;  ///< place in a list of shifts
};

}  // namespace gibbsight::sampler
