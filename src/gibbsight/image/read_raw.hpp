// Recognises a file's format by its first bytes and hands it to that format's reader.
#pragma once

#include <string>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

/// Reads TIFF, PNG and NPY. Throws InputError for a file that is missing, empty, truncated or of
/// another format, UsageError for a channel, direction or frame it does not hold.
RawImage read_raw(const std::string& path, const Selection& selection);

}  // namespace gibbsight::image
