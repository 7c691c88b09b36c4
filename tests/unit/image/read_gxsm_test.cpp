#include "gibbsight/image/read_gxsm.hpp"

#include "instrument_files.hpp"

namespace gibbsight::image {
namespace {

class GxsmOfKind : public testing::TestWithParam<GxsmKind> {};

TEST_P(GxsmOfKind, IsReadUpright) {
  const std::string bytes = gxsm_bytes(GetParam());
  expect_pattern(read_gxsm(bytes, "a.nc", {}));
  expect_pattern(read_gxsm(bytes, "a.nc", {.frame = 1}), 1, 1000);
}

INSTANTIATE_TEST_SUITE_P(Kinds, GxsmOfKind,
                         testing::Values(GxsmKind{}, GxsmKind{.as_short = false},
                                         GxsmKind{.hdf5 = true},
                                         GxsmKind{.hdf5 = true, .as_short = false}));

TEST(Gxsm, SaysWhatItHolds) {
  const RawImage image = read_gxsm(gxsm_bytes(), "a.nc", {});
  ASSERT_EQ(image.contents.channels.size(), 1U);
  EXPECT_EQ(image.contents.format, "GXSM");
  EXPECT_EQ(image.contents.channels[0].name, "Topo");
  EXPECT_EQ(image.contents.channels[0].unit, "AA");
  EXPECT_EQ(image.contents.channels[0].frames, 2);
  EXPECT_TRUE(image.contents.channels[0].directions.empty());
  ASSERT_TRUE(image.pixel_size.has_value());
  EXPECT_NEAR(image.pixel_size->x_nm, 0.25, 1e-12);
  EXPECT_NEAR(image.pixel_size->y_nm, 0.5, 1e-12);
  EXPECT_EQ(image.sample, "16-bit signed");
  EXPECT_FLOAT_EQ(image.limits->highest, 0.5F * 32767);
}

TEST(Gxsm, IsToldFromOtherHdf5Files) {
  EXPECT_TRUE(is_gxsm(gxsm_bytes({.hdf5 = true})));
  EXPECT_FALSE(is_gxsm("\x89HDF\r\n\x1a\n"));
}

TEST(Gxsm, OtherNetcdfIsRefused) {
  EXPECT_THROW(read_gxsm(gxsm_bytes({.rows_name = "y"}), "a.nc", {}), core::InputError);
}

TEST(Gxsm, EveryTruncationIsAnInputError) {
  for (const bool hdf5 : {false, true}) {
    const std::string bytes = gxsm_bytes({.hdf5 = hdf5});
    const std::size_t end = bytes.find_last_not_of('\0');  // netCDF fills up its memory
    for (std::size_t size = 3; size < end; size += 61) {
      EXPECT_THROW(read_gxsm(bytes.substr(0, size), "a.nc", {.frame = 1}), core::InputError)
          << size;
    }
  }
}

TEST(Gxsm, LyingHeaderIsAnInputError) {
  std::string bytes = gxsm_bytes();
  const std::size_t at = bytes.find("dimx") + 4;  // then 4 bytes of length, the greatest first
  bytes[at + 1] = '\x7F';
  EXPECT_THROW(read_gxsm(bytes, "a.nc", {}), core::InputError);
}

}  // namespace
}  // namespace gibbsight::image
