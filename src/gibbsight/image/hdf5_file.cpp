#include "gibbsight/image/hdf5_file.hpp"

#include <hdf5.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <utility>

#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {
// Named, because members of Hdf5File::State can't come from an unnamed one.
namespace hdf5 {

// HDF5 prints its errors unless it is told not to.
class Silence {
 public:
  Silence() {
    H5Eget_auto2(H5E_DEFAULT, &report_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() { H5Eset_auto2(H5E_DEFAULT, report_, data_); }

 private:
  H5E_auto2_t report_ = nullptr;
  void* data_ = nullptr;
};

// An identifier of HDF5, which takes the place of a pointer; negative where there is nothing.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  hid_t operator*() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }

 private:
  hid_t id_ = -1;
  herr_t (*close_)(hid_t) = nullptr;
};

}  // namespace hdf5

namespace {

using hdf5::Handle;

Handle open_in_memory(const std::string& bytes) {
  constexpr std::size_t kGrowth = 1 << 16;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fapl_core(*access, kGrowth, false);
  // It takes a copy, and the bytes are not written to.
  H5Pset_file_image(*access, const_cast<char*>(bytes.data()), bytes.size());
  return {H5Fopen("image", H5F_ACC_RDONLY, *access), H5Fclose};
}

herr_t keep_name(hid_t, const char* name, const H5O_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

Handle open_dataset(const Handle& file, const std::string& object) {
  return {H5Dopen2(*file, object.c_str(), H5P_DEFAULT), H5Dclose};
}

char kind_of(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_FLOAT:
      return 'f';
    case H5T_INTEGER:
      return H5Tget_sign(type) == H5T_SGN_NONE ? 'u' : 'i';
    default:
      return 0;
  }
}

std::vector<hsize_t> lengths_of(const Handle& space) {
  const int rank = H5Sget_simple_extent_ndims(*space);
  std::vector<hsize_t> lengths(static_cast<std::size_t>(std::max(rank, 0)));
  if (H5Sget_simple_extent_dims(*space, lengths.data(), nullptr) < 0) lengths.clear();
  return lengths;
}

// Whether the numbers are kept in the file itself.
bool is_kept_inside(hid_t made) {
  const H5D_layout_t layout = H5Pget_layout(made);
  return H5Pget_external_count(made) == 0 &&
         (layout == H5D_CONTIGUOUS || layout == H5D_COMPACT || layout == H5D_CHUNKED);
}

// Numbers in a chunk, which HDF5 reads as a whole; 0 where there are no chunks.
double chunk_size(hid_t made) {
  std::array<hsize_t, H5S_MAX_RANK> sides{};
  const int rank =
      H5Pget_layout(made) == H5D_CHUNKED ? H5Pget_chunk(made, H5S_MAX_RANK, sides.data()) : 0;
  if (rank <= 0) return 0;
  const auto product = [](double size, hsize_t side) { return size * static_cast<double>(side); };
  return std::accumulate(sides.begin(), sides.begin() + rank, 1.0, product);
}

// Opens an attribute that is a single value.
Handle open_single(const Handle& file, const std::string& object, const char* attribute) {
  if (H5Aexists_by_name(*file, object.c_str(), attribute, H5P_DEFAULT) <= 0) return {};
  Handle found(H5Aopen_by_name(*file, object.c_str(), attribute, H5P_DEFAULT, H5P_DEFAULT),
               H5Aclose);
  const Handle space(H5Aget_space(*found), H5Sclose);
  return H5Sget_simple_extent_npoints(*space) == 1 ? std::move(found) : Handle{};
}

// Reads the block into `values`, which have the type of `memory_type`. False where HDF5 can't.
bool read_block(const Handle& dataset, hid_t memory_type, const std::vector<hsize_t>& start,
                const std::vector<hsize_t>& extent, void* values) {
  const Handle space(H5Dget_space(*dataset), H5Sclose);
  const auto rank = static_cast<int>(start.size());
  const Handle block(H5Screate_simple(rank, extent.data(), nullptr), H5Sclose);
  return H5Sselect_hyperslab(*space, H5S_SELECT_SET, start.data(), nullptr, extent.data(),
                             nullptr) >= 0 &&
         H5Dread(*dataset, memory_type, *block, *space, H5P_DEFAULT, values) >= 0;
}

}  // namespace

struct Hdf5File::State {
  hdf5::Silence silence = {};
  std::string path = {};
  std::size_t size = 0;  // of the file
  Handle file = {};
  std::vector<std::string> objects = {};
};

Hdf5File::Hdf5File(const std::string& bytes, const std::string& path)
    : state_(std::make_unique<State>()) {
  state_->path = path;
  state_->size = bytes.size();
  state_->file = open_in_memory(bytes);
  if (!state_->file || H5Ovisit2(*state_->file, H5_INDEX_NAME, H5_ITER_INC, keep_name,
                                 &state_->objects, H5O_INFO_BASIC) < 0) {
    throw truncated(path, "HDF5 can't open it");
  }
  std::sort(state_->objects.begin(), state_->objects.end());
}

Hdf5File::~Hdf5File() = default;

const std::vector<std::string>& Hdf5File::objects() const { return state_->objects; }

bool Hdf5File::contains(std::string_view object) const {
  return std::binary_search(objects().begin(), objects().end(), object);
}

std::optional<Hdf5Array> Hdf5File::array(const std::string& object) const {
  H5O_info_t info{};
  if (H5Oget_info_by_name2(*state_->file, object.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0 ||
      info.type != H5O_TYPE_DATASET) {
    return std::nullopt;
  }
  const Handle dataset = open_dataset(state_->file, object);
  const Handle type(H5Dget_type(*dataset), H5Tclose);
  const Handle space(H5Dget_space(*dataset), H5Sclose);
  const std::vector<hsize_t> lengths = lengths_of(space);
  const std::size_t bytes = H5Tget_size(*type);
  const Handle made(H5Dget_create_plist(*dataset), H5Pclose);
  if (kind_of(*type) == 0 || !is_kept_inside(*made)) return std::nullopt;
  const double chunk = chunk_size(*made) * static_cast<double>(bytes);
  if (chunk > static_cast<double>(state_->size) * kLargestDeflation) {
    throw truncated(state_->path, "a chunk of " + object + " is larger than the file");
  }
  return Hdf5Array{{lengths.begin(), lengths.end()}, kind_of(*type), bytes, chunk > 0};
}

std::optional<std::string> Hdf5File::text(const std::string& object, const char* attribute) const {
  if (!contains(object)) return std::nullopt;
  const Handle found = open_single(state_->file, object, attribute);
  const Handle type(H5Aget_type(*found), H5Tclose);
  if (H5Tget_class(*type) != H5T_STRING) return std::nullopt;
  if (H5Tis_variable_str(*type) > 0) {
    char* value = nullptr;
    if (H5Aread(*found, *type, &value) < 0 || value == nullptr) return std::nullopt;
    std::string text = value;
    H5free_memory(value);
    return text;
  }
  std::string text(H5Tget_size(*type), '\0');
  if (H5Aread(*found, *type, text.data()) < 0) return std::nullopt;
  return text.substr(0, text.find('\0'));
}

std::optional<double> Hdf5File::number(const std::string& object, const char* attribute) const {
  if (!contains(object)) return std::nullopt;
  const Handle found = open_single(state_->file, object, attribute);
  double value = 0;
  if (!found || H5Aread(*found, H5T_NATIVE_DOUBLE, &value) < 0) return std::nullopt;
  return value;
}

std::vector<std::string> Hdf5File::scales(const std::string& dataset) const {
  constexpr const char* kList = "DIMENSION_LIST";
  if (H5Aexists_by_name(*state_->file, dataset.c_str(), kList, H5P_DEFAULT) <= 0) return {};
  const Handle list(
      H5Aopen_by_name(*state_->file, dataset.c_str(), kList, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const Handle space(H5Aget_space(*list), H5Sclose);
  const Handle type(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose);
  const hssize_t count = H5Sget_simple_extent_npoints(*space);
  if (count < 1 || count > H5S_MAX_RANK) return {};
  std::vector<hvl_t> references(static_cast<std::size_t>(count));
  if (H5Aread(*list, *type, references.data()) < 0) return {};
  std::vector<std::string> names;
  for (const hvl_t& reference : references) {
    std::array<char, 1024> name{};
    const bool is_named = reference.len > 0 && H5Rget_name(*state_->file, H5R_OBJECT, reference.p,
                                                           name.data(), name.size()) > 1;
    names.emplace_back(is_named ? name.data() + 1 : "");  // without the first slash
  }
  H5Dvlen_reclaim(*type, *space, H5P_DEFAULT, references.data());
  return names;
}

std::vector<float> Hdf5File::read(const std::string& dataset, const std::vector<std::size_t>& start,
                                  const std::vector<std::size_t>& extent) const {
  std::vector<float> values(
      std::accumulate(extent.begin(), extent.end(), std::size_t{1}, std::multiplies<>()));
  if (!read_block(open_dataset(state_->file, dataset), H5T_NATIVE_FLOAT,
                  {start.begin(), start.end()}, {extent.begin(), extent.end()}, values.data())) {
    throw truncated(state_->path, "HDF5 can't read " + dataset);
  }
  return values;
}

std::optional<double> Hdf5File::step(const std::string& dataset) const {
  const auto shape = contains(dataset) ? array(dataset) : std::nullopt;
  if (!shape || shape->lengths.size() != 1 || shape->lengths[0] < 2) return std::nullopt;
  const Handle opened = open_dataset(state_->file, dataset);
  const std::size_t last = shape->lengths[0] - 1;
  double ends[2] = {};
  if (!read_block(opened, H5T_NATIVE_DOUBLE, {0}, {1}, &ends[0]) ||
      !read_block(opened, H5T_NATIVE_DOUBLE, {last}, {1}, &ends[1])) {
    return std::nullopt;
  }
  return (ends[1] - ends[0]) / static_cast<double>(last);
}

}  // namespace gibbsight::image
