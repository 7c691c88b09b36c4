// Readers whose library does not survive every damaged file.
#pragma once

#include <string>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

using Reader = RawImage (*)(const std::string& bytes, const std::string& path,
                            const Selection& selection);

/// Calls `read` in a process of its own, with memory in proportion to the file. Throws what it
/// throws, and InputError where the file makes its library crash, run on or ask for too much.
RawImage read_isolated(Reader read, const std::string& bytes, const std::string& path,
                       const Selection& selection);

}  // namespace gibbsight::image
