#include "terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>

namespace gibbsight::cli {
namespace {

// A signal handler can reach nothing else.
volatile std::sig_atomic_t interrupt_requested = 0;

void on_interrupt(int) { interrupt_requested = 1; }

bool has_terminal() { return isatty(STDERR_FILENO) != 0; }

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

core::Execution make_execution(const pipeline::Configuration& configuration) {
  core::Execution execution;
  execution.threads = configuration.output.threads;
  execution.interrupted = [] { return interrupt_requested != 0; };
  if (configuration.output.quiet || !has_terminal()) return execution;
  const auto start = std::chrono::steady_clock::now();
  execution.progress = [start](std::string_view stage, double fraction) {
    constexpr int kWidth = 30;
    const int filled = static_cast<int>(fraction * kWidth);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    const std::string left =
        fraction > 0.05 ? fmt::format("{:.0f} s left", elapsed.count() * (1 - fraction) / fraction)
                        : std::string();
    fmt::print(stderr, "\r\033[K[{:=<{}}{:<{}}] {:<10} {}", "", filled, "", kWidth - filled, stage,
               left);
    std::fflush(stderr);
  };
  return execution;
}

void end_progress() {
  if (has_terminal()) fmt::print(stderr, "\r\033[K");
}

std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    constexpr unsigned char kDelete = 0x7f;
    if (character == '\n') {
      line += ' ';
    } else if (byte < 0x20 || byte == kDelete) {
      line += fmt::format("\\x{:02x}", byte);
    } else {
      line += character;
    }
  }
  return line;
}

void print_error(std::string_view message) {
  end_progress();
  fmt::print(stderr, "gibbsight: error: {}\n", on_one_line(message));
}

void print_warnings(const std::vector<std::string>& warnings, bool quiet) {
  if (quiet) return;
  end_progress();
  for (const std::string& warning : warnings) {
    fmt::print(stderr, "gibbsight: warning: {}\n", on_one_line(warning));
  }
}

}  // namespace gibbsight::cli
