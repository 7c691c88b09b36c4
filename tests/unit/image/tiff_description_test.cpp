#include "gibbsight/image/tiff_description.hpp"

#include <gtest/gtest.h>

#include <set>

namespace gibbsight::image {
namespace {

std::string ome(const std::string& pixels) {
  return "<ome:OME xmlns:ome='http://www.openmicroscopy.org/Schemas/OME/2016-06'><ome:Pixels " +
         pixels + "/></ome:OME>";
}

TEST(TiffDescription, EveryOrderCountsEveryPageOnce) {
  // With 2 channels, 3 slices and 4 times, so many pages lie between a slice and the next.
  const std::pair<const char*, int> orders[] = {{"XYCZT", 2}, {"XYCTZ", 8}, {"XYZCT", 1},
                                                {"XYZTC", 1}, {"XYTCZ", 8}, {"XYTZC", 4}};
  for (const auto& [order, between_slices] : orders) {
    const std::string pixels = "SizeC='2' SizeZ='3' SizeT='4' DimensionOrder='";
    const auto found = parse_description(ome(pixels + order + "'"), 24);
    ASSERT_EQ(found.channels.size(), 2U);
    std::set<int> pages;
    for (const std::size_t channel : {0U, 1U}) {
      for (int frame = 0; frame < 12; ++frame) {
        pages.insert(find_page(found, {.channel = channel, .frame = frame}));
      }
    }
    EXPECT_EQ(pages.size(), 24U) << order;
    EXPECT_EQ(*pages.rbegin(), 23) << order;
    EXPECT_EQ(find_page(found, {.frame = 1}), between_slices) << order;
  }
}

TEST(TiffDescription, WhatDoesNotMakeUpThePagesIsLeftAside) {
  for (const char* pixels :
       {"SizeC='2' SizeZ='3' SizeT='4'", "SizeC='-2'", "SizeC='99999999999'", ""}) {
    const auto found = parse_description(ome(pixels), 5);
    EXPECT_EQ(found.channels, std::vector<std::string>{""}) << pixels;
    EXPECT_EQ(found.slices * found.times, 5) << pixels;
  }
}

TEST(TiffDescription, SizesInPixelsOrWithoutOneSideAreUnknown) {
  EXPECT_FALSE(parse_description(ome("PhysicalSizeX='1' PhysicalSizeXUnit='pixel'"), 1).pixel_size);
  EXPECT_FALSE(parse_description(ome("PhysicalSizeX='0.1'"), 1).pixel_size);
  EXPECT_FALSE(parse_description(ome("PhysicalSizeX='-1' PhysicalSizeY='-1'"), 1).pixel_size);
}

TEST(TiffDescription, AxesOfImageJMayDifferInUnit) {
  const auto found = parse_description("ImageJ=1.54f\nunit=nm\nyunit=um\n", 1);
  ASSERT_TRUE(found.resolution_unit.has_value());
  EXPECT_EQ(found.resolution_unit->x_nm, 1);
  EXPECT_EQ(found.resolution_unit->y_nm, 1e3);
}

TEST(TiffDescription, OtherTextsMeanNothing) {
  const auto found = parse_description("unit=nm\nchannels=2\n", 2);
  EXPECT_EQ(found.format, "TIFF");
  EXPECT_EQ(found.channels.size(), 1U);
  EXPECT_FALSE(found.resolution_unit.has_value());
}

}  // namespace
}  // namespace gibbsight::image
