// Reader of PNG files.
#pragma once

#include <string>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

/// Decodes grey, palette and RGB (as luminance) of 1 to 16 bits; transparency is ignored. A PNG
/// has one frame and says nothing of the pixel size. `path` is for errors.
RawImage read_png(const std::string& bytes, const std::string& path, const Selection& selection);

}  // namespace gibbsight::image
