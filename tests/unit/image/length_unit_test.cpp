#include "gibbsight/image/length_unit.hpp"

#include <gtest/gtest.h>

namespace gibbsight::image {
namespace {

TEST(LengthUnit, EverySpellingIsUnderstood) {
  for (const char* unit : {"nm", "[n_m]", "nanometer"}) EXPECT_EQ(length_in_nm(unit), 1.0) << unit;
  for (const char* unit : {"um", "\u00B5m", "\u03BCm", "\xB5m", "\\u00B5m", "micron", "[u_m]"}) {
    EXPECT_EQ(length_in_nm(unit), 1e3) << unit;
  }
  for (const char* unit : {"\u00C5", "\u212B", "\xC5", "\\u00C5", "Angstrom", "AA", "A"}) {
    EXPECT_EQ(length_in_nm(unit), 0.1) << unit;
  }
  EXPECT_EQ(length_in_nm("pm"), 1e-3);
  EXPECT_EQ(length_in_nm("m"), 1e9);
  EXPECT_EQ(length_in_nm("inch"), 2.54e7);
}

TEST(LengthUnit, WhatIsNoLengthIsNone) {
  for (const char* unit : {"", "pixel", "px", "1/nm", "nm^-1", "[n_m^-1]", "s", "<undefined>"}) {
    EXPECT_FALSE(length_in_nm(unit).has_value()) << unit;
  }
}

}  // namespace
}  // namespace gibbsight::image
