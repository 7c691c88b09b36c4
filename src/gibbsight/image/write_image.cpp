#include "gibbsight/image/write_image.hpp"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/files.hpp"
#include "gibbsight/image/memory_tiff.hpp"

namespace gibbsight::image {
namespace {

void set_pixel_size(TIFF* tiff, const PixelSize& size) {
  TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, "ImageJ=1.54\nunit=nm\n");
  TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_NONE);
  TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 1 / size.x_nm);
  TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 1 / size.y_nm);
}

std::string encode_tiff(const Image& image) {
  MemoryTiff file({}, "w");
  TIFF* tiff = file.handle();
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(image.rows));
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(image.columns));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 32);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(image.rows));
  if (image.pixel_size) set_pixel_size(tiff, *image.pixel_size);
  std::vector<float> samples = image.pixels;  // libtiff may swap bytes in place
  const auto size = static_cast<tmsize_t>(samples.size() * sizeof(float));
  if (TIFFWriteEncodedStrip(tiff, 0, samples.data(), size) != size) {
    throw core::InternalError(
        {.what = "libtiff failed", .where = {}, .value = file.error(), .expected = {}});
  }
  return std::move(file).close();
}

std::vector<std::uint8_t> to_grey(const Image& image) {
  const auto range = display_range(image);
  const float span = range.second > range.first ? range.second - range.first : 1.0F;
  std::vector<std::uint8_t> grey(image.pixels.size());
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const float fraction = std::clamp((image.pixels[i] - range.first) / span, 0.0F, 1.0F);
    grey[i] = static_cast<std::uint8_t>(std::lround(255.0F * fraction));
  }
  return grey;
}

}  // namespace

std::pair<float, float> display_range(const Image& image) {
  std::vector<float> values;
  values.reserve(image.pixels.size());
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    if (image.usable.empty() || image.usable[i] != 0) values.push_back(image.pixels[i]);
  }
  if (values.empty()) return {0.0F, 1.0F};
  const auto tail = static_cast<std::ptrdiff_t>(values.size() / 200);
  std::nth_element(values.begin(), values.begin() + tail, values.end());
  const float low = values[static_cast<std::size_t>(tail)];
  std::nth_element(values.begin(), values.end() - tail - 1, values.end());
  return {low, *(values.end() - tail - 1)};
}

void write_tiff(const std::string& path, const Image& image) {
  core::write_file_atomically(path, encode_tiff(image));
}

std::vector<std::uint8_t> encode_png(const Image& image) {
  const std::vector<std::uint8_t> grey = to_grey(image);
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.columns);
  png.height = static_cast<png_uint_32>(image.rows);
  png.format = PNG_FORMAT_GRAY;
  std::vector<std::uint8_t> bytes(PNG_IMAGE_PNG_SIZE_MAX(png));
  png_alloc_size_t size = bytes.size();
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, grey.data(), 0, nullptr) == 0) {
    throw core::InternalError(
        {.what = "libpng failed", .where = {}, .value = png.message, .expected = {}});
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace gibbsight::image
