#include "gibbsight/image/read_sxm.hpp"

#include "instrument_files.hpp"

namespace gibbsight::image {
namespace {

TEST(Sxm, BothScanDirectionsAreReadUpright) {
  for (const char* scan_direction : {"down", "up"}) {
    const std::string bytes = sxm_bytes({.scan_direction = scan_direction});
    expect_pattern(read_sxm(bytes, "a.sxm", {}));
    expect_pattern(read_sxm(bytes, "a.sxm", {.direction = "backward"}), 1, 1000);
    expect_pattern(read_sxm(bytes, "a.sxm", {.channel = "Current"}), 1, 2000);
    expect_pattern(read_sxm(bytes, "a.sxm", {.channel = "Current", .direction = "backward"}), 1,
                   3000);
  }
}

TEST(Sxm, SaysWhatItHolds) {
  const RawImage image = read_sxm(sxm_bytes(), "a.sxm", {});
  ASSERT_EQ(image.contents.channels.size(), 2U);
  const Channel& main = image.contents.main_channel();
  EXPECT_EQ(main.name, "Z");
  EXPECT_EQ(main.unit, "m");
  EXPECT_EQ(main.directions, (std::vector<std::string>{"forward", "backward"}));
  ASSERT_TRUE(image.pixel_size.has_value());
  EXPECT_NEAR(image.pixel_size->x_nm, 0.25, 1e-12);
  EXPECT_NEAR(image.pixel_size->y_nm, 0.5, 1e-12);
  EXPECT_EQ(image.sample, "32-bit float");
  EXPECT_FALSE(image.limits.has_value());
}

TEST(Sxm, OtherSamplesAreRefused) {
  EXPECT_THROW(read_sxm(sxm_bytes({.type = "INT MSBFIRST"}), "a.sxm", {}), core::InputError);
}

TEST(Sxm, EveryTruncationIsAnInputError) {
  const std::string bytes = sxm_bytes();
  for (std::size_t size = 17; size < bytes.size(); size += 37) {
    EXPECT_THROW(read_sxm(bytes.substr(0, size), "a.sxm", {}), core::InputError) << size;
  }
}

TEST(Sxm, LyingHeadersAreInputErrors) {
  for (const char* pixels : {"60000 60000", "40 -36", "0 36", "40", "40 36 7",
                             "99999999999999999999 4", "4294967296 4294967296"}) {
    EXPECT_THROW(read_sxm(sxm_bytes({.pixels = pixels}), "a.sxm", {}), core::InputError) << pixels;
  }
}

}  // namespace
}  // namespace gibbsight::image
