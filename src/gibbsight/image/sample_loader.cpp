#include "gibbsight/image/sample_loader.hpp"

#include <cstdint>
#include <cstring>

namespace gibbsight::image {
namespace {

template <class Value>
float load(const unsigned char* at) {
  Value value;
  std::memcpy(&value, at, sizeof value);
  return static_cast<float>(value);
}

template <class One, class Two, class Four, class Eight>
SampleLoader integer_loader(std::size_t bytes) {
  switch (bytes) {
    case 1:
      return load<One>;
    case 2:
      return load<Two>;
    case 4:
      return load<Four>;
    case 8:
      return load<Eight>;
    default:
      return nullptr;
  }
}

}  // namespace

SampleLoader sample_loader(char kind, std::size_t bytes) {
  if (kind == 'u') {
    return integer_loader<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(bytes);
  }
  if (kind == 'i') {
    return integer_loader<std::int8_t, std::int16_t, std::int32_t, std::int64_t>(bytes);
  }
  if (kind == 'f' && bytes == 4) return load<float>;
  if (kind == 'f' && bytes == 8) return load<double>;
  return nullptr;
}

}  // namespace gibbsight::image
