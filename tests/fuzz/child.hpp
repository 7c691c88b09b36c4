// Readers whose libraries crash on damaged files run in a child process, which takes milliseconds
// to start: here one child reads input after input, and another follows where it crashed.
#pragma once

#include <fcntl.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::fuzz {

constexpr int kCrashOfLibrary = 3;     // exit status of a child; no finding
constexpr int kInputsPerChild = 1000;  // libraries keep something of every damaged file

/// Ends the child quietly where AddressSanitizer's report says that a library went wrong, not we:
/// its two innermost frames may be the sanitizer's own.
inline void exit_where_library_crashed(const char* report) {
  const std::string_view text(report);
  const std::string_view innermost = text.substr(0, text.find(" #3 "));
  for (const char* library : {"/libhdf5", "/libnetcdf"}) {
    if (innermost.find(library) != innermost.npos) _exit(kCrashOfLibrary);
  }
}

/// Calls what is under test in a child. Ends the fuzzer where the error is ours.
class Child {
 public:
  using Call = void (*)(const std::string& input);
  explicit Child(Call call) : call_(call) {
    // libFuzzer's looks at the time end no read or write.
    struct sigaction look {};
    sigaction(SIGALRM, nullptr, &look);
    look.sa_flags |= SA_RESTART;
    sigaction(SIGALRM, &look, nullptr);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { stop(); }

  void call(const std::string& input) {
    if (is_survived(input)) return;
    // What a library wrote to a wrong place may have shown in our code only now: a fresh child
    // decides.
    is_heard_ = true;
    if (!is_survived(input)) std::abort();
    is_heard_ = false;
    stop();
  }

 private:
  bool is_survived(const std::string& input) {
    if (inputs_ % kInputsPerChild == 0) stop();
    if (process_ == 0) start();
    ++inputs_;
    const std::size_t size = input.size();
    char done = 0;
    if (write(to_child_, &size, sizeof size) == sizeof size &&
        write(to_child_, input.data(), size) == static_cast<ssize_t>(size) &&
        read(from_child_, &done, 1) == 1) {
      return true;
    }
    const int status = stop();
    return WIFSIGNALED(status) || WEXITSTATUS(status) == kCrashOfLibrary;
  }

  void start() {
    int inputs[2];
    int answers[2];
    if (pipe(inputs) != 0 || pipe(answers) != 0) std::abort();
    std::signal(SIGPIPE, SIG_IGN);
    process_ = fork();
    if (process_ < 0) std::abort();
    if (process_ == 0) {
      close(inputs[1]);
      close(answers[0]);
      work(inputs[0], answers[1]);
    }
    close(inputs[0]);
    close(answers[1]);
    to_child_ = inputs[1];
    from_child_ = answers[0];
  }

  /// How the child ended.
  int stop() {
    if (process_ == 0) return 0;
    close(to_child_);
    close(from_child_);
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = 0;
    return status;
  }

  [[noreturn]] void work(int inputs, int answers) const {
    // Libraries' crashes are many, and nobody's business.
    if (!is_heard_) dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    // libFuzzer took these; AddressSanitizer keeps SIGSEGV, to tell whose it is.
    for (const int signal : {SIGABRT, SIGPROF}) std::signal(signal, SIG_DFL);
    __sanitizer_set_death_callback([] {});
    __asan_set_error_report_callback(exit_where_library_crashed);
    std::size_t size = 0;
    std::string input;
    while (read(inputs, &size, sizeof size) == sizeof size) {
      input.resize(size);
      for (std::size_t done = 0; done < size;) {
        const ssize_t count = read(inputs, input.data() + done, size - done);
        if (count <= 0) _exit(0);
        done += static_cast<std::size_t>(count);
      }
      const itimerval patience{{}, {0, 100'000}};  // SIGPROF ends what does not
      setitimer(ITIMER_PROF, &patience, nullptr);
      try_call(input);
      if (write(answers, "", 1) != 1) _exit(0);
    }
    _exit(0);
  }

  void try_call(const std::string& input) const {
    try {
      call_(input);
    } catch (const core::Error&) {
    } catch (...) {
      _exit(1);
    }
  }

  Call call_;
  pid_t process_ = 0;
  int inputs_ = 0;
  bool is_heard_ = false;  // what it writes to the standard error
  int to_child_ = -1;
  int from_child_ = -1;
};

}  // namespace gibbsight::fuzz
