#include "gibbsight/image/read_tiff.hpp"

#include <tiffio.h>

#include "files.hpp"

namespace gibbsight::image {
namespace {

class TiffOfKind : public WithFiles, public testing::WithParamInterface<TiffKind> {};
class Tiff : public WithFiles {
 protected:
  std::string bytes_of(const TiffKind& kind) const {
    write_tiff_file(path("a.tif"), kind);
    return core::read_file(path("a.tif"));
  }
  RawImage read(const TiffKind& kind, int frame = 0) const {
    return read_tiff(bytes_of(kind), "a.tif", {.frame = frame});
  }
};

TEST_P(TiffOfKind, IsReadUpright) {
  write_tiff_file(path("a.tif"), GetParam());
  expect_pattern(read_tiff(core::read_file(path("a.tif")), "a.tif", {}));
}

constexpr int kFloat = SAMPLEFORMAT_IEEEFP;
constexpr int kSigned = SAMPLEFORMAT_INT;
INSTANTIATE_TEST_SUITE_P(
    Kinds, TiffOfKind,
    testing::Values(
        TiffKind{.bits = 8}, TiffKind{.bits = 16}, TiffKind{.bits = 32},
        TiffKind{.bits = 16, .format = kSigned}, TiffKind{.bits = 32, .format = kSigned},
        TiffKind{.bits = 32, .format = kFloat}, TiffKind{.bits = 64, .format = kFloat},
        TiffKind{.bits = 16, .big_endian = true},
        TiffKind{.bits = 64, .format = kFloat, .tiled = true, .big_endian = true},
        TiffKind{.bits = 8, .tiled = true}, TiffKind{.bits = 16, .compression = COMPRESSION_LZW},
        TiffKind{.bits = 32, .format = kFloat, .compression = COMPRESSION_ADOBE_DEFLATE},
        TiffKind{.bits = 8, .samples = 3, .photometric = PHOTOMETRIC_RGB},
        TiffKind{.bits = 16, .samples = 3, .photometric = PHOTOMETRIC_RGB, .tiled = true},
        TiffKind{.bits = 8, .samples = 4, .photometric = PHOTOMETRIC_RGB},
        TiffKind{.bits = 8,
                 .samples = 3,
                 .photometric = PHOTOMETRIC_RGB,
                 .planar = PLANARCONFIG_SEPARATE}));

TEST_F(Tiff, PagesAreFrames) {
  const TiffKind kind{.pages = 3};
  const RawImage last = read(kind, 2);
  EXPECT_EQ(last.contents.main_channel().frames, 3);
  EXPECT_EQ(last.pixels[0], 2.0F);
  EXPECT_THROW(read(kind, 3), core::UsageError);
}

TEST_F(Tiff, WhiteIsZeroIsTurnedRound) {
  EXPECT_EQ(read({.photometric = PHOTOMETRIC_MINISWHITE}).pixels[1], 254.0F);
}

TEST_F(Tiff, KnowsTheLimitsOfIntegersOnly) {
  EXPECT_EQ(read({.bits = 16}).limits->highest, 65535.0F);
  EXPECT_EQ(read({.bits = 16, .format = kSigned}).limits->lowest, -32768.0F);
  EXPECT_FALSE(read({.bits = 32, .format = kFloat}).limits.has_value());
}

TEST_F(Tiff, ResolutionOfPaperIsNotAPixelSize) {
  EXPECT_FALSE(read({.resolution = 72}).pixel_size.has_value());
  EXPECT_FALSE(read({.resolution = 1e5, .resolution_unit = RESUNIT_CENTIMETER}).pixel_size);
  EXPECT_FALSE(read({}).pixel_size.has_value());
}

TEST_F(Tiff, ResolutionOfAtomsIsAPixelSize) {
  const auto size = read({.resolution = 2e8, .resolution_unit = RESUNIT_CENTIMETER}).pixel_size;
  ASSERT_TRUE(size.has_value());
  EXPECT_NEAR(size->x_nm, 0.05, 1e-6);
  EXPECT_NEAR(size->y_nm, 0.1, 1e-6);
}

// Pixels of a resolution of 20 and 10 a unit.
void expect_unit(const std::optional<PixelSize>& size, double unit_nm) {
  ASSERT_TRUE(size.has_value());
  EXPECT_NEAR(size->x_nm, unit_nm / 20, 1e-6 * unit_nm);
  EXPECT_NEAR(size->y_nm, unit_nm / 10, 1e-6 * unit_nm);
}

TEST_F(Tiff, UnitOfImageJIsUnderstood) {
  const std::pair<const char*, double> units[] = {
      {"nm", 1}, {"um", 1e3}, {"\\u00B5m", 1e3}, {"\u00B5m", 1e3}, {"Angstrom", 0.1}, {"pm", 1e-3}};
  for (const int unit_of_tag : {RESUNIT_NONE, RESUNIT_INCH}) {
    for (const auto& [unit, nm] : units) {
      const RawImage image = read({.resolution = 20,
                                   .resolution_unit = unit_of_tag,
                                   .description = std::string("ImageJ=1.53\nunit=") + unit + "\n"});
      expect_unit(image.pixel_size, nm);
      EXPECT_EQ(image.contents.format, "TIFF (ImageJ)");
    }
  }
}

TEST_F(Tiff, UnitsOfPaperAreNoneInImageJEither) {
  for (const char* unit : {"inch", "cm", "pixel", ""}) {
    const std::string description = std::string("ImageJ=1.53\nunit=") + unit + "\n";
    EXPECT_FALSE(read({.resolution = 72, .description = description}).pixel_size) << unit;
  }
}

constexpr const char* kOme =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME "
    "xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image ID=\"Image:0\"><Pixels "
    "DimensionOrder=\"XYZCT\" SizeX=\"40\" SizeY=\"36\" SizeZ=\"3\" SizeC=\"2\" SizeT=\"1\" "
    "PhysicalSizeX=\"0.00025\" PhysicalSizeY=\"5\" PhysicalSizeYUnit=\"\u00C5\"><Channel "
    "ID=\"Channel:0:0\" Name=\"HAADF\"/><Channel ID=\"Channel:0:1\" Name=\"ABF\"/>"
    "</Pixels></Image></OME>";

TEST_F(Tiff, OmeNamesChannelsAndPixels) {
  const TiffKind kind{.pages = 6, .resolution = 72, .description = kOme};
  const RawImage image = read(kind);
  EXPECT_EQ(image.contents.format, "TIFF (OME)");
  ASSERT_EQ(image.contents.channels.size(), 2U);
  EXPECT_EQ(image.contents.channels[1].name, "ABF");
  EXPECT_EQ(image.contents.channels[1].frames, 3);
  ASSERT_TRUE(image.pixel_size.has_value());
  EXPECT_NEAR(image.pixel_size->x_nm, 0.25, 1e-12);  // the unit is um where none is said
  EXPECT_NEAR(image.pixel_size->y_nm, 0.5, 1e-12);
  expect_pattern(read_tiff(bytes_of(kind), "a.tif", {.channel = "ABF", .frame = 1}), 1, 4);
}

TEST_F(Tiff, PagesOfImageJAreChannelsAndFrames) {
  const std::string description = "ImageJ=1.53\nimages=6\nchannels=2\nslices=3\n";
  const TiffKind kind{.pages = 6, .description = description};
  const RawImage image = read_tiff(bytes_of(kind), "a.tif", {.channel = "2", .frame = 1});
  EXPECT_EQ(image.contents.main_channel().frames, 3);
  expect_pattern(image, 1, 3);
  EXPECT_EQ(read({.pages = 5, .description = description}).contents.main_channel().frames, 5);
}

TEST_F(Tiff, PixelsOfFeiAreInMetres) {
  const RawImage image = read({.resolution = 72,
                               .fei = "[System]\r\nType=SEM\r\n[Scan]\r\nPixelWidth=2.5e-10\r\n"
                                      "PixelHeight=5e-010\r\n"});
  EXPECT_EQ(image.contents.format, "TIFF (FEI)");
  ASSERT_TRUE(image.pixel_size.has_value());
  EXPECT_NEAR(image.pixel_size->x_nm, 0.25, 1e-12);
  EXPECT_NEAR(image.pixel_size->y_nm, 0.5, 1e-12);
}

TEST_F(Tiff, EveryTruncationIsAnInputError) {
  const std::string bytes = bytes_of({.bits = 16, .compression = COMPRESSION_LZW});
  for (std::size_t size = 4; size < bytes.size(); size += 7) {
    EXPECT_THROW(read_tiff(bytes.substr(0, size), "a.tif", {}), core::InputError) << size;
  }
}

// A header and directory by hand: width, height, 8 bits, one strip of `strip_bytes` at offset 8.
std::string tiff_header(std::uint32_t side, std::uint32_t strip_bytes, int compression) {
  std::string bytes("II*\0\x08\0\0\0", 8);
  const auto put = [&](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  };
  const auto entry = [&](std::uint16_t tag, std::uint32_t value) {
    put(tag, 2);
    put(TIFF_LONG, 2);
    put(1, 4);
    put(value, 4);
  };
  put(8, 2);
  entry(TIFFTAG_IMAGEWIDTH, side);
  entry(TIFFTAG_IMAGELENGTH, side);
  entry(TIFFTAG_BITSPERSAMPLE, 8);
  entry(TIFFTAG_COMPRESSION, static_cast<std::uint32_t>(compression));
  entry(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  entry(TIFFTAG_STRIPOFFSETS, 8);
  entry(TIFFTAG_ROWSPERSTRIP, side);
  entry(TIFFTAG_STRIPBYTECOUNTS, strip_bytes);
  put(0, 4);
  bytes.resize(1024);
  return bytes;
}

TEST(TiffHeader, HugeImageInASmallFileIsTruncated) {
  const std::uint32_t claimed = 60'000U * 60'000U;
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_LZW}) {
    const std::string bytes = tiff_header(60'000, claimed, compression);
    EXPECT_THROW(read_tiff(bytes, "a.tif", {}), core::InputError);
  }
}

TEST(TiffHeader, StripBeyondTheEndIsTruncated) {
  EXPECT_THROW(read_tiff(tiff_header(64, 4096, COMPRESSION_NONE), "a.tif", {}), core::InputError);
  EXPECT_NO_THROW(read_tiff(tiff_header(30, 900, COMPRESSION_NONE), "a.tif", {}));
}

}  // namespace
}  // namespace gibbsight::image
