// Threads kept from call to call: to make one takes longer than many a call.
#pragma once

#include <future>

namespace gibbsight::python {

/// Runs the task in another thread. Called with the GIL, which guards what is kept.
std::future<void> run_aside(std::packaged_task<void()> task);

}  // namespace gibbsight::python
