#include "gibbsight/image/isolated_reader.hpp"

#include <cstring>
#include <string_view>
#include <type_traits>

#include "gibbsight/core/isolation.hpp"

namespace gibbsight::image {
namespace {

// Calls `handle` with everything an image consists of, so that packing and unpacking agree.
template <class Image, class Handler>
void for_each_part(Image& image, Handler& handle) {
  handle(image.contents.format);
  handle(image.contents.main);
  handle(image.contents.channels);
  handle(image.rows);
  handle(image.columns);
  handle(image.pixels);
  handle(image.sample);
  handle(image.limits);
  handle(image.pixel_size);
}

template <class Part, class Handler>
void for_each_part_of_channel(Part& channel, Handler& handle) {
  handle(channel.name);
  handle(channel.unit);
  handle(channel.rows);
  handle(channel.columns);
  handle(channel.frames);
  handle(channel.directions);
}

class Packer {
 public:
  template <class Value>
  void operator()(const Value& value) {
    if constexpr (std::is_same_v<Value, Channel>) {
      for_each_part_of_channel(value, *this);
    } else if constexpr (std::is_trivially_copyable_v<Value>) {
      bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      (*this)(value.size());
      pack_elements(value);
    }
  }
  std::string bytes = {};

 private:
  template <class List>
  void pack_elements(const List& list) {
    if constexpr (std::is_trivially_copyable_v<typename List::value_type>) {
      bytes.append(reinterpret_cast<const char*>(list.data()), list.size() * sizeof(*list.data()));
    } else {
      for (const auto& element : list) (*this)(element);
    }
  }
};

// The bytes come from this program, but its library may have written over them.
class Unpacker {
 public:
  Unpacker(std::string_view bytes, const std::string& path) : bytes_(bytes), path_(path) {}

  template <class Value>
  void operator()(Value& value) {
    if constexpr (std::is_same_v<Value, Channel>) {
      for_each_part_of_channel(value, *this);
    } else if constexpr (std::is_trivially_copyable_v<Value>) {
      take(&value, 1, sizeof value);
    } else {
      std::size_t size = 0;
      (*this)(size);
      require(size, 1);
      value.resize(size);
      unpack_elements(value);
    }
  }

 private:
  void require(std::size_t count, std::size_t size) const {
    if (bytes_.size() / size < count) throw truncated(path_, "the library that reads it fails");
  }
  void take(void* target, std::size_t count, std::size_t size) {
    require(count, size);
    if (count > 0) std::memcpy(target, bytes_.data(), count * size);
    bytes_.remove_prefix(count * size);
  }
  template <class List>
  void unpack_elements(List& list) {
    if constexpr (std::is_trivially_copyable_v<typename List::value_type>) {
      take(list.data(), list.size(), sizeof(*list.data()));
    } else {
      for (auto& element : list) (*this)(element);
    }
  }

  std::string_view bytes_;
  const std::string& path_;
};

// A byte may be deflated, its numbers be kept as floats, and these be copied while they are packed.
core::IsolationLimits limits_for(std::size_t file_size) {
  constexpr double kMemory = 256e6;  // of libraries, before any file
  constexpr double kMemoryOfByte = 12 * kLargestDeflation;
  constexpr double kSeconds = 0.5;
  constexpr double kSecondsOfByte = 1e-8 * kLargestDeflation;
  const auto size = static_cast<double>(file_size);
  return {.memory = static_cast<std::size_t>(kMemory + kMemoryOfByte * size),
          .seconds = kSeconds + kSecondsOfByte * size};
}

}  // namespace

RawImage read_isolated(Reader read, const std::string& bytes, const std::string& path,
                       const Selection& selection) {
  const auto work = [&] {
    Packer pack;
    const RawImage image = read(bytes, path, selection);
    for_each_part(image, pack);
    return std::move(pack.bytes);
  };
  const auto packed = core::run_isolated(work, limits_for(bytes.size()));
  if (!packed) throw truncated(path, "the library that reads it fails");
  RawImage image;
  Unpacker unpack(*packed, path);
  for_each_part(image, unpack);
  return image;
}

}  // namespace gibbsight::image
