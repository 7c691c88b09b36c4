#include "gibbsight/core/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {
namespace {

constexpr const char* kUnfinished = ".part";

// Closes the descriptor on every way out.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (is_open()) {
      ::close(number_);
    }
  }
  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }
  // Some file systems report a full disk only here.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

// Removes the temporary file unless it was renamed.
class Temporary {
 public:
  explicit Temporary(std::string path) : path_(std::move(path)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!path_.empty()) {
      ::unlink(path_.c_str());
    }
  }
  bool rename_to(const std::string& path) {
    if (std::rename(path_.c_str(), path.c_str()) != 0) {
      return false;
    }
    path_.clear();
    return true;
  }

 private:
  std::string path_;
};

Problem problem(const char* what, const std::string& path, int error, const char* expected) {
  return {.what = what, .where = path, .value = std::strerror(error), .expected = expected};
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  return true;
}

}  // namespace

std::string read_file(const std::string& path) {
  if (std::error_code ignored; std::filesystem::is_directory(path, ignored)) {
    throw InputError(problem("can't read", path, EISDIR, "a file"));
  }
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    throw InputError(problem("can't read", path, errno, "a readable file"));
  }
  std::string bytes;
  char block[1 << 16];
  while (true) {
    const ssize_t count = ::read(file.number(), block, sizeof block);
    if (count > 0) {
      bytes.append(block, static_cast<std::size_t>(count));
    } else if (count == 0) {
      return bytes;
    } else if (errno != EINTR) {
      throw ReadWriteError(problem("reading failed", path, errno, "a readable file"));
    }
  }
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) {
    throw OutputError(problem("can't write", path, EISDIR, "the name of a file"));
  }
  // A device or pipe must be written to, not replaced.
  const bool in_place = fs::exists(status) && !fs::is_regular_file(status);
  // Named by process, so that two processes don't write into one temporary file.
  const std::string name = in_place ? path : path + "." + std::to_string(::getpid()) + kUnfinished;
  Descriptor file(::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file.is_open()) {
    throw OutputError(problem("can't write", path, errno, "a writable place"));
  }
  Temporary temporary(in_place ? std::string() : name);
  if (!write_all(file.number(), bytes) || !file.close()) {
    throw ReadWriteError(problem("writing failed", path, errno, "room on the disk"));
  }
  if (!in_place && !temporary.rename_to(path)) {
    throw OutputError(problem("can't write", path, errno, "a writable place"));
  }
}

void remove_unfinished(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const fs::path number = entry.path().stem().extension();  // .PROCESS
    const bool is_ours = entry.path().extension() == kUnfinished && number.native().size() > 1 &&
                         number.native().find_first_not_of("0123456789", 1) == std::string::npos;
    if (is_ours && entry.is_regular_file()) found.push_back(entry.path());
  }
  for (const fs::path& path : found) fs::remove(path);
}

}  // namespace gibbsight::core
