// Small writers of image files, independent of the readers under test.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gibbsight/core/files.hpp"
#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

// Not square and without any symmetry, so that a transposed or mirrored reading shows.
inline constexpr int kRows = 36;
inline constexpr int kColumns = 40;
inline int pattern(int row, int column) { return 3 * row + column; }

// Expects scale * pattern + offset, rows by columns.
void expect_pattern(const RawImage& image, float scale = 1, float offset = 0);

// A folder of its own for every test.
class WithFiles : public testing::Test {
 protected:
  WithFiles();
  ~WithFiles() override;
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& bytes) const {
    core::write_file_atomically(path(name), bytes);
    return path(name);
  }

 private:
  std::filesystem::path folder_;
};

// How the pattern is written as TIFF. Numbers are those of tiff.h.
struct TiffKind {
  int bits = 8;
  int format = 1;       // unsigned
  int samples = 1;      // a pixel
  int photometric = 1;  // black is zero
  int planar = 1;       // interleaved
  int compression = 1;  // none
  bool tiled = false;
  bool big_endian = false;
  int pages = 1;  // page n has n added to the pattern
  double resolution = 0;
  int resolution_unit = 2;
  std::string description = {};
  std::string fei = {};  // text of tag 34682
};
void write_tiff_file(const std::string& path, const TiffKind& kind);

// Samples of one PNG row after another; the colour type is that of png.h.
std::string png_bytes(int rows, int columns, int colour_type, int bit_depth,
                      const std::vector<std::uint8_t>& samples, bool interlaced = false);

// A PNG of the pattern in 8-bit grey.
std::string grey_png();

// An NPY file with the given dictionary entries and samples.
std::string npy_bytes(const std::string& type, bool fortran_order, const std::string& shape,
                      const std::string& samples, int version = 1);

// The pattern as a C-ordered array of 32-bit floats.
std::string float_npy();

}  // namespace gibbsight::image
