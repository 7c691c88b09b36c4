#include "gibbsight/core/files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::core {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  Files() : folder_(fs::path(testing::TempDir()) / "gibbsight_files") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Files() override { fs::remove_all(folder_); }
  std::string path(const char* name) const { return (folder_ / name).string(); }
  std::ptrdiff_t file_count() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

 private:
  fs::path folder_;
};

TEST_F(Files, ReadsBackWhatWasWritten) {
  std::string bytes(200'000, 'x');
  bytes[3] = '\0';
  write_file_atomically(path("a"), bytes);
  EXPECT_EQ(read_file(path("a")), bytes);
  write_file_atomically(path("a"), "new");
  EXPECT_EQ(read_file(path("a")), "new");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(Files, WhatAKilledProcessLeftIsRemoved) {
  for (const char* name : {"a", "a.csv", "a.part", "a.csv.part", "part", "a.1x.part"}) {
    write_file_atomically(path(name), "mine");
  }
  write_file_atomically(path("a.csv.123.part"), "ha");
  write_file_atomically(path("a.4.part"), "lf");
  remove_unfinished(path(""));
  EXPECT_EQ(file_count(), 6);
}

TEST_F(Files, EmptyFileIsEmptyText) {
  write_file_atomically(path("a"), "");
  EXPECT_EQ(read_file(path("a")), "");
}

TEST_F(Files, MissingFileAndDirectoryAreInputErrors) {
  EXPECT_THROW(read_file(path("missing")), InputError);
  EXPECT_THROW(read_file(path("")), InputError);
}

TEST_F(Files, UnwritablePlacesAreOutputErrors) {
  EXPECT_THROW(write_file_atomically(path("no/such/folder"), "x"), OutputError);
  EXPECT_THROW(write_file_atomically(path(""), "x"), OutputError);
  EXPECT_EQ(file_count(), 0);
}

TEST_F(Files, FullDeviceIsAWriteErrorAndLeavesTheDeviceAlone) {
  if (!fs::is_character_file("/dev/full")) GTEST_SKIP() << "no /dev/full";
  EXPECT_THROW(write_file_atomically("/dev/full", "x"), ReadWriteError);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(Files, DeviceIsWrittenToAndNotReplaced) {
  if (!fs::is_character_file("/dev/null")) GTEST_SKIP() << "no /dev/null";
  write_file_atomically("/dev/null", "x");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

}  // namespace
}  // namespace gibbsight::core
