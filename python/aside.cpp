#include "aside.hpp"

#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace gibbsight::python {
namespace {

using Task = std::packaged_task<void()>;

/// As many threads as there ever were tasks at a time. They end with the program.
class Crew {
 public:
  void run(Task task) {
    const std::scoped_lock locked(mutex_);
    if (idle_ <= tasks_.size()) std::thread([this] { work(); }).detach();
    tasks_.push_back(std::move(task));
    wake_.notify_one();
  }

 private:
  void work() {
    std::unique_lock locked(mutex_);
    while (true) {
      ++idle_;
      wake_.wait(locked, [this] { return !tasks_.empty(); });
      --idle_;
      Task task = std::move(tasks_.front());
      tasks_.pop_front();
      locked.unlock();
      task();
      task = {};
      locked.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> tasks_;
  std::size_t idle_ = 0;  // threads that wait, or have been woken for a task still in the queue
};

/// Never destroyed, as its threads are not. A forked process has none of them, but may find a lock
/// that one of them held: it begins anew.
Crew& crew() {
  static Crew* kept = nullptr;
  static pid_t owner = 0;
  if (owner != getpid()) {
    kept = new Crew;
    owner = getpid();
  }
  return *kept;
}

}  // namespace

std::future<void> run_aside(Task task) {
  std::future<void> done = task.get_future();
  crew().run(std::move(task));
  return done;
}

}  // namespace gibbsight::python
