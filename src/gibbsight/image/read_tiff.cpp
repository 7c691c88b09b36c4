#include "gibbsight/image/read_tiff.hpp"

#include <algorithm>
#include <cstring>

#include "gibbsight/core/options.hpp"
#include "gibbsight/image/memory_tiff.hpp"
#include "gibbsight/image/sample_loader.hpp"
#include "gibbsight/image/tiff_description.hpp"

namespace gibbsight::image {
namespace {

// More than any codec reaches on an image that is not constant.
constexpr double kLargestCompression = 5000;
// Resolutions an inch or a cm mostly speak of paper: larger pixels than this can't show atoms.
constexpr double kLargestPixel = 10;  // nm
constexpr double kInch = 2.54e7;
constexpr double kCentimetre = 1e7;

// How the samples of a page lie in the file.
struct Layout {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint16_t bits = 1;
  std::uint16_t samples = 1;  // a pixel
  std::uint16_t format = SAMPLEFORMAT_UINT;
  std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  std::uint16_t planar = PLANARCONFIG_CONTIG;
  std::uint16_t compression = COMPRESSION_NONE;
  bool tiled = false;
  std::uint32_t chunk_rows = 0;  // of a strip or tile
  std::uint32_t chunk_columns = 0;

  bool is_rgb() const { return photometric == PHOTOMETRIC_RGB; }
  // Samples of a pixel that lie side by side in a chunk.
  std::size_t stride() const { return planar == PLANARCONFIG_CONTIG ? samples : 1U; }
};

Layout read_layout(TIFF* tiff) {
  Layout layout;
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout.rows);
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout.columns);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout.bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout.samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout.format);
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout.photometric);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout.planar);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &layout.compression);
  layout.tiled = TIFFIsTiled(tiff) != 0;
  if (layout.tiled) {
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &layout.chunk_rows);
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &layout.chunk_columns);
  } else {
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &layout.chunk_rows);
    layout.chunk_rows = std::min(layout.chunk_rows, layout.rows);
    layout.chunk_columns = layout.columns;
  }
  return layout;
}

SampleLoader loader(const Layout& layout) {
  const auto load = [&](char kind) {
    return layout.bits % 8 == 0 ? sample_loader(kind, layout.bits / 8) : nullptr;
  };
  switch (layout.format) {
    case SAMPLEFORMAT_UINT:
      return load('u');
    case SAMPLEFORMAT_INT:
      return load('i');
    case SAMPLEFORMAT_IEEEFP:
      return load('f');
    default:
      return nullptr;
  }
}

void require_readable(const Layout& layout, const std::string& path, std::size_t file_size) {
  const bool known_colours = layout.photometric == PHOTOMETRIC_MINISBLACK ||
                             layout.photometric == PHOTOMETRIC_MINISWHITE ||
                             (layout.photometric == PHOTOMETRIC_PALETTE && layout.bits <= 16 &&
                              layout.format == SAMPLEFORMAT_UINT) ||
                             (layout.is_rgb() && layout.samples >= 3);
  if (!known_colours) {
    throw unsupported(path, "TIFF colour space " + std::to_string(layout.photometric),
                      "grey, palette or RGB");
  }
  if (loader(layout) == nullptr) {
    throw unsupported(path,
                      "TIFF with " + std::to_string(layout.bits) + "-bit samples of kind " +
                          std::to_string(layout.format),
                      "8, 16, 32 or 64-bit integers, 32 or 64-bit floats");
  }
  const std::size_t pixel_bytes = std::size_t{layout.bits} / 8 * layout.samples;
  const double compression = layout.compression == COMPRESSION_NONE ? 1 : kLargestCompression;
  require_plausible_size(path, {layout.rows, layout.columns, pixel_bytes}, file_size, compression);
  // A tile may reach over the border, but not by much.
  require_plausible_size(path, {layout.chunk_rows, layout.chunk_columns, pixel_bytes}, file_size,
                         2 * kLargestCompression);
}

// A page of an open file.
struct Page {
  const MemoryTiff& file;
  Layout layout;
  const std::string& path;  // for errors
};

