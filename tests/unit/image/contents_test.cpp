#include "gibbsight/image/contents.hpp"

#include <gtest/gtest.h>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::image {
namespace {

Contents scan() {
  return {.format = "Nanonis",
          .channels = {{.name = "Current", .frames = 1, .directions = {"forward", "backward"}},
                       {.name = "Z", .frames = 3, .directions = {"backward"}}},
          .main = 1};
}

std::string refusal(const Contents& contents, const Selection& selection) {
  try {
    choose(contents, selection, "scan.sxm");
  } catch (const core::UsageError& error) {
    return error.what();
  }
  return "nothing was refused";
}

TEST(Choose, TakesTheMainChannelUnlessOneIsNamed) {
  EXPECT_EQ(choose(scan(), {.direction = {}}, "a").channel, 1U);
  EXPECT_EQ(choose(scan(), {.channel = "Current"}, "a").channel, 0U);
}

TEST(Choose, TakesTheFirstDirectionUnlessOneIsNamed) {
  EXPECT_TRUE(choose(scan(), {.direction = {}}, "a").backward);
  EXPECT_FALSE(choose(scan(), {.channel = "Current", .direction = {}}, "a").backward);
  EXPECT_TRUE(choose(scan(), {.channel = "Current", .direction = "backward"}, "a").backward);
}

TEST(Choose, NamesWhatThereIs) {
  EXPECT_EQ(refusal(scan(), {.channel = "Curent"}),
            "no such channel, did you mean Current (scan.sxm): Curent; expected one of Current, Z");
  EXPECT_EQ(refusal(scan(), {.direction = "forward"}),
            "no such scan direction (scan.sxm): forward; expected backward");
  EXPECT_EQ(refusal(scan(), {.channel = "Current", .direction = "both"}),
            "no such scan direction (scan.sxm): both; expected forward or backward");
  EXPECT_EQ(refusal(scan(), {.direction = "backward", .frame = 3}),
            "no such frame (scan.sxm): 3; expected 0 to 2");
}

TEST(Choose, OfAPlainFileOnlyFramesCanBeAskedFor) {
  const Contents plain = plain_contents("PNG", 4, 5, 2);
  EXPECT_EQ(choose(plain, {.frame = 1}, "a").frame, 1);
  EXPECT_FALSE(choose(plain, {.direction = {}}, "a").backward);
  EXPECT_EQ(refusal(plain, {.channel = "Z"}),
            "no such channel (scan.sxm): Z; expected no channel for a PNG file");
  EXPECT_EQ(refusal(plain, {.direction = "backward"}),
            "no such scan direction (scan.sxm): backward; expected no direction for a PNG file");
}

}  // namespace
}  // namespace gibbsight::image
