#include "gibbsight/image/read_png.hpp"

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>

namespace gibbsight::image {
namespace {

// libpng reports errors by longjmp, which skips destructors: everything that needs one lives here,
// outside the functions that are jumped out of.
struct Decoder {
  const std::string& bytes;
  const std::string& path;
  std::size_t position = 0;
  std::string message = {};
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::vector<png_byte> samples = {};
  std::vector<png_bytep> rows = {};

  Decoder(const std::string& file, const std::string& name) : bytes(file), path(name) {}
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { png_destroy_read_struct(&png, &info, nullptr); }
};

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  static_cast<Decoder*>(png_get_error_ptr(png))->message = message;
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep target, png_size_t count) {
  auto* decoder = static_cast<Decoder*>(png_get_io_ptr(png));
  if (decoder->bytes.size() - decoder->position < count) png_error(png, "the file ends early");
  std::memcpy(target, decoder->bytes.data() + decoder->position, count);
  decoder->position += count;
}

bool read_header(Decoder& decoder) {
  if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
  png_set_read_fn(decoder.png, &decoder, read_bytes);
  png_read_info(decoder.png, decoder.info);
  png_set_expand(decoder.png);       // palettes and 1, 2, 4 bits to 8
  png_set_strip_alpha(decoder.png);  // what is transparent has a value all the same
  png_set_interlace_handling(decoder.png);
  png_read_update_info(decoder.png, decoder.info);
  return true;
}

bool read_rows(Decoder& decoder) {
  if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
  png_read_image(decoder.png, decoder.rows.data());
  png_read_end(decoder.png, nullptr);
  return true;
}

void make_room(Decoder& decoder) {
  const std::size_t height = png_get_image_height(decoder.png, decoder.info);
  const std::size_t row_size = png_get_rowbytes(decoder.png, decoder.info);
  const std::size_t width = png_get_image_width(decoder.png, decoder.info);
  // Before expansion a pixel may have been a single bit.
  require_plausible_size(decoder.path, {height, width, 1}, decoder.bytes.size(),
                         8 * kLargestDeflation);
  decoder.samples.resize(height * row_size);
  for (std::size_t row = 0; row < height; ++row) {
    decoder.rows.push_back(decoder.samples.data() + row * row_size);
  }
}

float sample_at(const png_byte* row, std::size_t index, bool is_16_bit) {
  if (!is_16_bit) return row[index];
  return static_cast<float>(256 * row[2 * index] + row[2 * index + 1]);
}

RawImage to_image(const Decoder& decoder) {
  const bool is_16_bit = png_get_bit_depth(decoder.png, decoder.info) == 16;
  const std::size_t channels = png_get_channels(decoder.png, decoder.info);
  const std::size_t columns = png_get_image_width(decoder.png, decoder.info);
  RawImage image{.rows = static_cast<int>(decoder.rows.size()),
                 .columns = static_cast<int>(columns)};
  image.sample = is_16_bit ? "16-bit unsigned" : "8-bit unsigned";
  if (channels == 3) image.sample += " RGB";
  image.limits = integer_limits(is_16_bit ? 16 : 8, false);
  image.pixels.reserve(decoder.rows.size() * columns);
  for (const png_byte* row : decoder.rows) {
    for (std::size_t at = 0; at < columns * channels; at += channels) {
      const float first = sample_at(row, at, is_16_bit);
      image.pixels.push_back(channels < 3 ? first
                                          : luminance(first, sample_at(row, at + 1, is_16_bit),
                                                      sample_at(row, at + 2, is_16_bit)));
    }
  }
  return image;
}

}  // namespace

RawImage read_png(const std::string& bytes, const std::string& path, const Selection& selection) {
  Decoder decoder(bytes, path);
  decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, on_error, on_warning);
  decoder.info = decoder.png == nullptr ? nullptr : png_create_info_struct(decoder.png);
  if (decoder.info == nullptr)
    throw core::InternalError(
        {.what = "libpng does not start", .where = path, .value = {}, .expected = {}});
  if (!read_header(decoder)) throw truncated(path, decoder.message);
  make_room(decoder);
  if (!read_rows(decoder)) throw truncated(path, decoder.message);
  RawImage image = to_image(decoder);
  image.contents = plain_contents("PNG", image.rows, image.columns, 1);
  choose(image.contents, selection, path);
  return image;
}

}  // namespace gibbsight::image
