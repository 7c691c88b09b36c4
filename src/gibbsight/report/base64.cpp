#include "gibbsight/report/base64.hpp"

#include <algorithm>
#include <string_view>

namespace gibbsight::report {

std::string to_base64(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t start = 0; start < bytes.size(); start += 3) {
    const std::size_t taken = std::min<std::size_t>(3, bytes.size() - start);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) group = group << 8U | (i < taken ? bytes[start + i] : 0U);
    for (std::size_t digit = 0; digit < 4; ++digit) {
      text += digit <= taken ? kAlphabet[group >> (18U - 6U * digit) & 63U] : '=';
    }
  }
  return text;
}

}  // namespace gibbsight::report
