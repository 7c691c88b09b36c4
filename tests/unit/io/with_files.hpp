// Files to read, files to look into, and errors to look at.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::io {

// A folder of its own for every test, where "file" is.
class WithFiles : public testing::Test {
 protected:
  WithFiles();
  ~WithFiles() override;
  std::string path() const { return (folder_ / "file").string(); }
  // Writes the text and returns the path.
  std::string file(const std::string& text) const;
  std::string content() const;
  std::ptrdiff_t file_count() const;

 private:
  std::filesystem::path folder_;
};

// The text of the Error that `action` throws, without the folder of its file.
template <class ErrorType, class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const ErrorType& error) {
    std::string text = error.what();
    const auto start = text.find(testing::TempDir());
    if (start != std::string::npos) text.erase(start, text.find("/file", start) + 1 - start);
    return text;
  }
  return "nothing thrown";
}

}  // namespace gibbsight::io
