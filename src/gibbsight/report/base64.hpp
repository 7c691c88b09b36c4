// Bytes as text, for pictures inside JSON.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace gibbsight::report {

/// Base64 with padding (RFC 4648).
std::string to_base64(std::span<const std::uint8_t> bytes);

}  // namespace gibbsight::report
