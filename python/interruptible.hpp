// Long work without the GIL, that Ctrl-C stops.
#pragma once

#include <nanobind/nanobind.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <future>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::python {

namespace nb = nanobind;

/// Returns work(execution). The work runs in a thread of its own: Python lets only its main thread
/// look for signals, and which threads of the library poll, and how often, is not known here. An
/// exception that a signal handler raises (KeyboardInterrupt) stops the work and is thrown on.
template <class Work>
auto run_interruptibly(const pipeline::Configuration& configuration, const Work& work) {
  constexpr std::chrono::milliseconds kBetweenLooks(50);
  std::atomic<bool> stop{false};
  core::Execution execution;
  execution.threads = configuration.output.threads;
  execution.interrupted = [&stop] { return stop.load(std::memory_order_relaxed); };

  const nb::gil_scoped_release released;
  auto result = std::async(std::launch::async, [&] { return work(execution); });
  std::exception_ptr raised;
  while (!raised && result.wait_for(kBetweenLooks) != std::future_status::ready) {
    const nb::gil_scoped_acquire held;
    if (PyErr_CheckSignals() != 0) raised = std::make_exception_ptr(nb::python_error());
  }
  if (raised) {
    stop = true;
    result.wait();
    std::rethrow_exception(raised);
  }
  return result.get();
}

}  // namespace gibbsight::python
