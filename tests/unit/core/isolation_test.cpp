#include "gibbsight/core/isolation.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <vector>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {
namespace {

constexpr IsolationLimits kLimits{.memory = std::size_t{64} << 20, .seconds = 20};

TEST(RunIsolated, ReturnsWhatTheWorkReturns) {
  const std::string large(std::size_t{3} << 20, 'x');
  EXPECT_EQ(run_isolated([&] { return large; }, kLimits), large);
  EXPECT_EQ(run_isolated([] { return std::string("\0\n", 2); }, kLimits), std::string("\0\n", 2));
  EXPECT_EQ(run_isolated([] { return std::string(); }, kLimits), "");
}

TEST(RunIsolated, ThrowsWhatTheWorkThrows) {
  const Problem problem{.what = "torn", .where = "a.h5", .value = "", .expected = "a whole file"};
  const auto fail = [&]() -> std::string { throw InputError(problem); };
  try {
    run_isolated(fail, kLimits);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(to_text(error.problem()), to_text(problem));
  }
  EXPECT_THROW(run_isolated([]() -> std::string { throw UsageError({}); }, kLimits), UsageError);
  EXPECT_THROW(run_isolated([]() -> std::string { throw DataError({}); }, kLimits), DataError);
}

TEST(RunIsolated, OutlivesACrash) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE}) {
    const auto crash = [&] {
      raise(signal);
      return std::string("alive");
    };
    EXPECT_FALSE(run_isolated(crash, kLimits).has_value());
  }
  EXPECT_FALSE(run_isolated([]() -> std::string { throw 1; }, kLimits).has_value());
}

TEST(RunIsolated, StopsAtItsLimits) {
  const auto fill = [] { return std::string(std::size_t{1} << 30, 'x'); };
  EXPECT_FALSE(run_isolated(fill, kLimits).has_value());
  const auto run_on = [] {
    const volatile bool forever = true;
    while (forever) {
    }
    return std::string();
  };
  EXPECT_FALSE(run_isolated(run_on, {.memory = std::size_t{64} << 20, .seconds = 1}).has_value());
}

TEST(RunIsolated, LeavesThisProcessAsItIs) {
  int here = 1;
  testing::internal::CaptureStderr();
  const auto work = [&] {
    here = 2;
    std::fputs("noise", stderr);
    std::fflush(stderr);
    return std::to_string(here);
  };
  EXPECT_EQ(run_isolated(work, kLimits), "2");
  EXPECT_EQ(here, 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace gibbsight::core
