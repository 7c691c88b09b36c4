#include "gibbsight/core/parallel.hpp"

#include <algorithm>
#include <thread>

#ifdef GIBBSIGHT_USE_JTHREAD
#include <atomic>
#include <exception>
#include <latch>
#include <mutex>
#include <vector>
#else
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <optional>
#endif

namespace gibbsight::core {

int thread_count(const Execution& execution) {
  // Asked once: the C library reads a file of the system for it.
  static const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  // Making hundreds of threads that wait for a core costs more than the work.
  constexpr int kMostPerCore = 4;
  return execution.threads > 0 ? std::min(execution.threads, kMostPerCore * cores) : cores;
}

#ifdef GIBBSIGHT_USE_JTHREAD

// ThreadSanitizer does not understand Debian's TBB, so its build runs on plain threads.
void parallel_for(std::size_t count, const Execution& execution,
                  const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr error;
  std::mutex error_mutex;
  // All start at once, and numbers are handed out without ordering anything else: else the first
  // thread would be done before the second begins, and a race between bodies would go unseen.
  std::latch start(thread_count(execution));
  const auto take = [&] { return next.fetch_add(1, std::memory_order_relaxed); };
  const auto work = [&] {
    start.arrive_and_wait();
    for (std::size_t i = take(); i < count; i = take()) {
      try {
        execution.check();
        body(i);
      } catch (...) {
        const std::scoped_lock lock(error_mutex);
        if (!error) error = std::current_exception();
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int t = 0; t < thread_count(execution); ++t) workers.emplace_back(work);
  }
  if (error) std::rethrow_exception(error);
}

#else

void parallel_for(std::size_t count, const Execution& execution,
                  const std::function<void(std::size_t)>& body) {
  const int threads = thread_count(execution);
  // TBB writes a warning to the terminal when asked for more threads than cores, unless it is told
  // before. Only then: this holds for the whole program, where the smallest of all limits counts,
  // and a loop of one thread inside a body would send the threads of the outer loop to sleep.
  std::optional<oneapi::tbb::global_control> limit;
  if (threads > oneapi::tbb::info::default_concurrency()) {
    limit.emplace(oneapi::tbb::global_control::max_allowed_parallelism,
                  static_cast<std::size_t>(threads));
  }
  const auto visit = [&](std::size_t i) {
    execution.check();
    body(i);
  };
  const auto visit_all = [&] {
    // Else an exception of a loop around would end this one halfway, as if it were done.
    oneapi::tbb::task_group_context own(oneapi::tbb::task_group_context::isolated);
    oneapi::tbb::parallel_for(std::size_t{0}, count, visit, oneapi::tbb::simple_partitioner{}, own);
  };
  if (threads == 1) {
    for (std::size_t i = 0; i < count; ++i) visit(i);
  } else if (threads == oneapi::tbb::this_task_arena::max_concurrency()) {
    // The other threads come to a new arena later than many a loop ends. A thread that waits for
    // this loop must not take up bodies of one around it meanwhile.
    oneapi::tbb::this_task_arena::isolate(visit_all);
  } else {
    oneapi::tbb::task_arena arena(threads);
    arena.execute(visit_all);
  }
}

#endif

}  // namespace gibbsight::core
