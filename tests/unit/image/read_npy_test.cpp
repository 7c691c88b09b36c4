#include "gibbsight/image/read_npy.hpp"

#include <algorithm>
#include <cstring>

#include "files.hpp"

namespace gibbsight::image {
namespace {

template <class Value>
std::string samples(bool fortran_order, bool big_endian) {
  std::string bytes;
  const int outer = fortran_order ? kColumns : kRows;
  const int inner = fortran_order ? kRows : kColumns;
  for (int i = 0; i < outer; ++i) {
    for (int j = 0; j < inner; ++j) {
      const auto value = static_cast<Value>(fortran_order ? pattern(j, i) : pattern(i, j));
      char raw[sizeof value];
      std::memcpy(raw, &value, sizeof value);
      if (big_endian) std::reverse(raw, raw + sizeof value);
      bytes.append(raw, sizeof raw);
    }
  }
  return bytes;
}

template <class Value>
void expect_upright(const std::string& type) {
  for (const bool fortran_order : {false, true}) {
    for (const bool big_endian : {false, true}) {
      for (const int version : {1, 2, 3}) {
        const std::string bytes =
            npy_bytes((big_endian ? ">" : "<") + type, fortran_order, "(36, 40)",
                      samples<Value>(fortran_order, big_endian), version);
        expect_pattern(read_npy(bytes, "a.npy", {}));
      }
    }
  }
}

TEST(Npy, EveryTypeOrderAndVersionIsReadUpright) {
  expect_upright<std::uint8_t>("u1");
  expect_upright<std::uint16_t>("u2");
  expect_upright<std::uint32_t>("u4");
  expect_upright<std::uint64_t>("u8");
  expect_upright<std::int16_t>("i2");
  expect_upright<std::int32_t>("i4");
  expect_upright<std::int64_t>("i8");
  expect_upright<float>("f4");
  expect_upright<double>("f8");
}

TEST(Npy, OtherDimensionsAreRefused) {
  const std::string data(4096, '\0');
  for (const char* shape : {"(40,)", "()", "(2, 36, 40)", "(36, 40, 3)"}) {
    EXPECT_THROW(read_npy(npy_bytes("|u1", false, shape, data), "a.npy", {}), core::InputError);
  }
}

TEST(Npy, OtherTypesAreRefused) {
  const std::string data(kRows * kColumns * 16, '\0');
  for (const char* type : {"<c16", "<f2", "|O", "<U1", "|V4", ""}) {
    EXPECT_THROW(read_npy(npy_bytes(type, false, "(36, 40)", data), "a.npy", {}), core::InputError);
  }
}

TEST(Npy, DamagedFilesAreInputErrors) {
  const std::string bytes = float_npy();
  for (std::size_t size = 6; size < bytes.size(); size += 61) {
    EXPECT_THROW(read_npy(bytes.substr(0, size), "a.npy", {}), core::InputError) << size;
  }
  for (const char* shape : {"(60000, 60000)", "(-3, 4)", "(0, 4)", "(36 40)", "36, 40",
                            "(99999999999999999999, 4)", "(4294967296, 4294967296)"}) {
    const std::string damaged = npy_bytes("|u1", false, shape, std::string(1024, '\0'));
    EXPECT_THROW(read_npy(damaged, "a.npy", {}), core::InputError) << shape;
  }
}

}  // namespace
}  // namespace gibbsight::image