// Decodes the strip or tile that holds a pixel into `buffer`; its samples must all be there.
void read_chunk(const Page& page, std::uint32_t row, std::uint32_t column, std::uint16_t plane,
                std::vector<unsigned char>& buffer) {
  TIFF* tiff = page.file.handle();
  const bool tiled = page.layout.tiled;
  const std::uint32_t rows = std::min(page.layout.chunk_rows, page.layout.rows - row);
  const tmsize_t size = tiled ? TIFFTileSize(tiff) : TIFFVStripSize(tiff, rows);
  const std::uint32_t index =
      tiled ? TIFFComputeTile(tiff, column, row, 0, plane) : TIFFComputeStrip(tiff, row, plane);
  const std::uint64_t end = TIFFGetStrileOffset(tiff, index) + TIFFGetStrileByteCount(tiff, index);
  if (size <= 0 || end > page.file.size()) throw truncated(page.path, "the samples end early");
  buffer.resize(static_cast<std::size_t>(size));
  const tmsize_t read = tiled ? TIFFReadEncodedTile(tiff, index, buffer.data(), size)
                              : TIFFReadEncodedStrip(tiff, index, buffer.data(), size);
  if (read < size) throw truncated(page.path, page.file.error());
}

// One colour of every pixel, `plane` counted from 0.
std::vector<float> read_plane(const Page& page, std::uint16_t plane) {
  const Layout& layout = page.layout;
  const SampleLoader load_sample = loader(layout);
  const std::size_t bytes = layout.bits / 8U;
  const bool interleaved = layout.planar == PLANARCONFIG_CONTIG;
  const std::size_t first = interleaved ? plane : 0U;
  std::vector<float> samples(std::size_t{layout.rows} * layout.columns);
  std::vector<unsigned char> chunk;
  for (std::uint32_t top = 0; top < layout.rows; top += layout.chunk_rows) {
    for (std::uint32_t left = 0; left < layout.columns; left += layout.chunk_columns) {
      read_chunk(page, top, left, interleaved ? std::uint16_t{0} : plane, chunk);
      const std::uint32_t bottom = std::min(layout.rows - top, layout.chunk_rows);
      const std::uint32_t right = std::min(layout.columns - left, layout.chunk_columns);
      for (std::size_t row = 0; row < bottom; ++row) {
        const unsigned char* from =
            chunk.data() + row * layout.chunk_columns * layout.stride() * bytes;
        float* to = samples.data() + (top + row) * layout.columns + left;
        for (std::size_t column = 0; column < right; ++column) {
          to[column] = load_sample(from + (column * layout.stride() + first) * bytes);
        }
      }
    }
  }
  return samples;
}

std::vector<float> read_rgb(const Page& page) {
  std::vector<float> red = read_plane(page, 0);
  const std::vector<float> green = read_plane(page, 1);
  const std::vector<float> blue = read_plane(page, 2);
  for (std::size_t i = 0; i < red.size(); ++i) red[i] = luminance(red[i], green[i], blue[i]);
  return red;
}

// The table of a palette has 16 bits; grey levels of 8 are what was meant.
void apply_palette(TIFF* tiff, const Layout& layout, std::vector<float>& pixels) {
  std::uint16_t* red = nullptr;
  std::uint16_t* green = nullptr;
  std::uint16_t* blue = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_COLORMAP, &red, &green, &blue) == 0) return;
  const std::size_t last = (std::size_t{1} << layout.bits) - 1;
  for (float& pixel : pixels) {
    const std::size_t i = std::min(static_cast<std::size_t>(pixel), last);
    pixel = luminance(red[i], green[i], blue[i]) / 257.0F;
  }
}

std::vector<float> read_pixels(const Page& page) {
  const Layout& layout = page.layout;
  if (layout.is_rgb()) return read_rgb(page);
  std::vector<float> pixels = read_plane(page, 0);
  if (layout.photometric == PHOTOMETRIC_PALETTE) apply_palette(page.file.handle(), layout, pixels);
  if (layout.photometric == PHOTOMETRIC_MINISWHITE && layout.format == SAMPLEFORMAT_UINT) {
    const float white = integer_limits(layout.bits, false).highest;
    for (float& pixel : pixels) pixel = white - pixel;
  }
  return pixels;
}

// The text of a tag, empty where there is none.
std::string tag_text(TIFF* tiff, std::uint32_t tag) {
  const TIFFField* field = TIFFFindField(tiff, tag, TIFF_ANY);
  if (field == nullptr || TIFFFieldDataType(field) != TIFF_ASCII) return {};
  const char* text = nullptr;
  if (TIFFFieldPassCount(field) == 0) {  // it ends with a zero
    return TIFFGetField(tiff, tag, &text) == 0 ? "" : text;
  }
  std::uint32_t size = 0;
  if (TIFFFieldReadCount(field) != TIFF_VARIABLE2 || TIFFGetField(tiff, tag, &size, &text) == 0) {
    return {};
  }
  return {text, size};
}

