#include "gibbsight/image/read_sxm.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "gibbsight/core/options.hpp"
#include "gibbsight/image/sample_loader.hpp"

namespace gibbsight::image {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kSampleBytes = 4;

// The header of a scan: ":KEY:" on a line of its own, then lines of values.
struct ScanHeader {
  std::map<std::string, std::vector<std::string>, std::less<>> values = {};
  std::string_view data = {};  // what follows the header

  const std::vector<std::string>& lines(std::string_view key, const std::string& path) const {
    const auto found = values.find(key);
    if (found == values.end()) throw truncated(path, "no " + std::string(key) + " in the header");
    return found->second;
  }
};

ScanHeader parse_scan_header(std::string_view bytes, const std::string& path) {
  constexpr auto kEnd = ":SCANIT_END:"sv;
  constexpr auto kDataMark = "\x1A\x04"sv;
  const std::size_t end = bytes.find(kEnd);
  const std::size_t mark = end == std::string_view::npos ? end : bytes.find(kDataMark, end);
  if (mark == std::string_view::npos) throw truncated(path, "the header ends early");
  ScanHeader header{.data = bytes.substr(mark + kDataMark.size())};
  std::vector<std::string>* lines = nullptr;
  for (std::string& line : core::split(bytes.substr(0, end), '\n')) {
    if (line.size() > 2 && line.front() == ':' && line.back() == ':') {
      lines = &header.values[line.substr(1, line.size() - 2)];
    } else if (lines != nullptr && !line.empty()) {
      lines->push_back(std::move(line));
    }
  }
  return header;
}

// Two numbers in one line, x and y.
template <class Number>
std::pair<Number, Number> parse_pair(const ScanHeader& header, std::string_view key,
                                     const std::string& path) {
  const auto& lines = header.lines(key, path);
  const std::string line = lines.empty() ? "" : lines.front();
  const std::size_t gap = line.find(' ');
  std::pair<Number, Number> pair;
  if (gap == std::string::npos || !core::from_text(line.substr(0, gap), pair.first) ||
      !core::from_text(line.substr(gap), pair.second)) {
    throw truncated(path, std::string(key) + " " + line);
  }
  return pair;
}

std::vector<Channel> parse_channels(const ScanHeader& header, int rows, int columns,
                                    const std::string& path) {
  std::vector<Channel> channels;
  for (const std::string& line : header.lines("DATA_INFO", path)) {
    const auto cells = core::split(line, '\t');
    if (cells.size() < 4) throw truncated(path, "DATA_INFO " + line);
    if (cells[0] == "Channel") continue;  // the head of the table
    channels.push_back({.name = cells[1], .unit = cells[2], .rows = rows, .columns = columns});
    channels.back().directions = cells[3] == "both"
                                     ? std::vector<std::string>{"forward", "backward"}
                                     : std::vector<std::string>{cells[3]};
  }
  if (channels.empty()) throw truncated(path, "no channel in DATA_INFO");
  return channels;
}

Contents parse_contents(const ScanHeader& header, const std::string& path) {
  const auto [columns, rows] = parse_pair<std::uint64_t>(header, "SCAN_PIXELS", path);
  require_plausible_size(path, {rows, columns, kSampleBytes}, header.data.size(), 1);
  Contents contents{.format = "Nanonis"};
  contents.channels =
      parse_channels(header, static_cast<int>(rows), static_cast<int>(columns), path);
  const auto is_height = [](const Channel& channel) { return channel.name == "Z"; };
  const auto height = std::find_if(contents.channels.begin(), contents.channels.end(), is_height);
  if (height != contents.channels.end()) {
    contents.main = static_cast<std::size_t>(height - contents.channels.begin());
  }
  return contents;
}

// The images lie one after another: every channel, and of each its directions.
std::string_view find_samples(const ScanHeader& header, const Contents& contents,
                              const Choice& choice, const std::string& path) {
  std::size_t before =
      choice.backward ? contents.channels[choice.channel].directions.size() - 1 : 0;
  std::size_t all = 0;
  for (std::size_t i = 0; i < contents.channels.size(); ++i) {
    if (i < choice.channel) before += contents.channels[i].directions.size();
    all += contents.channels[i].directions.size();
  }
  const Channel& main = contents.main_channel();
  const std::size_t size =
      static_cast<std::size_t>(main.rows) * static_cast<std::size_t>(main.columns) * kSampleBytes;
  if (header.data.size() / size < all) throw truncated(path, "the samples end early");
  return header.data.substr(before * size, size);
}

// Lines are in the order of the scan, and samples in that of the motion.
std::vector<float> decode(std::string_view samples, std::size_t columns, bool upwards,
                          bool backward) {
  const SampleLoader load = sample_loader('f', kSampleBytes);
  const std::size_t rows = samples.size() / kSampleBytes / columns;
  std::vector<float> pixels;
  pixels.reserve(rows * columns);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const std::size_t line = upwards ? rows - 1 - row : row;
      const std::size_t along = backward ? columns - 1 - column : column;
      const char* from = samples.data() + (line * columns + along) * kSampleBytes;
      unsigned char value[kSampleBytes];
      std::reverse_copy(from, from + kSampleBytes, value);  // the greatest byte comes first
      pixels.push_back(load(value));
    }
  }
  return pixels;
}

}  // namespace

RawImage read_sxm(const std::string& bytes, const std::string& path, const Selection& selection) {
  const ScanHeader header = parse_scan_header(bytes, path);
  const auto& type = header.lines("SCANIT_TYPE", path);
  if (type.empty() || !type.front().starts_with("FLOAT") || !type.front().ends_with("MSBFIRST")) {
    throw unsupported(path, "Nanonis scan with samples of " + (type.empty() ? "no type" : type[0]),
                      "FLOAT MSBFIRST");
  }
  RawImage image{.contents = parse_contents(header, path)};
  set_sample(image, 'f', kSampleBytes);
  const Choice choice = choose(image.contents, selection, path);
  const Channel& channel = image.contents.channels[choice.channel];
  image.rows = channel.rows;
  image.columns = channel.columns;
  const auto& direction = header.lines("SCAN_DIR", path);
  const bool upwards = !direction.empty() && direction.front() == "up";
  image.pixels = decode(find_samples(header, image.contents, choice, path),
                        static_cast<std::size_t>(image.columns), upwards, choice.backward);
  const auto [width, height] = parse_pair<double>(header, "SCAN_RANGE", path);
  constexpr double kNmPerM = 1e9;
  image.pixel_size = known_size(width / image.columns * kNmPerM, height / image.rows * kNmPerM);
  return image;
}

}  // namespace gibbsight::image
