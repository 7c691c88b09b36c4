// Typed errors: what went wrong, where, with which value, and what was expected.
#pragma once

#include <stdexcept>
#include <string>

namespace gibbsight::core {

/// The parts of an error message; empty parts are left out of the text.
struct Problem {
  std::string what;      ///< what went wrong, in plain words
  std::string where;     ///< the file, option or key at fault
  std::string value;     ///< the offending value
  std::string expected;  ///< what would have been right
};

/// "WHAT (where): VALUE; expected WHAT" on one line.
std::string to_text(const Problem& problem);

/// Base of every error the library throws. The command line turns `exit_status` into its own.
class Error : public std::runtime_error {
 public:
  Error(const Problem& problem, int exit_status);
  const Problem& problem() const noexcept { return problem_; }
  int exit_status() const noexcept { return exit_status_; }

 private:
  Problem problem_;
  int exit_status_;
};

// One class a cause; the numbers are those of sysexits.h.

/// A call or command line that makes no sense.
struct UsageError : Error {
  explicit UsageError(const Problem& p) : Error(p, 64) {}
};
/// Data that was read but can't be used.
struct DataError : Error {
  explicit DataError(const Problem& p) : Error(p, 65) {}
};
/// Input that is missing or unreadable.
struct InputError : Error {
  explicit InputError(const Problem& p) : Error(p, 66) {}
};
/// A bug of ours.
struct InternalError : Error {
  explicit InternalError(const Problem& p) : Error(p, 70) {}
};
/// Output that can't be made.
struct OutputError : Error {
  explicit OutputError(const Problem& p) : Error(p, 73) {}
};
/// A read or write that failed half-way.
struct ReadWriteError : Error {
  explicit ReadWriteError(const Problem& p) : Error(p, 74) {}
};
/// A configuration with a wrong key, type or value.
struct ConfigurationError : Error {
  explicit ConfigurationError(const Problem& p) : Error(p, 78) {}
};
/// The caller asked to stop.
struct Interrupted : Error {
  Interrupted() : Error({.what = "interrupted", .where = {}, .value = {}, .expected = {}}, 130) {}
};

}  // namespace gibbsight::core
