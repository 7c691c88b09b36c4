#include "gibbsight/report/base64.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace gibbsight::report {
namespace {

std::string encode(std::string_view text) {
  return to_base64(std::vector<std::uint8_t>(text.begin(), text.end()));
}

// The test vectors of RFC 4648, section 10.
TEST(Base64, AgreesWithTheStandard) {
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("foob"), "Zm9vYg==");
  EXPECT_EQ(encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
}

TEST(Base64, ReachesBothEndsOfTheAlphabet) {
  EXPECT_EQ(to_base64(std::vector<std::uint8_t>{0xff, 0xef, 0xbe, 0x00, 0x00, 0x00}), "/+++AAAA");
}

}  // namespace
}  // namespace gibbsight::report
