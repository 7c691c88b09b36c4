#include "gibbsight/core/isolation.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {
namespace {

// A message is its size, a byte that is 0 for a result and else the exit status of an error, and
// the result or the parts of the error.
constexpr std::size_t kSizeBytes = sizeof(std::size_t);
constexpr char kSeparator = '\0';

ReadWriteError no_process(const std::string& step) {
  return ReadWriteError({.what = "can't start a process",
                         .where = step,
                         .value = std::strerror(errno),
                         .expected = "room for one more"});
}

std::string attempt(const std::function<std::string()>& work) {
  try {
    return std::string(1, '\0') + work();
  } catch (const Error& error) {
    std::string message(1, static_cast<char>(error.exit_status()));
    const Problem& problem = error.problem();
    for (const auto& part : {problem.what, problem.where, problem.value, problem.expected}) {
      message += part + kSeparator;
    }
    return message;
  }
}

[[noreturn]] void throw_error(const std::string& message) {
  std::array<std::string, 4> parts;
  std::size_t at = 1;
  for (std::string& part : parts) {
    const std::size_t end = std::min(message.find(kSeparator, at), message.size());
    part = message.substr(at, end - at);
    at = std::min(end + 1, message.size());
  }
  const Problem problem{parts[0], parts[1], parts[2], parts[3]};
  switch (message.front()) {
    case 64:
      throw UsageError(problem);
    case 65:
      throw DataError(problem);
    case 66:
      throw InputError(problem);
    default:
      throw InternalError(problem);
  }
}

// Bytes of address space that this process has.
rlim_t address_space() {
  std::ifstream sizes("/proc/self/statm");
  rlim_t pages = 0;
  sizes >> pages;
  return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

void set_limit(decltype(RLIMIT_AS) resource, rlim_t value) {
  rlimit limit{};
  getrlimit(resource, &limit);
  limit.rlim_cur = std::min(value, limit.rlim_max);
  setrlimit(resource, &limit);
}

// Whoever crashes here does it silently and leaves nothing behind.
void confine(const IsolationLimits& limits) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM, SIGPIPE}) {
    std::signal(signal, SIG_DFL);
  }
  const int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_AS, address_space() + limits.memory);
  alarm(limits.seconds);
}

// False where the other end is closed.
bool send(int pipe_end, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t count = write(pipe_end, bytes, size);
    if (count < 0 && errno != EINTR) return false;
    const auto sent = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    bytes += sent;
    size -= sent;
  }
  return true;
}

[[noreturn]] void be_child(const std::function<std::string()>& work, const IsolationLimits& limits,
                           int pipe_end) {
  confine(limits);
  try {
    const std::string message = attempt(work);
    const std::size_t size = message.size();
    char header[kSizeBytes];
    std::memcpy(header, &size, sizeof size);
    if (send(pipe_end, header, sizeof header)) send(pipe_end, message.data(), size);
  } catch (...) {  // such as no memory: no message
  }
  _exit(0);
}

std::string receive(int pipe_end) {
  std::string message;
  std::array<char, 1 << 16> part;
  while (true) {
    const ssize_t count = read(pipe_end, part.data(), part.size());
    if (count > 0) message.append(part.data(), static_cast<std::size_t>(count));
    if (count == 0 || (count < 0 && errno != EINTR)) return message;
  }
}

}  // namespace

std::optional<std::string> run_isolated(const std::function<std::string()>& work,
                                        const IsolationLimits& limits) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw no_process("pipe");
  const pid_t child = fork();
  if (child == 0) be_child(work, limits, ends[1]);
  close(ends[1]);
  std::string message = child > 0 ? receive(ends[0]) : "";
  close(ends[0]);
  if (child < 0) throw no_process("fork");
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  std::size_t size = 0;
  std::memcpy(&size, message.data(), std::min(message.size(), sizeof size));
  if (message.size() <= kSizeBytes || message.size() - kSizeBytes != size) return std::nullopt;
  message.erase(0, kSizeBytes);
  if (message.front() != 0) throw_error(message);
  message.erase(0, 1);
  return message;
}

}  // namespace gibbsight::core
