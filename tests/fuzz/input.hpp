// What fuzzers share: an input as bytes or as a file, and errors that are no findings.
#pragma once

#include <sanitizer/common_interface_defs.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::fuzz {

/// Calls what is under test. An error of the library is its answer to a damaged file; anything else
/// that is thrown ends the fuzzer.
template <class Call>
int attempt(Call&& call) {
  try {
    call();
  } catch (const core::Error&) {
  }
  return 0;
}

/// A file in memory, for readers that take a path.
class InputFile {
 public:
  InputFile(const std::uint8_t* data, std::size_t size) : descriptor_(memfd_create("input", 0)) {
    if (write(descriptor_, data, size) != static_cast<ssize_t>(size)) std::abort();
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile() { close(descriptor_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace gibbsight::fuzz
