#include "gibbsight/image/read_npy.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <system_error>

#include "gibbsight/core/options.hpp"
#include "gibbsight/image/sample_loader.hpp"

namespace gibbsight::image {
namespace {

// The parts of an NPY header, and where the samples begin.
struct Header {
  std::string type;  // "<f4"
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;
  std::size_t data_offset = 0;
};

std::string_view value_of(std::string_view dictionary, std::string_view key,
                          const std::string& path) {
  const std::string quoted = "'" + std::string(key) + "':";
  const std::size_t at = dictionary.find(quoted);
  if (at == std::string_view::npos) throw truncated(path, "no " + quoted + " in the header");
  std::string_view value = dictionary.substr(at + quoted.size());
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  return value;
}

std::vector<std::uint64_t> parse_shape(std::string_view tuple, const std::string& path) {
  std::vector<std::uint64_t> shape;
  const std::size_t close = tuple.find(')');
  if (!tuple.starts_with('(') || close == std::string_view::npos) {
    throw truncated(path, "no shape in the header");
  }
  for (const std::string& part : core::split(tuple.substr(1, close - 1), ',')) {
    if (part.empty()) continue;  // (5,) ends with a comma
    std::uint64_t length = 0;
    const auto read = std::from_chars(part.data(), part.data() + part.size(), length);
    if (read.ec != std::errc() || read.ptr != part.data() + part.size()) {
      throw truncated(path, "shape " + part);
    }
    shape.push_back(length);
  }
  return shape;
}

// Version 1 has two bytes for the length of the dictionary, later ones four, least byte first.
Header parse_header(const std::string& bytes, const std::string& path) {
  constexpr std::size_t kVersionAt = 6;
  constexpr std::size_t kLengthAt = 8;
  if (bytes.size() < kLengthAt + 4) throw truncated(path, "no header");
  const std::size_t length_bytes = bytes[kVersionAt] == 1 ? 2 : 4;
  std::size_t length = 0;
  for (std::size_t i = length_bytes; i-- > 0;) {
    length = length * 256 + static_cast<unsigned char>(bytes[kLengthAt + i]);
  }
  Header header;
  header.data_offset = kLengthAt + length_bytes + length;
  if (header.data_offset > bytes.size()) throw truncated(path, "the header ends early");
  const auto dictionary = std::string_view(bytes).substr(kLengthAt + length_bytes, length);
  const std::string_view type = value_of(dictionary, "descr", path);
  header.type = type.starts_with('\'') ? std::string(type.substr(1, type.find('\'', 1) - 1))
                                       : "a structured type";
  header.fortran_order = value_of(dictionary, "fortran_order", path).starts_with("True");
  header.shape = parse_shape(value_of(dictionary, "shape", path), path);
  return header;
}

// A NumPy type string: byte order, kind, bytes.
struct SampleType {
  SampleLoader load = nullptr;
  std::size_t size = 0;
  bool swapped = false;
  char kind = 0;
};

SampleType parse_type(const std::string& text, const std::string& path) {
  SampleType type;
  if (text.size() == 3) {
    const char kind = text.substr(1) == "b1" ? 'u' : text[1];  // a truth value is 0 or 1
    type.load = sample_loader(kind, static_cast<std::size_t>(text[2] - '0'));
  }
  if (type.load == nullptr) {
    throw unsupported(path, "samples of " + text, "integers, or floats of 32 or 64 bits");
  }
  type.kind = text[1];
  type.size = static_cast<std::size_t>(text[2] - '0');
  type.swapped = text[0] == '>';  // the machines this runs on put the least byte first
  return type;
}

float sample_at(const SampleType& type, const char* at) {
  unsigned char value[8];
  std::memcpy(value, at, type.size);
  if (type.swapped) std::reverse(value, value + type.size);
  return type.load(value);
}

}  // namespace

RawImage read_npy(const std::string& bytes, const std::string& path, const Selection& selection) {
  const Header header = parse_header(bytes, path);
  const SampleType type = parse_type(header.type, path);
  if (header.shape.size() != 2) {
    throw unsupported(path, "an array of " + std::to_string(header.shape.size()) + " dimensions",
                      "2 dimensions, rows by columns");
  }
  require_plausible_size(path, {header.shape[0], header.shape[1], type.size}, bytes.size(), 1);
  const std::size_t rows = header.shape[0];
  const std::size_t columns = header.shape[1];
  if (bytes.size() < header.data_offset + rows * columns * type.size) {
    throw truncated(path, "the samples end early");
  }
  RawImage image{.rows = static_cast<int>(rows), .columns = static_cast<int>(columns)};
  image.contents = plain_contents("NPY", image.rows, image.columns, 1);
  choose(image.contents, selection, path);
  set_sample(image, type.kind, type.size);
  image.pixels.resize(rows * columns);
  const char* data = bytes.data() + header.data_offset;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const std::size_t from = header.fortran_order ? column * rows + row : row * columns + column;
      image.pixels[row * columns + column] = sample_at(type, data + from * type.size);
    }
  }
  return image;
}

}  // namespace gibbsight::image
