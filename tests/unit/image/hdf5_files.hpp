// Small HDF5 files in the layouts of the programs that write them, independent of the reader.
#pragma once

#include <string>

namespace gibbsight::image {

// Every file holds the pattern of files.hpp; pixels are 0.25 by 0.5 nm.

// As RosettaSciIO 0.15 writes "Experiments/scan": `stack` has a second frame with 1000 added, in
// `spectra` the image axes are those of navigation, and the frames are channels of energy.
std::string hyperspy_bytes(const std::string& kind = "image");

// As pyNSID 0.0.7 does with what sidpy reads: the first axis is x. Its scales have the names given.
std::string nsid_bytes(const std::string& x_name = "x", const std::string& y_name = "y");

// As RosettaSciIO 0.15 writes "signals/scan": the first axis is x, its dimension is dim1.
std::string ncem_bytes(bool with_names = true);

// A dataset "table" of 3 by 2 numbers, "b/image" of 16-bit integers, "c/packed" in deflated chunks,
// "d/text", and links out of the file.
std::string plain_hdf5_bytes();

// One empty dataset, "image", without any frame.
std::string empty_hdf5_bytes();

// Velox has an "emd" of its own: "Data/Image/<key>/Data" of rows, columns and frames, and a
// "Version".
std::string velox_bytes();

// A dataset that claims so many rows and columns of one byte, in one chunk, and holds none.
std::string lying_hdf5_bytes(unsigned side, bool is_chunked);

}  // namespace gibbsight::image
