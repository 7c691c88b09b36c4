#include "gibbsight/image/isolated_reader.hpp"

#include <csignal>
#include <stdexcept>

#include "gibbsight/image/read_gxsm.hpp"
#include "gibbsight/image/read_sxm.hpp"
#include "instrument_files.hpp"

namespace gibbsight::image {
namespace {

void expect_same(const RawImage& a, const RawImage& b) {
  EXPECT_EQ(a.contents.format, b.contents.format);
  EXPECT_EQ(a.contents.main, b.contents.main);
  ASSERT_EQ(a.contents.channels.size(), b.contents.channels.size());
  for (std::size_t i = 0; i < a.contents.channels.size(); ++i) {
    const Channel& of_a = a.contents.channels[i];
    const Channel& of_b = b.contents.channels[i];
    EXPECT_EQ(
        std::tie(of_a.name, of_a.unit, of_a.rows, of_a.columns, of_a.frames, of_a.directions),
        std::tie(of_b.name, of_b.unit, of_b.rows, of_b.columns, of_b.frames, of_b.directions));
  }
  EXPECT_EQ(a.pixels, b.pixels);
  EXPECT_EQ(std::tie(a.rows, a.columns, a.sample), std::tie(b.rows, b.columns, b.sample));
  EXPECT_EQ(a.limits.has_value(), b.limits.has_value());
  ASSERT_EQ(a.pixel_size.has_value(), b.pixel_size.has_value());
  EXPECT_EQ(a.pixel_size->x_nm, b.pixel_size->x_nm);
}

TEST(ReadIsolated, GivesWhatTheReaderGives) {
  const Selection selection{.channel = "Current", .direction = "backward"};
  expect_same(read_isolated(read_sxm, sxm_bytes(), "a.sxm", selection),
              read_sxm(sxm_bytes(), "a.sxm", selection));
  expect_same(read_isolated(read_gxsm, gxsm_bytes(), "a.nc", {}),
              read_gxsm(gxsm_bytes(), "a.nc", {}));
}

TEST(ReadIsolated, ErrorsOfTheReaderComeThrough) {
  EXPECT_THROW(read_isolated(read_sxm, sxm_bytes(), "a.sxm", {.channel = "Y"}), core::UsageError);
  EXPECT_THROW(read_isolated(read_sxm, "", "a.sxm", {}), core::InputError);
}

TEST(ReadIsolated, CrashIsAnInputError) {
  const Reader crash = [](const std::string&, const std::string&, const Selection&) -> RawImage {
    std::raise(SIGSEGV);
    return {};
  };
  const Reader greed = [](const std::string&, const std::string&, const Selection&) -> RawImage {
    return {.pixels = std::vector<float>(std::size_t{1} << 28)};
  };
  EXPECT_THROW(read_isolated(crash, "bytes", "a", {}), core::InputError);
  EXPECT_THROW(read_isolated(greed, "bytes", "a", {}), core::InputError);
}

}  // namespace
}  // namespace gibbsight::image
