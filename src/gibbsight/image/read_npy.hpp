// Reader of NPY files.
#pragma once

#include <string>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

/// Decodes a 2-D array of the NPY format 1.0 to 3.0 (numpy.lib.format): booleans, integers and
/// floats of 32 and 64 bits in either byte order, C or Fortran order; rows are the first index.
/// `path` is for errors.
RawImage read_npy(const std::string& bytes, const std::string& path, const Selection& selection);

}  // namespace gibbsight::image
