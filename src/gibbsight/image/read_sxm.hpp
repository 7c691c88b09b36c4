// Reader of Nanonis scans.
#pragma once

#include <string>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

/// Decodes one direction of one channel of a Nanonis scan (.sxm), as Nanonis shows it: the top line
/// first, whether the scan went up or down, and every line from left to right. The main channel is
/// Z. `path` is for errors.
RawImage read_sxm(const std::string& bytes, const std::string& path, const Selection& selection);

}  // namespace gibbsight::image
