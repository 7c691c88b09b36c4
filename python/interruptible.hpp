// Long work without the GIL, that Ctrl-C stops and that shows how far it is.
#pragma once

#include <chrono>
#include <optional>
#include <type_traits>

#include "aside.hpp"
#include "watch.hpp"

namespace gibbsight::python {

/// Returns work(execution). The work runs in another thread: Python lets only its main thread
/// look for signals, and which threads of the library poll, and how often, is not known here. An
/// exception that a signal handler (KeyboardInterrupt) or a callback for progress raises stops the
/// work and is thrown on.
template <class Work>
auto run_interruptibly(const pipeline::Configuration& configuration, const nb::kwargs& given,
                       const Work& work) {
  constexpr std::chrono::milliseconds kBetweenLooks(50);
  Watch watch(given);
  const core::Execution execution = watch.execution(configuration.output.threads);
  std::optional<std::invoke_result_t<Work, const core::Execution&>> result;
  auto done = run_aside(std::packaged_task<void()>([&] { result.emplace(work(execution)); }));
  {
    const nb::gil_scoped_release released;
    while (!watch.is_stopped() && done.wait_for(kBetweenLooks) != std::future_status::ready) {
      const nb::gil_scoped_acquire held;
      watch.look();
    }
    done.wait();
  }
  watch.finish();
  done.get();
  return *std::move(result);
}

}  // namespace gibbsight::python
