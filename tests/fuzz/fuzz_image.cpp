// One fuzzer a reader of images: GIBBSIGHT_READER is the reader.
#include <pthread.h>
#include <zlib.h>

#include "child.hpp"
#include "gibbsight/image/isolated_reader.hpp"
#include "gibbsight/image/read_gxsm.hpp"
#include "gibbsight/image/read_hdf5.hpp"
#include "gibbsight/image/read_npy.hpp"
#include "gibbsight/image/read_png.hpp"
#include "gibbsight/image/read_sxm.hpp"
#include "gibbsight/image/read_tiff.hpp"
#include "input.hpp"

namespace gibbsight::image {
namespace {

constexpr Reader kReader = GIBBSIGHT_READER;
constexpr bool kIsIsolated = kReader == read_hdf5 || kReader == read_gxsm;

// PNG guards every chunk by a checksum: with wrong ones, nothing behind them would be tried.
void mend_checksums(std::string& bytes) {
  auto* const begin = reinterpret_cast<Bytef*>(bytes.data());
  const auto load = [&](std::size_t at) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value * 256 + begin[at + i];
    return value;
  };
  for (std::size_t at = 8; at + 12 <= bytes.size(); at += load(at) + 12) {  // behind the signature
    const std::size_t length = load(at);
    if (length > bytes.size() - at - 12) return;
    const uLong checksum = crc32(0, begin + at + 4, static_cast<uInt>(length) + 4);
    for (std::size_t i = 0; i < 4; ++i) {
      begin[at + 8 + length + i] = static_cast<Bytef>(checksum >> (24 - 8 * i) & 0xFF);
    }
  }
}

// The default, then the last frame of some channel, backward if it can be.
void read_some(const std::string& bytes) {
  const RawImage image = kReader(bytes, "input", {.direction = {}});
  const auto& channels = image.contents.channels;
  const Channel& channel = channels[bytes.size() % channels.size()];
  const std::string direction = channel.directions.empty() ? "" : channel.directions.back();
  kReader(bytes, "input", {channel.name, direction, channel.frames - 1});
}

void read_in_child(const std::string& bytes) {
  static fuzz::Child child(read_some);
  child.call(bytes);
  // As the program reads it: a process an input, which takes milliseconds.
  if (bytes.size() % 64 == 0) read_isolated(kReader, bytes, "input", {.direction = {}});
}

}  // namespace
}  // namespace gibbsight::image

// Names of functions take longer than many an input.
extern "C" const char* __asan_default_options() {
  return gibbsight::image::kIsIsolated ? "symbolize=0" : "";
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  // Libraries set themselves up here, once, and not in every child.
  gibbsight::fuzz::attempt([] { gibbsight::image::kReader("", "input", {}); });
  // A child may crash: that is what it is for, and no finding.
  return pthread_atfork(nullptr, nullptr, [] { __sanitizer_set_death_callback([] {}); });
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (gibbsight::image::kReader == gibbsight::image::read_png) {
    gibbsight::image::mend_checksums(bytes);
  }
  return gibbsight::fuzz::attempt([&] {
    gibbsight::image::kIsIsolated ? gibbsight::image::read_in_child(bytes)
                                  : gibbsight::image::read_some(bytes);
  });
}
