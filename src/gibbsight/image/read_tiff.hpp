// Reader of TIFF files.
#pragma once

#include <string>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

/// Decodes one page: 8 to 64-bit integers, 32 and 64-bit floats, grey, palette and RGB (as
/// luminance), strips and tiles, any compression libtiff knows. Channels, frames and pixel size are
/// those of OME or ImageJ where the file describes them, the pixel size also that of FEI's tags;
/// resolutions an inch or a cm count only where they give a pixel below 10 nm: nearly all others
/// speak of paper. `path` is for errors.
RawImage read_tiff(const std::string& bytes, const std::string& path, const Selection& selection);

}  // namespace gibbsight::image
