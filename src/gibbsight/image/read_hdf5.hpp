// Reader of the HDF5 family.
#pragma once

#include <string>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

/// Decodes a frame of a dataset of HyperSpy (.hspy), NSID, NCEM (.emd) or plain HDF5; GXSM's files
/// go to `read_gxsm`. A channel is a dataset, named by its path. The main one is the first that is
/// large enough and whose axes the file describes, else the first of two axes. `path` is for
/// errors.
RawImage read_hdf5(const std::string& bytes, const std::string& path, const Selection& selection);

}  // namespace gibbsight::image
