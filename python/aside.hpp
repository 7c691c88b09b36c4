// Threads kept from call to call: to make one takes longer than many a call.
#pragma once

#include <chrono>
#include <future>

namespace gibbsight::python {

/// Whether the condition comes true at once. To put a thread to sleep and wake it again takes as
/// long as many a call: longest where the processor sleeps, too.
template <class Condition>
bool comes_soon(const Condition& condition) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::microseconds kSoon(50);
  for (const auto end = Clock::now() + kSoon; !condition();) {
    if (Clock::now() > end) return false;
  }
  return true;
}

/// Runs the task in another thread. Called with the GIL, which guards what is kept.
std::future<void> run_aside(std::packaged_task<void()> task);

}  // namespace gibbsight::python
