// Recognises a file's format by its first bytes and hands it to that format's reader.
#pragma once

#include <string>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

/// A decoded frame and the name of the format it came in.
struct RawFile {
  std::string format;
  RawImage image;
};

/// Reads TIFF, PNG and NPY. Throws InputError for a file that is missing, empty, truncated or of
/// another format, UsageError for a frame it does not hold.
RawFile read_raw(const std::string& path, int frame);

}  // namespace gibbsight::image
