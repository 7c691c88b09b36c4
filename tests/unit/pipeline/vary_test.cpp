#include "gibbsight/pipeline/vary.hpp"

#include <gtest/gtest.h>

namespace gibbsight::pipeline {
namespace {

Variation reading(const std::string& label, double value) {
  inference::Estimate estimate;
  estimate.name = "pair1";
  estimate.value = value;
  estimate.standard_error = 0.03;
  return {"half of the image", label, {estimate}};
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

}  // namespace
}  // namespace gibbsight::pipeline
