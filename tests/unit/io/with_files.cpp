#include "with_files.hpp"

#include <iterator>

#include "gibbsight/core/files.hpp"

namespace gibbsight::io {

namespace fs = std::filesystem;

WithFiles::WithFiles()
    : folder_(fs::path(testing::TempDir()) /
              (std::string("gibbsight_io_") +
               testing::UnitTest::GetInstance()->current_test_info()->name())) {
  fs::remove_all(folder_);
  fs::create_directories(folder_);
}

WithFiles::~WithFiles() { fs::remove_all(folder_); }

std::string WithFiles::file(const std::string& text) const {
  core::write_file_atomically(path(), text);
  return path();
}

std::string WithFiles::content() const { return core::read_file(path()); }

std::ptrdiff_t WithFiles::file_count() const {
  return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
}

}  // namespace gibbsight::io