// Thermo Fisher (FEI) keeps lines of "key=value" in tags of its own, with lengths in m.
std::optional<PixelSize> read_fei_size(TIFF* tiff) {
  constexpr std::uint32_t kFeiTags[] = {34680, 34682};
  constexpr double kNmPerM = 1e9;
  for (const std::uint32_t tag : kFeiTags) {
    const std::string text = tag_text(tiff, tag);
    double width = 0;
    double height = 0;
    core::from_text(find_line(text, "PixelWidth").value_or(""), width);
    core::from_text(find_line(text, "PixelHeight").value_or(""), height);
    if (const auto size = known_size(width * kNmPerM, height * kNmPerM)) return size;
  }
  return std::nullopt;
}

// Lengths in nm of the units of the resolution tags. ImageJ names its own in the description.
std::optional<PixelSize> resolution_unit(TIFF* tiff, const TiffDescription& description) {
  if (description.resolution_unit) return description.resolution_unit;
  std::uint16_t unit = RESUNIT_INCH;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  if (unit == RESUNIT_INCH) return PixelSize{kInch, kInch};
  if (unit == RESUNIT_CENTIMETER) return PixelSize{kCentimetre, kCentimetre};
  return std::nullopt;
}

std::optional<PixelSize> read_resolution(TIFF* tiff, const TiffDescription& description) {
  float x = 0;
  float y = 0;
  TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x);
  TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y);
  const auto unit = resolution_unit(tiff, description);
  if (!unit || !(x > 0 && y > 0)) return std::nullopt;
  const auto size =
      known_size(unit->x_nm / static_cast<double>(x), unit->y_nm / static_cast<double>(y));
  const bool speaks_of_paper = unit->x_nm >= kCentimetre || unit->y_nm >= kCentimetre;
  const bool is_large = size && (size->x_nm >= kLargestPixel || size->y_nm >= kLargestPixel);
  return speaks_of_paper && is_large ? std::nullopt : size;
}

std::string in_words(const Layout& layout) {
  const std::string kind = layout.format == SAMPLEFORMAT_IEEEFP ? "float"
                           : layout.format == SAMPLEFORMAT_INT  ? "signed"
                                                                : "unsigned";
  const std::string colour = layout.is_rgb()                             ? " RGB"
                             : layout.photometric == PHOTOMETRIC_PALETTE ? " palette"
                                                                         : "";
  return std::to_string(layout.bits) + "-bit " + kind + colour;
}

Contents describe_pages(const TiffDescription& description) {
  Contents contents{.format = description.format};
  for (const std::string& name : description.channels) {
    contents.channels.push_back({.name = name, .frames = description.slices * description.times});
  }
  return contents;
}

// Takes size, samples and limits from the page that the file stands at.
void decode_page(const MemoryTiff& file, const std::string& path, RawImage& image) {
  const Layout layout = read_layout(file.handle());
  require_readable(layout, path, file.size());
  image.rows = static_cast<int>(layout.rows);
  image.columns = static_cast<int>(layout.columns);
  for (Channel& channel : image.contents.channels) {
    channel.rows = image.rows;
    channel.columns = image.columns;
  }
  image.sample = in_words(layout);
  if (layout.format != SAMPLEFORMAT_IEEEFP) {
    const int bits = layout.photometric == PHOTOMETRIC_PALETTE ? 8 : layout.bits;
    image.limits = integer_limits(bits, layout.format == SAMPLEFORMAT_INT);
  }
  image.pixels = read_pixels({file, layout, path});
}

}  // namespace

RawImage read_tiff(const std::string& bytes, const std::string& path, const Selection& selection) {
  const MemoryTiff file(bytes, "r");
  if (file.handle() == nullptr) throw truncated(path, file.error());
  const auto pages = static_cast<int>(TIFFNumberOfDirectories(file.handle()));
  TIFFSetDirectory(file.handle(), 0);
  const TiffDescription description =
      parse_description(tag_text(file.handle(), TIFFTAG_IMAGEDESCRIPTION), pages);
  RawImage image{.contents = describe_pages(description)};
  const int page = find_page(description, choose(image.contents, selection, path));
  if (TIFFSetDirectory(file.handle(), static_cast<tdir_t>(page)) == 0) {
    throw truncated(path, file.error());
  }
  decode_page(file, path, image);
  const auto fei_size = read_fei_size(file.handle());
  if (fei_size) image.contents.format = "TIFF (FEI)";
  image.pixel_size = description.pixel_size ? description.pixel_size
                     : fei_size             ? fei_size
                                            : read_resolution(file.handle(), description);
  return image;
}

}  // namespace gibbsight::image
