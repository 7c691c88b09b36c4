// The picture a microscope took, as numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gibbsight::image {

/// Size of a pixel in nm along columns (x) and rows (y).
struct PixelSize {
  double x_nm = 0;
  double y_nm = 0;
  bool operator==(const PixelSize&) const = default;
};

/// One channel of intensities, C order, rows by columns. Positions in it are (x, y) in pixels,
/// x along columns, y down the rows, origin at the centre of the first pixel.
struct Image {
  int rows = 0;
  int columns = 0;
  std::vector<float> pixels;            ///< rows * columns values
  std::vector<std::uint8_t> usable;     ///< same shape, 0 = masked out; empty = all usable
  std::vector<std::uint8_t> clipped;    ///< same shape, 1 = saturated; empty = none
  std::optional<PixelSize> pixel_size;  ///< unknown stays unknown
  /// In the file, where pixels were averaged to be square.
  std::optional<PixelSize> file_pixel_size = {};
  bool is_levelled = false;  ///< tilt and scan lines were seen to, as the options asked

  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
           static_cast<std::size_t>(column);
  }
  float at(int row, int column) const { return pixels[index(row, column)]; }
  float& at(int row, int column) { return pixels[index(row, column)]; }
  bool contains(int row, int column) const {
    return row >= 0 && column >= 0 && row < rows && column < columns;
  }
  /// True where the pixel lies inside the image, region and mask.
  bool is_usable(int row, int column) const {
    return contains(row, column) && (usable.empty() || usable[index(row, column)] != 0);
  }
  bool is_clipped(int row, int column) const {
    return !clipped.empty() && clipped[index(row, column)] != 0;
  }
  bool operator==(const Image&) const = default;
};

}  // namespace gibbsight::image
