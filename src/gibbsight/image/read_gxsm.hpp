// Reader of GXSM scans.
#pragma once

#include <string>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

/// Whether an HDF5 file is netCDF with the variables that GXSM writes.
bool is_gxsm(const std::string& bytes);

/// Decodes a GXSM scan (.nc): values times dz, pixels of dx by dy, which are in Angstrom whatever
/// unit the file says they were shown in. GXSM keeps every direction in a file of its own; times
/// and layers are frames. `path` is for errors.
RawImage read_gxsm(const std::string& bytes, const std::string& path, const Selection& selection);

}  // namespace gibbsight::image
