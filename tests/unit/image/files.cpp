#include "files.hpp"

#include <png.h>
#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

namespace gibbsight::image {
namespace {

template <class Value>
void append(std::string& bytes, double value) {
  const auto sample = static_cast<Value>(value);
  char raw[sizeof sample];
  std::memcpy(raw, &sample, sizeof sample);
  bytes.append(raw, sizeof raw);
}

void append_sample(std::string& bytes, const TiffKind& kind, double value) {
  using Append = void (*)(std::string&, double);
  static const std::map<std::pair<int, int>, Append> kTypes{
      {{8, SAMPLEFORMAT_UINT}, append<std::uint8_t>},
      {{16, SAMPLEFORMAT_UINT}, append<std::uint16_t>},
      {{32, SAMPLEFORMAT_UINT}, append<std::uint32_t>},
      {{16, SAMPLEFORMAT_INT}, append<std::int16_t>},
      {{32, SAMPLEFORMAT_INT}, append<std::int32_t>},
      {{32, SAMPLEFORMAT_IEEEFP}, append<float>},
      {{64, SAMPLEFORMAT_IEEEFP}, append<double>},
  };
  kTypes.at({kind.bits, kind.format})(bytes, value);
}

// The samples of a strip or tile; what lies outside the image is zero. A negative plane means all.
std::string chunk(const TiffKind& kind, int page, int top, int left, int rows, int columns,
                  int plane) {
  std::string bytes;
  for (int row = top; row < top + rows; ++row) {
    for (int column = left; column < left + columns; ++column) {
      const bool inside = row < kRows && column < kColumns;
      const int count = plane < 0 ? kind.samples : 1;
      for (int sample = 0; sample < count; ++sample) {
        append_sample(bytes, kind, inside ? pattern(row, column) + page : 0);
      }
    }
  }
  return bytes;
}

// A tag that libtiff does not know must be made known before it is written.
constexpr std::uint32_t kFeiTag = 34682;
void introduce_fei_tag(TIFF* tiff) {
  static char name[] = "FeiHelios";
  static const TIFFFieldInfo kTag{kFeiTag, -1, -1, TIFF_ASCII, FIELD_CUSTOM, 1, 0, name};
  TIFFMergeFieldInfo(tiff, &kTag, 1);
}

void set_tags(TIFF* tiff, const TiffKind& kind) {
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kRows);
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kColumns);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, kind.format);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind.samples);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind.photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, kind.planar);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind.compression);
  if (kind.resolution > 0) {
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, kind.resolution);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, kind.resolution / 2);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, kind.resolution_unit);
  }
  if (!kind.fei.empty()) TIFFSetField(tiff, kFeiTag, kind.fei.c_str());
  if (!kind.description.empty()) {
    TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, kind.description.c_str());
  }
}

void write_chunks(TIFF* tiff, const TiffKind& kind, int page) {
  const int rows = kind.tiled ? 16 : 8;
  const int columns = kind.tiled ? 16 : kColumns;
  if (kind.tiled) {
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, rows);
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, columns);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, rows);
  }
  std::uint32_t index = 0;
  const bool separate = kind.planar == PLANARCONFIG_SEPARATE;
  for (int plane = separate ? 0 : -1; plane < (separate ? kind.samples : 0); ++plane) {
    for (int top = 0; top < kRows; top += rows) {
      for (int left = 0; left < kColumns; left += columns) {
        const int height = kind.tiled ? rows : std::min(rows, kRows - top);
        std::string bytes = chunk(kind, page, top, left, height, columns, plane);
        const auto size = static_cast<tmsize_t>(bytes.size());
        if (kind.tiled) {
          TIFFWriteEncodedTile(tiff, index++, bytes.data(), size);
        } else {
          TIFFWriteEncodedStrip(tiff, index++, bytes.data(), size);
        }
      }
    }
  }
}

}  // namespace

void expect_pattern(const RawImage& image, float scale, float offset) {
  ASSERT_EQ(image.rows, kRows);
  ASSERT_EQ(image.columns, kColumns);
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      const auto at = static_cast<std::size_t>(row * kColumns + column);
      ASSERT_EQ(image.pixels[at], scale * static_cast<float>(pattern(row, column)) + offset)
          << "row " << row << ", column " << column;
    }
  }
}

WithFiles::WithFiles() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string(test->test_suite_name()) + "_" + test->name();
  for (char& c : name) c = c == '/' ? '_' : c;
  folder_ = std::filesystem::path(testing::TempDir()) / ("gibbsight_" + name);
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
}

WithFiles::~WithFiles() { std::filesystem::remove_all(folder_); }

void write_tiff_file(const std::string& path, const TiffKind& kind) {
  TIFF* tiff = TIFFOpen(path.c_str(), kind.big_endian ? "wb" : "wl");
  ASSERT_NE(tiff, nullptr);
  for (int page = 0; page < kind.pages; ++page) {
    introduce_fei_tag(tiff);
    set_tags(tiff, kind);
    write_chunks(tiff, kind, page);
    TIFFWriteDirectory(tiff);
  }
  TIFFClose(tiff);
}

std::string png_bytes(int rows, int columns, int colour_type, int bit_depth,
                      const std::vector<std::uint8_t>& samples, bool interlaced) {
  std::string bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &bytes,
      [](png_structp self, png_bytep data, png_size_t size) {
        static_cast<std::string*>(png_get_io_ptr(self))
            ->append(reinterpret_cast<const char*>(data), size);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(columns), static_cast<png_uint_32>(rows),
               bit_depth, colour_type, interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (colour_type == PNG_COLOR_TYPE_PALETTE) {
    // Entry i is the grey of 255 - i.
    std::vector<png_color> palette(256);
    for (int i = 0; i < 256; ++i) {
      const auto grey = static_cast<png_byte>(255 - i);
      palette[static_cast<std::size_t>(i)] = {grey, grey, grey};
    }
    png_set_PLTE(png, info, palette.data(), 256);
  }
  std::vector<std::uint8_t> copy = samples;
  std::vector<png_bytep> row_starts;
  const std::size_t row_size = samples.size() / static_cast<std::size_t>(rows);
  for (std::size_t at = 0; at < copy.size(); at += row_size) row_starts.push_back(&copy[at]);
  png_set_rows(png, info, row_starts.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

std::string grey_png() {
  std::vector<std::uint8_t> samples;
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      samples.push_back(static_cast<std::uint8_t>(pattern(row, column)));
    }
  }
  return png_bytes(kRows, kColumns, PNG_COLOR_TYPE_GRAY, 8, samples);
}

std::string npy_bytes(const std::string& type, bool fortran_order, const std::string& shape,
                      const std::string& samples, int version) {
  const std::string dictionary = "{'descr': '" + type +
                                 "', 'fortran_order': " + (fortran_order ? "True" : "False") +
                                 ", 'shape': " + shape + ", }\n";
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  bytes += static_cast<char>(dictionary.size());
  bytes.append(version == 1 ? 1 : 3, '\0');
  return bytes + dictionary + samples;
}

std::string float_npy() {
  std::string samples;
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) append<float>(samples, pattern(row, column));
  }
  return npy_bytes("<f4", false, "(36, 40)", samples);
}

}  // namespace gibbsight::image
