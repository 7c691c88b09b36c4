// How long work runs and how it speaks to its caller: threads, progress, interruption.
#pragma once

#include <functional>
#include <string_view>

namespace gibbsight::core {

/// Passed by value semantics to everything that may take long; never changes a result.
struct Execution {
  int threads = 0;  ///< worker threads; 0 means one a processor core
  /// Called now and then with the name of the stage and the fraction done, in [0, 1].
  std::function<void(std::string_view stage, double fraction)> progress;
  /// Polled now and then; true asks the work to stop.
  std::function<bool()> interrupted;

  void report(std::string_view stage, double fraction) const;  ///< throws Interrupted when asked to
  void check() const;                                          ///< throws Interrupted when asked to
};

}  // namespace gibbsight::core
