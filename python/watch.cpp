#include "watch.hpp"

#include <nanobind/stl/string.h>

#include <utility>

namespace gibbsight::python {

Watch::Watch(const nb::kwargs& given)
    : wanted_(given.contains("progress") ? nb::object(given["progress"]) : nb::none()),
      shown_(nb::none()) {
  // By default nothing is shown, nor anything imported, before it has taken a while.
  if (!wanted_.is_none()) {
    shown_ = nb::module_::import_("gibbsight._progress").attr("display")(wanted_);
  }
}

core::Execution Watch::execution(int threads) {
  core::Execution execution;
  execution.threads = threads;
  execution.interrupted = [this] { return is_stopped(); };
  execution.progress = [this](std::string_view stage, double fraction) {
    const std::scoped_lock locked(mutex_);
    stage_ = stage;
    fraction_ = fraction;
    is_new_ = true;
  };
  return execution;
}

template <class Call>
void Watch::keep_error(const Call& call) {
  try {
    call();
  } catch (...) {
    raised_ = std::current_exception();
    stop_ = true;
  }
}

void Watch::show() {
  std::string stage;
  double fraction = 0;
  {
    const std::scoped_lock locked(mutex_);
    if (!std::exchange(is_new_, false)) return;
    stage = stage_;
    fraction = fraction_;
  }
  if (shown_.is_none()) {
    shown_ = nb::module_::import_("gibbsight._progress").attr("display")(wanted_);
  }
  shown_(stage, fraction);
}

void Watch::look() {
  keep_error([&] {
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
    show();
  });
}

void Watch::finish() {
  if (!shown_.is_none()) {
    if (!raised_) keep_error([&] { show(); });
    shown_.attr("close")();
  }
  if (raised_) std::rethrow_exception(raised_);
}

}  // namespace gibbsight::python
