// Work in a process of its own, for libraries that do not survive every damaged file.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace gibbsight::core {

struct IsolationLimits {
  std::size_t memory = 0;  ///< bytes, beside those that this process has
  double seconds = 0;      ///< of the processor; a multiple by the clock
};

/// Calls `work` in a child process and returns what it returned; nothing where the child crashed or
/// met a limit. An error of core/errors.hpp that it throws is thrown here. Nothing that the child
/// leaks, prints or overwrites stays. Throws ReadWriteError where no process can be made.
std::optional<std::string> run_isolated(const std::function<std::string()>& work,
                                        const IsolationLimits& limits);

}  // namespace gibbsight::core
