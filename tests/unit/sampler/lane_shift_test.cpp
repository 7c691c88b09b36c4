#include "gibbsight/sampler/lane_shift.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "gibbsight/core/random.hpp"

namespace gibbsight::sampler {
namespace {

bool bit(const Row& row, std::size_t lane) {
  return (row.words[lane / 64] >> (lane % 64) & 1) != 0;
}

Row random_row(core::Generator& random) {
  Row row;
  for (std::uint64_t& word : row.words) word = random();
  return row;
}

void expect_moved(const std::vector<std::uint32_t>& sources, core::Generator& random) {
  const LaneShift shift(sources);
  const Row original = random_row(random);
  const Row moved = shift(original);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    EXPECT_EQ(bit(moved, lane), lane < sources.size() && bit(original, sources[lane])) << lane;
  }
}

TEST(LaneShift, MovesEveryLaneByEveryDistance) {
  core::Generator random = core::Stream(31).generator();
  for (std::uint32_t distance = 0; distance < kLanes; ++distance) {
    std::vector<std::uint32_t> sources(kLanes);
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) sources[lane] = (lane + distance) % kLanes;
    expect_moved(sources, random);
  }
}

TEST(LaneShift, MovesAnyPermutationAndLeavesTheRestEmpty) {
  core::Generator random = core::Stream(32).generator();
  for (const std::size_t lanes : {std::size_t{1}, std::size_t{77}, std::size_t{500}, kLanes}) {
    std::vector<std::uint32_t> sources(lanes);
    std::iota(sources.begin(), sources.end(), 0U);
    std::shuffle(sources.begin(), sources.end(), random);
    expect_moved(sources, random);
  }
}

}  // namespace
}  // namespace gibbsight::sampler
