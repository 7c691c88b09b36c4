#include "gibbsight/image/prepare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "gibbsight/image/polarity.hpp"
#include "gibbsight/image/read_raw.hpp"

namespace gibbsight::image {
namespace {

std::string size_text(int rows, int columns) {
  return std::to_string(columns) + " x " + std::to_string(rows) + " pixels";
}

void require_size(const RawImage& raw, const std::string& where) {
  if (raw.rows >= kSmallestSide && raw.columns >= kSmallestSide) return;
  throw core::DataError({.what = "image is too small",
                         .where = where,
                         .value = size_text(raw.rows, raw.columns),
                         .expected = "at least " + size_text(kSmallestSide, kSmallestSide)});
}

// A scan that was stopped holds nothing but NaN in the rows it never reached, at one end. They are
// filled from the nearest row, to be unusable.
std::vector<std::uint8_t> fill_unscanned(RawImage& raw) {
  const auto row_at = [&raw](int row) {
    return raw.pixels.begin() + static_cast<std::ptrdiff_t>(row) * raw.columns;
  };
  const auto is_empty = [&](int row) {
    return std::all_of(row_at(row), row_at(row + 1), [](float value) { return std::isnan(value); });
  };
  int first = 0;
  int last = raw.rows - 1;
  while (first < last && is_empty(first)) ++first;
  while (last > first && is_empty(last)) --last;
  if (first == 0 && last == raw.rows - 1) return {};
  std::vector<std::uint8_t> usable(raw.pixels.size(), 1);
  for (int row = 0; row < raw.rows; ++row) {
    if (row >= first && row <= last) continue;
    const int nearest = std::clamp(row, first, last);
    std::copy(row_at(nearest), row_at(nearest + 1), row_at(row));
    std::fill_n(usable.begin() + (row_at(row) - raw.pixels.begin()), raw.columns, 0);
  }
  return usable;
}

void require_finite(const RawImage& raw, const std::string& where) {
  const auto bad = std::find_if_not(raw.pixels.begin(), raw.pixels.end(),
                                    [](float value) { return std::isfinite(value); });
  if (bad == raw.pixels.end()) return;
  const auto at = bad - raw.pixels.begin();
  throw core::DataError({.what = "image has a value that is not a finite number",
                         .where = where,
                         .value = (std::isnan(*bad) ? "NaN" : "infinity") +
                                  std::string(" at row ") + std::to_string(at / raw.columns) +
                                  ", column " + std::to_string(at % raw.columns),
                         .expected = "finite numbers in every pixel"});
}

void require_contrast(const Image& image, const std::string& where) {
  const float first = image.pixels.front();
  const auto differs = [&](float value) { return value != first; };
  if (std::any_of(image.pixels.begin(), image.pixels.end(), differs)) return;
  throw core::DataError({.what = "image is constant",
                         .where = where,
                         .value = core::to_text(static_cast<double>(first)),
                         .expected = "pixels that differ"});
}

std::optional<PixelSize> pixel_size(const RawImage& raw, const ImageOptions& options) {
  const std::vector<double>& given = options.pixel_size;
  if (given.empty()) return raw.pixel_size;
  if (given.size() > 2) {
    throw core::UsageError({.what = "too many numbers",
                            .where = "image.pixel_size",
                            .value = core::to_text(given),
                            .expected = "one number, or width and height"});
  }
  return PixelSize{given.front(), given.back()};
}

void apply_roi(Image& image, const std::vector<double>& roi) {
  if (roi.empty()) return;
  const bool fits = roi.size() == 4 && roi[0] >= 0 && roi[1] >= 0 && roi[2] <= image.columns &&
                    roi[3] <= image.rows && roi[2] - roi[0] >= kSmallestSide &&
                    roi[3] - roi[1] >= kSmallestSide;
  if (!fits) {
    throw core::UsageError({.what = "region does not fit the image",
                            .where = "image.roi",
                            .value = core::to_text(roi),
                            .expected = "X0,Y0,X1,Y1 with at least " +
                                        size_text(kSmallestSide, kSmallestSide) + " inside " +
                                        size_text(image.rows, image.columns)});
  }
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      const bool inside = column >= roi[0] && column < roi[2] && row >= roi[1] && row < roi[3];
      if (!inside) image.usable[image.index(row, column)] = 0;
    }
  }
}

void apply_mask(Image& image, const std::string& path) {
  if (path.empty()) return;
  const RawImage mask = read_raw(path, {});
  if (mask.rows != image.rows || mask.columns != image.columns) {
    throw core::UsageError({.what = "mask does not fit the image",
                            .where = path,
                            .value = size_text(mask.rows, mask.columns),
                            .expected = size_text(image.rows, image.columns)});
  }
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    if (mask.pixels[i] == 0) image.usable[i] = 0;
  }
  if (std::count(image.usable.begin(), image.usable.end(), 1) == 0) {
    throw core::UsageError({.what = "mask and region leave nothing of the image",
                            .where = path,
                            .value = {},
                            .expected = "some nonzero pixels"});
  }
}

// Saturated pixels hold the greatest value there is. An integer type says what that is; otherwise
// saturation shows as values piled up at the top, more than a smooth decline of the histogram can
// hold.
void mark_clipped(Image& image, std::optional<float> ceiling) {
  constexpr std::ptrdiff_t kFewest = 4;
  constexpr std::ptrdiff_t kPileUp = 3;
  const auto& pixels = image.pixels;
  const float highest = *std::max_element(pixels.begin(), pixels.end());
  float second = -std::numeric_limits<float>::infinity();
  for (const float value : pixels) {
    if (value < highest) second = std::max(second, value);
  }
  const auto at_top = std::count(pixels.begin(), pixels.end(), highest);
  const auto below_top = std::count(pixels.begin(), pixels.end(), second);
  const bool piled_up = at_top >= kFewest && at_top > kPileUp * below_top;
  if (highest != ceiling && !piled_up) return;
  image.clipped.resize(pixels.size());
  for (std::size_t i = 0; i < pixels.size(); ++i) image.clipped[i] = pixels[i] == highest ? 1 : 0;
}

}  // namespace

Image prepare(RawImage raw, const ImageOptions& options, const std::string& where) {
  require_size(raw, where);
  Image image;
  image.usable = fill_unscanned(raw);
  require_finite(raw, where);
  image.rows = raw.rows;
  image.columns = raw.columns;
  image.pixel_size = pixel_size(raw, options);
  image.pixels = std::move(raw.pixels);
  require_contrast(image, where);
  const bool is_limited = !options.roi.empty() || !options.mask.empty();
  if (is_limited && image.usable.empty()) image.usable.assign(image.pixels.size(), 1);
  apply_roi(image, options.roi);
  apply_mask(image, options.mask);
  std::optional<float> ceiling;
  if (raw.limits) ceiling = raw.limits->highest;
  if (options.polarity == "dark" || (options.polarity == "auto" && atoms_look_dark(image))) {
    for (float& pixel : image.pixels) pixel = -pixel;
    if (raw.limits) ceiling = -raw.limits->lowest;
  }
  mark_clipped(image, ceiling);
  return image;
}

}  // namespace gibbsight::image
