// How programs lay out images in HDF5.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/image/array_frames.hpp"
#include "gibbsight/image/hdf5_file.hpp"

namespace gibbsight::image {

/// An axis of an array, as the file describes it.
struct Hdf5Axis {
  std::string name = {};
  std::string unit = {};
  double step = 0;  ///< in that unit; 0 where it is unknown
};

/// A dataset of at least two axes.
struct Hdf5Image {
  std::string dataset = {};
  Hdf5Array array = {};
  std::string layout = {};  ///< "HyperSpy", "NSID", "NCEM emd"; empty where nobody describes it
  std::vector<Hdf5Axis> axes = {};  ///< none where nobody describes them
  ArrayFrames frames = {};
};

/// Every dataset of numbers with two axes or more that is not empty. Rows and columns are
/// HyperSpy: the two signal axes (or the two navigation axes of spectra), in the order of the
/// array; NSID and NCEM: the axes named y and x, else as their own programs show them, the first
/// along x; others: the axes named y and x, else the last two.
std::vector<Hdf5Image> find_images(const Hdf5File& file);

}  // namespace gibbsight::image
