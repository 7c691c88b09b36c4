// An array of any number of dimensions, seen as a stack of frames.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "gibbsight/image/contents.hpp"

namespace gibbsight::image {

/// Two of the axes are those of the image; all others, the last one fastest, count frames.
struct ArrayFrames {
  std::vector<std::size_t> lengths = {};
  std::size_t row_axis = 0;
  std::size_t column_axis = 1;

  std::size_t rows() const { return lengths[row_axis]; }
  std::size_t columns() const { return lengths[column_axis]; }
  bool is_image_axis(std::size_t axis) const { return axis == row_axis || axis == column_axis; }
};

/// Fills in rows, columns and frames of a channel; what a lying header overstates stops at the
/// greatest int.
void set_size(Channel& channel, const ArrayFrames& array);

/// Index of the first element of a frame.
std::vector<std::size_t> frame_start(const ArrayFrames& array, int frame);

/// Lengths of a frame along every axis.
std::vector<std::size_t> frame_extent(const ArrayFrames& array);

/// Pixels of a frame as its array lists them, turned to rows by columns.
std::vector<float> upright(std::vector<float> values, const ArrayFrames& array);

}  // namespace gibbsight::image
