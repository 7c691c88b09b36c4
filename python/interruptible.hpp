// Long work without the GIL, that Ctrl-C stops and that shows how far it is.
#pragma once

#include <chrono>
#include <future>

#include "watch.hpp"

namespace gibbsight::python {

/// Returns work(execution). The work runs in a thread of its own: Python lets only its main thread
/// look for signals, and which threads of the library poll, and how often, is not known here. An
/// exception that a signal handler (KeyboardInterrupt) or a callback for progress raises stops the
/// work and is thrown on.
template <class Work>
auto run_interruptibly(const pipeline::Configuration& configuration, const nb::kwargs& given,
                       const Work& work) {
  constexpr std::chrono::milliseconds kBetweenLooks(50);
  Watch watch(given);
  const core::Execution execution = watch.execution(configuration.output.threads);
  const nb::gil_scoped_release released;
  auto result = std::async(std::launch::async, [&] { return work(execution); });
  while (!watch.is_stopped() && result.wait_for(kBetweenLooks) != std::future_status::ready) {
    const nb::gil_scoped_acquire held;
    watch.look();
  }
  result.wait();
  {
    const nb::gil_scoped_acquire held;
    watch.finish();
  }
  return result.get();
}

}  // namespace gibbsight::python
