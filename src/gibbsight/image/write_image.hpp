// From an Image to files that other programs open.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gibbsight/image/image.hpp"

namespace gibbsight::image {

/// Writes 32-bit floats, with the pixel size in the way of ImageJ where it is known. Throws
/// OutputError where the file can't be made; never leaves a part of one.
void write_tiff(const std::string& path, const Image& image);

/// The values that encode_png shows black and white: the 0.5th and the 99.5th percentile of the
/// usable pixels.
std::pair<float, float> display_range(const Image& image);

/// The bytes of an 8-bit grey PNG file, from black to white over display_range.
std::vector<std::uint8_t> encode_png(const Image& image);

}  // namespace gibbsight::image
