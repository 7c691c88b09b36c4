#include "gibbsight/image/read_hdf5.hpp"

#include <algorithm>
#include <cmath>

#include "gibbsight/image/hdf5_layouts.hpp"
#include "gibbsight/image/length_unit.hpp"
#include "gibbsight/image/read_gxsm.hpp"

namespace gibbsight::image {
namespace {

// How unlikely it is that an image is meant where none is named.
int remoteness(const Hdf5Image& image) {
  const bool is_small =
      std::min(image.frames.rows(), image.frames.columns()) < std::size_t{kSmallestSide};
  return (is_small ? 4 : 0) + (image.axes.empty() ? 2 : 0) +
         (image.array.lengths.size() == 2 ? 0 : 1);
}

std::size_t find_main(const std::vector<Hdf5Image>& images) {
  const auto is_nearer = [](const Hdf5Image& a, const Hdf5Image& b) {
    return remoteness(a) < remoteness(b);
  };
  return static_cast<std::size_t>(std::min_element(images.begin(), images.end(), is_nearer) -
                                  images.begin());
}

Contents describe_images(const Hdf5File& file, const std::vector<Hdf5Image>& images) {
  Contents contents{.format = "HDF5", .main = find_main(images)};
  const std::string& layout = images[contents.main].layout;
  if (!layout.empty()) contents.format += " (" + layout + ")";
  for (const Hdf5Image& image : images) {
    contents.channels.push_back(
        {.name = image.dataset, .unit = file.text(image.dataset, "units").value_or("")});
    set_size(contents.channels.back(), image.frames);
  }
  return contents;
}

double step_nm(const Hdf5Axis& axis) {
  return std::abs(axis.step) * length_in_nm(axis.unit).value_or(0);
}

std::optional<PixelSize> pixel_size_of(const Hdf5Image& image) {
  if (image.axes.empty()) return std::nullopt;
  return known_size(step_nm(image.axes[image.frames.column_axis]),
                    step_nm(image.axes[image.frames.row_axis]));
}

Selection without_slash(Selection selection) {
  if (selection.channel.starts_with('/')) selection.channel.erase(0, 1);
  return selection;
}

}  // namespace

RawImage read_hdf5(const std::string& bytes, const std::string& path, const Selection& selection) {
  if (is_gxsm(bytes)) return read_gxsm(bytes, path, selection);
  const Hdf5File file(bytes, path);
  if (file.contains("Data/Image") && file.contains("Version"))
    throw python_only(path, "Velox (emd)");
  const std::vector<Hdf5Image> images = find_images(file);
  if (images.empty())
    throw unsupported(path, "HDF5 without an image", "a dataset of two axes or more");
  RawImage image{.contents = describe_images(file, images)};
  const Choice choice = choose(image.contents, without_slash(selection), path);
  const Hdf5Image& found = images[choice.channel];
  const double compression = found.array.is_chunked ? kLargestDeflation : 1;
  require_plausible_size(path, {found.frames.rows(), found.frames.columns(), found.array.bytes},
                         bytes.size(), compression);
  image.rows = static_cast<int>(found.frames.rows());
  image.columns = static_cast<int>(found.frames.columns());
  set_sample(image, found.array.kind, found.array.bytes);
  image.pixels = upright(
      file.read(found.dataset, frame_start(found.frames, choice.frame), frame_extent(found.frames)),
      found.frames);
  image.pixel_size = pixel_size_of(found);
  return image;
}

}  // namespace gibbsight::image
