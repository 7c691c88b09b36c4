// Where published images lie.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace gibbsight::validation {

/// $GIBBSIGHT_TEST_DATA, else a folder beside the project.
inline std::string published(const std::string& name) {
  if (const char* folder = std::getenv("GIBBSIGHT_TEST_DATA")) return folder + ("/" + name);
  const char* source = std::getenv("GIBBSIGHT_SOURCE_DIR");
  return (std::filesystem::path(source != nullptr ? source : ".") / ".." / "shared" / "data" / name)
      .string();
}

}  // namespace gibbsight::validation

/// Skips a test, by name, where its file is absent.
#define GIBBSIGHT_SKIP_WITHOUT(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << (path) << " is not here"
