#include "gibbsight/image/read_image.hpp"

#include <utility>

#include "gibbsight/image/prepare.hpp"
#include "gibbsight/image/read_raw.hpp"

namespace gibbsight::image {

Image read_image(const std::string& path, const ImageOptions& options) {
  return prepare(read_raw(path, selection(options)), options, path);
}

FileInfo describe_file(const std::string& path) {
  RawImage raw = read_raw(path, {.direction = {}});
  return {std::move(raw.contents), std::move(raw.sample), raw.pixel_size};
}

}  // namespace gibbsight::image
