// The only place that knows how threads are made.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>

#include "gibbsight/core/execution.hpp"

namespace gibbsight::core {

/// Calls body(i) for i in [0, count), several at a time. Bodies must not share mutable state: each
/// writes to its own place, and sums are made afterwards in index order, so that the result does
/// not depend on the number of threads. The first exception is rethrown here.
void parallel_for(std::size_t count, const Execution& execution,
                  const std::function<void(std::size_t)>& body);

/// The same for bodies so small that a thread takes hundreds of them at a time.
template <class Body>
void parallel_for_small(std::size_t count, const Execution& execution, const Body& body) {
  constexpr std::size_t kBlock = 256;
  parallel_for((count + kBlock - 1) / kBlock, execution, [&](std::size_t block) {
    const std::size_t end = std::min(count, (block + 1) * kBlock);
    for (std::size_t i = block * kBlock; i < end; ++i) body(i);
  });
}

/// The number of threads that `execution` will use.
int thread_count(const Execution& execution);

}  // namespace gibbsight::core
