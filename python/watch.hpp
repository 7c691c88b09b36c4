// What stands beside long work: signals of Python, and who wants to know how far it is.
#pragma once

#include <nanobind/nanobind.h>

#include <atomic>
#include <exception>
#include <mutex>
#include <string>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/pipeline/configuration.hpp"

namespace gibbsight::python {

namespace nb = nanobind;

class Watch {
 public:
  /// The keyword `progress` among what the caller gave; see gibbsight._progress.
  explicit Watch(const nb::kwargs& given);

  /// For the work; its threads never wait for Python.
  core::Execution execution(int threads);

  /// Now and then, with the GIL: an exception that this raises is kept, and stops the work.
  void look();
  bool is_stopped() const { return stop_.load(std::memory_order_relaxed); }

  /// When the work has ended, with the GIL. Throws what was kept.
  void finish();

 private:
  void show();
  template <class Call>
  void keep_error(const Call& call);

  nb::object wanted_;
  nb::object shown_;  // takes a stage and a fraction; None before there is something to show
  std::atomic<bool> stop_{false};
  std::exception_ptr raised_;
  std::mutex mutex_;
  std::string stage_;
  double fraction_ = 0;
  bool is_new_ = false;
};

}  // namespace gibbsight::python
