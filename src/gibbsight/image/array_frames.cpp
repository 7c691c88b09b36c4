#include "gibbsight/image/array_frames.hpp"

#include <algorithm>
#include <limits>

namespace gibbsight::image {
namespace {

// Lengths are what a header claims: sizes and products stop at the greatest int.
int clamped(double count) {
  return static_cast<int>(std::min(count, static_cast<double>(std::numeric_limits<int>::max())));
}

}  // namespace

void set_size(Channel& channel, const ArrayFrames& array) {
  double frames = 1;
  for (std::size_t axis = 0; axis < array.lengths.size(); ++axis) {
    if (!array.is_image_axis(axis)) frames *= static_cast<double>(array.lengths[axis]);
  }
  channel.rows = clamped(static_cast<double>(array.rows()));
  channel.columns = clamped(static_cast<double>(array.columns()));
  channel.frames = clamped(frames);
}

std::vector<std::size_t> frame_start(const ArrayFrames& array, int frame) {
  std::vector<std::size_t> start(array.lengths.size(), 0);
  auto left = static_cast<std::size_t>(frame);
  for (std::size_t axis = start.size(); axis-- > 0;) {
    if (array.is_image_axis(axis)) continue;
    start[axis] = left % array.lengths[axis];
    left /= array.lengths[axis];
  }
  return start;
}

std::vector<std::size_t> frame_extent(const ArrayFrames& array) {
  std::vector<std::size_t> extent(array.lengths.size(), 1);
  extent[array.row_axis] = array.rows();
  extent[array.column_axis] = array.columns();
  return extent;
}

std::vector<float> upright(std::vector<float> values, const ArrayFrames& array) {
  if (array.row_axis < array.column_axis) return values;
  std::vector<float> turned;
  turned.reserve(values.size());
  for (std::size_t row = 0; row < array.rows(); ++row) {
    for (std::size_t column = 0; column < array.columns(); ++column) {
      turned.push_back(values[column * array.rows() + row]);
    }
  }
  return turned;
}

}  // namespace gibbsight::image
