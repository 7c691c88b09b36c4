#include "gibbsight/core/isolation.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {
namespace {

// What a child says before the bytes of its answer.
struct Header {
  int status = 0;        // exit status of the error that follows, 0 for a result
  std::size_t size = 0;  // of the bytes
};
struct Answer {
  Header header = {};
  std::string bytes = {};
};
// On a crowded machine a second of the processor may take so many by the clock.
constexpr double kPatience = 30;
constexpr char kSeparator = '\0';

ReadWriteError no_process(const std::string& step, int problem) {
  return ReadWriteError({.what = "can't start a process",
                         .where = step,
                         .value = std::strerror(problem),
                         .expected = "room for one more"});
}

Answer attempt(const std::function<std::string()>& work) {
  Answer answer;
  try {
    answer.bytes = work();
  } catch (const Error& error) {
    answer.header.status = error.exit_status();
    const Problem& problem = error.problem();
    for (const auto& part : {problem.what, problem.where, problem.value, problem.expected}) {
      answer.bytes += part + kSeparator;
    }
  }
  answer.header.size = answer.bytes.size();
  return answer;
}

[[noreturn]] void throw_error(const Answer& answer) {
  std::array<std::string, 4> parts;
  std::istringstream text(answer.bytes);
  for (std::string& part : parts) std::getline(text, part, kSeparator);
  const Problem problem{parts[0], parts[1], parts[2], parts[3]};
  switch (answer.header.status) {
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
  limit.rlim_cur = std::min(value, limit.rlim_cur);  // whoever started this process may want less
  setrlimit(resource, &limit);
}

// Its signal ends the process.
void set_timer(decltype(ITIMER_REAL) which, double seconds) {
  itimerval timer{};
  timer.it_value.tv_sec = static_cast<time_t>(seconds);
  timer.it_value.tv_usec = static_cast<suseconds_t>(1e6 * (seconds - std::floor(seconds)));
  setitimer(which, &timer, nullptr);
}

// Whoever crashes here does it silently and leaves nothing behind.
void confine(const IsolationLimits& limits) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM, SIGPROF, SIGPIPE}) {
    std::signal(signal, SIG_DFL);
  }
  const int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_AS, address_space() + limits.memory);
  set_timer(ITIMER_PROF, limits.seconds);
  set_timer(ITIMER_REAL, kPatience * limits.seconds);
}

// False where the other end is closed.
bool send(int pipe_end, const void* data, std::size_t size) {
  const auto* bytes = static_cast<const char*>(data);
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
    const Answer answer = attempt(work);
    if (send(pipe_end, &answer.header, sizeof answer.header)) {
      send(pipe_end, answer.bytes.data(), answer.bytes.size());
    }
  } catch (...) {  // such as no memory: no answer
  }
  _exit(0);
}

// Nothing where the child ended before its answer was whole.
std::optional<Answer> receive(int pipe_end) {
  Answer answer;
  std::array<char, 1 << 16> part{};
  ssize_t count = 0;
  while ((count = read(pipe_end, part.data(), part.size())) != 0) {
    if (count > 0) answer.bytes.append(part.data(), static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR) return std::nullopt;
  }
  if (answer.bytes.size() < sizeof answer.header) return std::nullopt;
  std::memcpy(&answer.header, answer.bytes.data(), sizeof answer.header);
  answer.bytes.erase(0, sizeof answer.header);
  return answer.bytes.size() == answer.header.size ? std::optional(std::move(answer))
                                                   : std::nullopt;
}

}  // namespace

std::optional<std::string> run_isolated(const std::function<std::string()>& work,
                                        const IsolationLimits& limits) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw no_process("pipe", errno);
  const pid_t child = fork();
  if (child == 0) be_child(work, limits, ends[1]);
  const int problem = errno;
  close(ends[1]);
  auto answer = child > 0 ? receive(ends[0]) : std::nullopt;
  close(ends[0]);
  if (child < 0) throw no_process("fork", problem);
  while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (!answer) return std::nullopt;
  if (answer->header.status != 0) throw_error(*answer);
  return std::move(answer->bytes);
}

}  // namespace gibbsight::core
