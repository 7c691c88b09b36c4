#include "gibbsight/core/parallel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

// One body throws while another is about to begin a loop of its own.
TEST(Parallel, AnExceptionDoesNotCutALoopInsideAnotherBodyShort) {
  const Execution execution{
      .threads = std::max(2, thread_count({})), .progress = {}, .interrupted = {}};
  std::atomic<bool> other_is_there{false};
  std::atomic<int> visits{0};
  const auto loop = [&](std::size_t i) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    if (i == 0) {
      while (!other_is_there && std::chrono::steady_clock::now() < end) std::this_thread::yield();
      throw DataError({.what = "zero", .where = {}, .value = {}, .expected = {}});
    }
    other_is_there = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // for it to be thrown
    parallel_for(1000, execution, [&](std::size_t) { ++visits; });
  };
  EXPECT_THROW(parallel_for(2, execution, loop), DataError);
  EXPECT_EQ(visits, 1000);
}

// Else bodies would pile up on one thread, and what one has locked another would wait for.
TEST(Parallel, AThreadThatWaitsForALoopInsideTakesNoBodyOfTheOneAround) {
  for (const int threads : {0, 1, 2, 3}) {
    const Execution execution{.threads = threads, .progress = {}, .interrupted = {}};
    std::atomic<int> deepest{0};
    parallel_for(100, execution, [&](std::size_t) {
      thread_local int depth = 0;
      ++depth;
      deepest = std::max(deepest.load(), depth);
      parallel_for(10, execution,
                   [](std::size_t) { std::this_thread::sleep_for(std::chrono::microseconds(20)); });
      --depth;
    });
    EXPECT_EQ(deepest, 1) << threads << " threads";
  }
}

}  // namespace
}  // namespace gibbsight::core
