#include "gibbsight/pipeline/vary.hpp"

#include <gtest/gtest.h>

namespace gibbsight::pipeline {
namespace {

Variation reading(const std::string& label, double value,
                  const std::string& aspect = "half of the image") {
  inference::Estimate estimate;
  estimate.name = "pair1";
  estimate.value = value;
  estimate.standard_error = 0.03;
  return {aspect, label, "pair1", {estimate}};
}

TEST(Vary, HalvesMayDifferByChance) {
  EXPECT_TRUE(disagreements({}).empty());
  EXPECT_TRUE(disagreements({reading("upper", 0.4)}).empty());
  // 3.5 standard deviations of the difference are 0.148.
  EXPECT_TRUE(disagreements({reading("upper", 0.40), reading("lower", 0.54)}).empty());
}

TEST(Vary, HalvesThatDisagreeAreNamed) {
  const auto said = disagreements({reading("upper", 0.4), reading("left", 0.40),
                                   reading("lower", 0.4), reading("right", 0.56)});
  ASSERT_EQ(said.size(), 1);
  EXPECT_EQ(said[0],
            "the left and the right half of the image disagree on pair1: 0.4 +- 0.03 and 0.56 +- "
            "0.03");
}

// Of a joint fit; a half and an image share sites.
TEST(Vary, ImagesThatDisagreeAreNamed) {
  const auto said = disagreements({reading("upper", 0.1, "half of every image"),
                                   reading("north", 0.2, "one image alone"),
                                   reading("south", 0.6, "one image alone")});
  ASSERT_EQ(said.size(), 1);
  EXPECT_EQ(said[0], "north and south, each alone, disagree on pair1: 0.2 +- 0.03 and 0.6 +- 0.03");
}

}  // namespace
}  // namespace gibbsight::pipeline
