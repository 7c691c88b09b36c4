#include "gibbsight/image/read_image.hpp"

#include <utility>

#include "gibbsight/image/prepare.hpp"
#include "gibbsight/image/read_raw.hpp"

namespace gibbsight::image {
namespace {

// None of the formats read so far knows channels or directions.
void require_plain_choice(const std::string& path, const RawFile& file,
                          const ImageOptions& options) {
  if (!options.channel.empty()) {
    throw core::UsageError({.what = "no such channel",
                            .where = path,
                            .value = options.channel,
                            .expected = "no channel for a " + file.format + " file"});
  }
  if (options.direction != "forward") {
    throw core::UsageError({.what = "no such scan direction",
                            .where = path,
                            .value = options.direction,
                            .expected = "no direction for a " + file.format + " file"});
  }
}

}  // namespace

Image read_image(const std::string& path, const ImageOptions& options) {
  RawFile file = read_raw(path, options.frame);
  require_plain_choice(path, file, options);
  return prepare(std::move(file.image), options, path);
}

FileInfo describe_file(const std::string& path) {
  const RawFile file = read_raw(path, 0);
  FileInfo info;
  info.format = file.format;
  info.sample = file.image.sample;
  info.rows = file.image.rows;
  info.columns = file.image.columns;
  info.frames = file.image.frames;
  info.pixel_size = file.image.pixel_size;
  return info;
}

}  // namespace gibbsight::image
