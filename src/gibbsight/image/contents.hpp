// What an image file holds, and which part of it is asked for.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gibbsight::image {

/// One quantity that a file holds, as frames of one size.
struct Channel {
  std::string name = {};  ///< empty where the format knows none
  std::string unit = {};  ///< of its values; empty where the file does not say
  int rows = 0;
  int columns = 0;
  int frames = 1;
  std::vector<std::string> directions = {};  ///< empty where the format knows none
};

struct Contents {
  std::string format = {};             ///< "TIFF"
  std::vector<Channel> channels = {};  ///< in the order of the file, at least one
  std::size_t main = 0;                ///< the channel that is meant where none is named

  const Channel& main_channel() const { return channels[main]; }
};

/// The contents of a file that holds nothing but frames.
Contents plain_contents(const std::string& format, int rows, int columns, int frames);

/// What a user asks for.
struct Selection {
  std::string channel = {};           ///< empty: the main one
  std::string direction = "forward";  ///< empty: the first that there is
  int frame = 0;
};

/// A selection that the file holds.
struct Choice {
  std::size_t channel = 0;
  bool backward = false;
  int frame = 0;
};

/// Finds the selection in the contents. A file that knows no directions is forward. Throws
/// UsageError for a channel, with the nearest name, a direction or a frame that is not there;
/// `path` is for errors.
Choice choose(const Contents& contents, const Selection& selection, const std::string& path);

}  // namespace gibbsight::image
