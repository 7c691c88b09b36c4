// From an image file to an Image.
#pragma once

#include <optional>
#include <string>

#include "gibbsight/image/contents.hpp"
#include "gibbsight/image/image.hpp"
#include "gibbsight/image/image_options.hpp"

namespace gibbsight::image {

/// Reads a file and makes it ready as `prepare` does. Throws InputError for a file that is
/// missing, empty, truncated or of an unknown format, DataError for pixels that are no image, and
/// UsageError for a frame, channel, region or mask that does not fit the file.
Image read_image(const std::string& path, const ImageOptions& options);

/// What a file holds; sample and pixel size are those of its main channel.
struct FileInfo {
  Contents contents;
  std::string sample;                   ///< "8-bit unsigned RGB"
  std::optional<PixelSize> pixel_size;  ///< nm, where the file can be believed
};

/// Throws as `read_image` does, but takes any pixels.
FileInfo describe_file(const std::string& path);

}  // namespace gibbsight::image
