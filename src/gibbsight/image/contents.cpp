#include "gibbsight/image/contents.hpp"

#include <algorithm>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/core/options.hpp"

namespace gibbsight::image {
namespace {

std::size_t find_channel(const Contents& contents, const std::string& name,
                         const std::string& path) {
  if (name.empty()) return contents.main;
  std::vector<std::string> names;
  for (const Channel& channel : contents.channels) names.push_back(channel.name);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  const bool has_names = !names.front().empty();
  throw core::UsageError({.what = core::with_hint("no such channel", name, names),
                          .where = path,
                          .value = name,
                          .expected = has_names ? "one of " + core::join(names, ", ")
                                                : "no channel for a " + contents.format + " file"});
}

bool find_direction(const Contents& contents, const Channel& channel, const std::string& wanted,
                    const std::string& path) {
  const std::vector<std::string> known =
      channel.directions.empty() ? std::vector<std::string>{"forward"} : channel.directions;
  const std::string direction = wanted.empty() ? known.front() : wanted;
  if (std::find(known.begin(), known.end(), direction) != known.end()) {
    return direction == "backward";
  }
  throw core::UsageError({.what = "no such scan direction",
                          .where = path,
                          .value = direction,
                          .expected = channel.directions.empty()
                                          ? "no direction for a " + contents.format + " file"
                                          : core::join(known, " or ")});
}

void require_frame(const Channel& channel, int frame, const std::string& path) {
  if (frame >= 0 && frame < channel.frames) return;
  throw core::UsageError({.what = "no such frame",
                          .where = path,
                          .value = std::to_string(frame),
                          .expected = "0 to " + std::to_string(channel.frames - 1)});
}

}  // namespace

Contents plain_contents(const std::string& format, int rows, int columns, int frames) {
  return {.format = format,
          .channels = {Channel{.rows = rows, .columns = columns, .frames = frames}}};
}

Choice choose(const Contents& contents, const Selection& selection, const std::string& path) {
  const std::size_t index = find_channel(contents, selection.channel, path);
  const Channel& channel = contents.channels[index];
  require_frame(channel, selection.frame, path);
  return {index, find_direction(contents, channel, selection.direction, path), selection.frame};
}

}  // namespace gibbsight::image
