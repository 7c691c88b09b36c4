#include "gibbsight/pipeline/publish.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"

namespace gibbsight::pipeline {
namespace {

namespace fs = std::filesystem;

/// A folder that goes when the test ends.
class PublishTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// What a chain leaves that stopped before it had an image.
  static Files refused(const std::string& reason) {
    Results results;
    results.source = "scan.tif";
    results.measurement.emplace();
    results.refusal = Refusal{"image", reason};
    return make_files(results, {}, {});
  }

  fs::path folder_;
};

TEST_F(PublishTest, FilesAreThoseOfTheFolder) {
  const Files files = refused("too few atoms");
  publish(folder_, files);
  EXPECT_EQ(read_files(folder_), files);
  EXPECT_EQ(io::read_fit(folder_ / "fit.json").reasons, std::vector<std::string>{"too few atoms"});
  std::vector<std::string> names;
  for (const auto& entry : files) names.push_back(entry.first);
  EXPECT_EQ(names, (std::vector<std::string>{"fit.json", "gibbsight.toml", "log.txt", "report.html",
                                             "report.json"}));
}

TEST_F(PublishTest, NothingOfAnEarlierRunStays) {
  Files earlier = refused("too few atoms");
  earlier["atoms.csv"] = "x_px,y_px\n";
  publish(folder_, earlier);
  core::write_file_atomically(folder_ / "notes.txt", "of the user's own");
  const Files files = refused("no lattice");
  publish(folder_, files);
  EXPECT_EQ(read_files(folder_), files);
  EXPECT_FALSE(fs::exists(folder_ / "atoms.csv"));
  EXPECT_TRUE(fs::exists(folder_ / "notes.txt"));
}

TEST_F(PublishTest, AFolderWithoutFitIsNoneOfResults) {
  EXPECT_THROW(read_files(folder_), core::InputError);
  publish(folder_, refused("too few atoms"));
  fs::remove(folder_ / "fit.json");
  EXPECT_THROW(read_files(folder_), core::InputError);
}

}  // namespace
}  // namespace gibbsight::pipeline
