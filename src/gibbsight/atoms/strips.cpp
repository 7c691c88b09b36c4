#include "gibbsight/atoms/strips.hpp"

#include <algorithm>
#include <cstdint>

#include "gibbsight/core/parallel.hpp"

namespace gibbsight::atoms {

void for_strips(int rows, const core::Execution& execution,
                const std::function<void(const cv::Range&)>& body) {
  constexpr int kFewestRows = 64;  // filters look at some beyond, at either end
  const std::int64_t strips =
      std::max(1, std::min(core::thread_count(execution), rows / kFewestRows));
  core::parallel_for(static_cast<std::size_t>(strips), execution, [&](std::size_t i) {
    const auto strip = static_cast<std::int64_t>(i);
    body({static_cast<int>(strip * rows / strips), static_cast<int>((strip + 1) * rows / strips)});
  });
}

}  // namespace gibbsight::atoms
