// HDF5 on a file that lies in memory, with its errors kept silent.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gibbsight::image {

/// A dataset of numbers.
struct Hdf5Array {
  std::vector<std::size_t> lengths = {};
  char kind = 0;            ///< as for `sample_loader`
  std::size_t bytes = 0;    ///< of a number
  bool is_chunked = false;  ///< may be compressed
};

/// Objects are named by their path, without the first slash. What would lead out of the file
/// (external links, external or virtual storage) is not followed.
class Hdf5File {
 public:
  /// `path` is for errors. Throws InputError where the bytes are no whole HDF5 file.
  Hdf5File(const std::string& bytes, const std::string& path);
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;
  ~Hdf5File();

  /// Paths of groups and datasets, each object once, in the order of their names.
  const std::vector<std::string>& objects() const;
  bool contains(std::string_view object) const;

  /// What `object` is, unless it is no dataset of integers or floats. Throws InputError for chunks
  /// that the file can't hold.
  std::optional<Hdf5Array> array(const std::string& object) const;

  /// An attribute that is a text or a number; nothing where there is none of that kind.
  std::optional<std::string> text(const std::string& object, const char* attribute) const;
  std::optional<double> number(const std::string& object, const char* attribute) const;

  /// Paths of the dimension scales of a dataset, one an axis, or nothing.
  std::vector<std::string> scales(const std::string& dataset) const;

  /// A block of a dataset. Throws InputError where HDF5 can't read it.
  std::vector<float> read(const std::string& dataset, const std::vector<std::size_t>& start,
                          const std::vector<std::size_t>& extent) const;
  /// Mean step of the numbers of a dataset of one axis, where they are two or more.
  std::optional<double> step(const std::string& dataset) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gibbsight::image
