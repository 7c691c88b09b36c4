#include "gibbsight/image/hdf5_layouts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace gibbsight::image {
namespace {

using Axes = std::vector<std::size_t>;

// What stands beside a dataset: "dim1" of "data/image" is "data/dim1".
std::string beside(const std::string& dataset, const std::string& name) {
  const std::size_t slash = dataset.rfind('/');
  return slash == std::string::npos ? name : dataset.substr(0, slash + 1) + name;
}

std::string parent(const std::string& dataset) {
  const std::size_t slash = dataset.rfind('/');
  return slash == std::string::npos ? "." : dataset.substr(0, slash);
}

void set_frames(Hdf5Image& image, std::size_t row_axis, std::size_t column_axis) {
  image.frames = {image.array.lengths, row_axis, column_axis};
}

// Rows along the axis named y and columns along the one named x, if both are there.
bool set_named_frames(Hdf5Image& image) {
  const auto find = [&](const char* lower, const char* upper) {
    const auto has_name = [&](const Hdf5Axis& a) { return a.name == lower || a.name == upper; };
    return static_cast<std::size_t>(std::find_if(image.axes.begin(), image.axes.end(), has_name) -
                                    image.axes.begin());
  };
  const std::size_t x = find("x", "X");
  const std::size_t y = find("y", "Y");
  if (x == image.axes.size() || y == image.axes.size()) return false;
  set_frames(image, y, x);
  return true;
}

// A group "axis-N" for every axis stands beside the data. A spectrum along a line is no image.
bool lay_out_hyperspy(const Hdf5File& file, Hdf5Image& image) {
  Axes signal;
  Axes navigation;
  for (std::size_t i = 0; i < image.array.lengths.size(); ++i) {
    const std::string group = beside(image.dataset, "axis-" + std::to_string(i));
    if (!file.contains(group)) return false;
    image.axes.push_back({file.text(group, "name").value_or(""),
                          file.text(group, "units").value_or(""),
                          file.number(group, "scale").value_or(0)});
    (file.number(group, "navigate").value_or(0) == 0 ? signal : navigation).push_back(i);
  }
  const Axes& shown = signal.size() == 2 ? signal : navigation;
  if (shown.size() != 2) return false;
  image.layout = "HyperSpy";
  set_frames(image, shown[0], shown[1]);
  return true;
}

// Dimension scales, as NSID and netCDF have them; NSID's also say what they are.
bool lay_out_scaled(const Hdf5File& file, Hdf5Image& image) {
  const std::vector<std::string> scales = file.scales(image.dataset);
  if (scales.size() != image.array.lengths.size()) return false;
  Axes all;
  Axes spatial;
  for (const std::string& scale : scales) {
    const std::string own_name = scale.substr(scale.rfind('/') + 1);
    const auto type = file.text(scale, "dimension_type");
    if (type) image.layout = "NSID";
    if (type == "SPATIAL") spatial.push_back(all.size());
    all.push_back(all.size());
    image.axes.push_back({file.text(scale, "name").value_or(own_name),
                          file.text(scale, "units").value_or(""), file.step(scale).value_or(0)});
  }
  if (set_named_frames(image) || image.layout.empty()) return true;
  const Axes& shown = spatial.size() == 2 ? spatial : all;
  set_frames(image, shown[1], shown[0]);  // sidpy draws the first along x
  return true;
}

// Datasets "dimN" beside the data of a marked group, counted from 1, and later from 0.
bool lay_out_ncem(const Hdf5File& file, Hdf5Image& image) {
  const std::string group = parent(image.dataset);
  if (!file.number(group, "emd_group_type") && !file.text(group, "emd_group_type")) return false;
  const std::size_t first = file.contains(beside(image.dataset, "dim0")) ? 0 : 1;
  for (std::size_t i = 0; i < image.array.lengths.size(); ++i) {
    const std::string dimension = beside(image.dataset, "dim" + std::to_string(first + i));
    if (!file.contains(dimension)) return false;
    image.axes.push_back({file.text(dimension, "name").value_or(""),
                          file.text(dimension, "units").value_or(""),
                          file.step(dimension).value_or(0)});
  }
  image.layout = "NCEM emd";
  // What counts from 1 was written with the first axis along x.
  if (!set_named_frames(image) && first == 1) set_frames(image, 1, 0);
  return true;
}

Hdf5Image lay_out(const Hdf5File& file, const std::string& dataset, const Hdf5Array& array) {
  Hdf5Image plain{.dataset = dataset, .array = array};
  set_frames(plain, array.lengths.size() - 2, array.lengths.size() - 1);
  for (const auto layout : {lay_out_hyperspy, lay_out_scaled, lay_out_ncem}) {
    Hdf5Image image = plain;
    if (layout(file, image)) return image;
  }
  return plain;
}

}  // namespace

std::vector<Hdf5Image> find_images(const Hdf5File& file) {
  std::vector<Hdf5Image> images;
  for (const std::string& object : file.objects()) {
    const auto array = file.array(object);
    if (!array || array->lengths.size() < 2) continue;
    if (std::count(array->lengths.begin(), array->lengths.end(), 0) > 0) continue;  // it is empty
    images.push_back(lay_out(file, object, *array));
  }
  return images;
}

}  // namespace gibbsight::image
