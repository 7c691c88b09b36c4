#include "gibbsight/sampler/lane_shift.hpp"

#include <algorithm>
#include <map>

namespace gibbsight::sampler {

LaneShift::LaneShift(std::span<const std::uint32_t> sources) {
  std::map<int, Row> by_distance;
  for (std::size_t lane = 0; lane < sources.size(); ++lane) {
    const int distance = static_cast<int>(sources[lane]) - static_cast<int>(lane);
    by_distance[distance].words[lane / 64] |= std::uint64_t{1} << (lane % 64);
  }
  for (const auto& [distance, lanes] : by_distance) {
    moves_.push_back({distance >> 6, distance & 63, lanes});  // rounded down, as words are counted
  }
}

Row LaneShift::operator()(const Row& original) const {
  // Room on both sides, so that no distance leads out of it.
  std::uint64_t room[3 * kRowWords + 1] = {};
  std::copy_n(original.words, kRowWords, room + kRowWords);
  Row result;
  for (const Move& move : moves_) {
    const std::uint64_t* const from = room + (static_cast<int>(kRowWords) + move.words);
    for (std::size_t w = 0; w < kRowWords; ++w) {
      // In two steps, since no word can be shifted by 64.
      const std::uint64_t shifted = from[w] >> move.bits | from[w + 1] << 1 << (63 - move.bits);
      result.words[w] |= shifted & move.lanes.words[w];
    }
  }
  return result;
}

}  // namespace gibbsight::sampler
