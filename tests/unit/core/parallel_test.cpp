#include "gibbsight/core/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {
namespace {

TEST(Parallel, VisitsEveryIndexOnce) {
  for (const int threads : {1, 2, 3}) {
    std::vector<int> visits(1000, 0);
    parallel_for(visits.size(), {.threads = threads, .progress = {}, .interrupted = {}},
                 [&](std::size_t i) { ++visits[i]; });
    EXPECT_EQ(visits, std::vector<int>(1000, 1)) << threads << " threads";
  }
}

TEST(Parallel, RethrowsAnException) {
  EXPECT_THROW(
      parallel_for(10, {.threads = 2, .progress = {}, .interrupted = {}},
                   [](std::size_t i) {
                     if (i == 7)
                       throw DataError({.what = "seven", .where = {}, .value = {}, .expected = {}});
                   }),
      DataError);
}

TEST(Parallel, StopsWhenInterrupted) {
  std::atomic<int> done{0};
  const Execution execution{.threads = 2, .progress = {}, .interrupted = [&] { return done > 5; }};
  EXPECT_THROW(parallel_for(100000, execution, [&](std::size_t) { ++done; }), Interrupted);
  EXPECT_LT(done, 1000);
}

// The loop inside the first body stays open until a second thread has come to the outer loop.
TEST(Parallel, ALoopOfOneThreadInsideDoesNotHoldUpTheOthers) {
  std::atomic<int> arrived{0};
  const auto all_are_here = [&] {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (arrived < 2 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    return arrived == 2;
  };
  std::atomic<int> met{0};
  parallel_for(2, {.threads = 2, .progress = {}, .interrupted = {}}, [&](std::size_t) {
    ++arrived;
    parallel_for(1, {.threads = 1, .progress = {}, .interrupted = {}},
                 [&](std::size_t) { met += all_are_here() ? 1 : 0; });
  });
  EXPECT_EQ(met, 2);
}

}  // namespace
}  // namespace gibbsight::core
