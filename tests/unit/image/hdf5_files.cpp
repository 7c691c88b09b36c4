#include "hdf5_files.hpp"

#include <hdf5.h>

#include <vector>

#include "files.hpp"

namespace gibbsight::image {
namespace {

constexpr hsize_t kHeight = kRows;
constexpr hsize_t kWidth = kColumns;

// A file that is being made in memory. Identifiers are closed with it.
class NewFile {
 public:
  NewFile() {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_core(access, 1 << 16, 0);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    id_ = H5Fcreate("new", H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
  }
  ~NewFile() { H5Fclose(id_); }
  hid_t id() const { return id_; }

  hid_t group(const std::string& path) const {
    const hid_t creation = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(creation, 1);
    return H5Gcreate2(id_, path.c_str(), creation, H5P_DEFAULT, H5P_DEFAULT);
  }
  hid_t dataset(const std::string& path, const std::vector<hsize_t>& lengths,
                const std::vector<double>& values, hid_t type = H5T_NATIVE_FLOAT,
                hid_t creation = H5P_DEFAULT) const {
    const hid_t space = H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr);
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    const hid_t made = H5Dcreate2(id_, path.c_str(), type, space, links, creation, H5P_DEFAULT);
    if (!values.empty()) {
      H5Dwrite(made, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    }
    return made;
  }
  std::string bytes() const {
    H5Fflush(id_, H5F_SCOPE_GLOBAL);
    std::string bytes(static_cast<std::size_t>(H5Fget_file_image(id_, nullptr, 0)), '\0');
    H5Fget_file_image(id_, bytes.data(), bytes.size());
    return bytes;
  }

 private:
  hid_t id_ = -1;
};

// As h5py does: texts of any length in UTF-8, truth values as an enumeration.
void set_text(hid_t object, const char* name, const char* text) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  const hid_t attribute =
      H5Acreate2(object, name, type, H5Screate(H5S_SCALAR), H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, type, &text);
}

void set_number(hid_t object, const char* name, double value) {
  const hid_t attribute =
      H5Acreate2(object, name, H5T_NATIVE_DOUBLE, H5Screate(H5S_SCALAR), H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value);
}

void set_truth(hid_t object, const char* name, bool truth) {
  const hid_t type = H5Tenum_create(H5T_NATIVE_INT8);
  constexpr signed char kTruths[] = {0, 1};
  H5Tenum_insert(type, "FALSE", &kTruths[0]);
  H5Tenum_insert(type, "TRUE", &kTruths[1]);
  const hid_t attribute =
      H5Acreate2(object, name, type, H5Screate(H5S_SCALAR), H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, type, &kTruths[truth ? 1 : 0]);
}

// Dimension scales are a list of references for every axis.
void set_scales(hid_t object, hid_t file, const std::vector<std::string>& scales) {
  std::vector<hobj_ref_t> references(scales.size());
  std::vector<hvl_t> lists;
  for (std::size_t i = 0; i < scales.size(); ++i) {
    H5Rcreate(&references[i], file, scales[i].c_str(), H5R_OBJECT, -1);
    lists.push_back({1, &references[i]});
  }
  const hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ);
  const hsize_t count = scales.size();
  const hid_t attribute =
      H5Acreate2(object, "DIMENSION_LIST", type, H5Screate_simple(1, &count, nullptr), H5P_DEFAULT,
                 H5P_DEFAULT);
  H5Awrite(attribute, type, lists.data());
}

std::vector<double> upright_values() {
  std::vector<double> values;
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) values.push_back(pattern(row, column));
  }
  return values;
}

std::vector<double> transposed_values() {
  std::vector<double> values;
  for (int column = 0; column < kColumns; ++column) {
    for (int row = 0; row < kRows; ++row) values.push_back(pattern(row, column));
  }
  return values;
}

void add_hyperspy_axis(const NewFile& file, int index, const char* name, double scale,
                       bool navigate) {
  const hid_t axis = file.group("Experiments/scan/axis-" + std::to_string(index));
  set_text(axis, "name", name);
  set_text(axis, "units", "nm");
  set_number(axis, "scale", scale);
  set_number(axis, "offset", 3);
  set_truth(axis, "navigate", navigate);
}

}  // namespace

std::string hyperspy_bytes(const std::string& kind) {
  const NewFile file;
  const std::vector<double> first = upright_values();
  std::vector<double> values = first;
  std::vector<hsize_t> lengths{kHeight, kWidth};
  if (kind == "stack") {
    for (const double value : first) values.push_back(value + 1000);
    lengths = {2, kHeight, kWidth};
    add_hyperspy_axis(file, 0, "z", 1, true);
  }
  if (kind == "spectra") {
    values.clear();
    for (const double value : first) values.insert(values.end(), {value, value + 1000});
    lengths = {kHeight, kWidth, 2};
    add_hyperspy_axis(file, 2, "Energy", 1, false);
  }
  const int row_axis = kind == "stack" ? 1 : 0;
  add_hyperspy_axis(file, row_axis, "y", 0.5, kind == "spectra");
  add_hyperspy_axis(file, row_axis + 1, "x", 0.25, kind == "spectra");
  file.dataset("Experiments/scan/data", lengths, values);
  return file.bytes();
}

std::string nsid_bytes(const std::string& x_name, const std::string& y_name) {
  const NewFile file;
  const std::string group = "Measurement_000/Channel_000/Image/";
  const hid_t image = file.dataset(group + "Image", {kWidth, kHeight}, transposed_values());
  set_text(image, "units", "m");
  const auto add_scale = [&](const std::string& name, hsize_t length, double step) {
    std::vector<double> values;
    for (hsize_t i = 0; i < length; ++i) values.push_back(step * static_cast<double>(i));
    const hid_t scale = file.dataset(group + name, {length}, values);
    set_text(scale, "name", name.c_str());
    set_text(scale, "units", "nm");
    set_text(scale, "dimension_type", "SPATIAL");
  };
  add_scale(x_name, kWidth, 0.25);
  add_scale(y_name, kHeight, 0.5);
  set_scales(image, file.id(), {group + x_name, group + y_name});
  return file.bytes();
}

std::string ncem_bytes(bool with_names) {
  const NewFile file;
  const hid_t group = file.group("signals/scan");
  set_number(group, "emd_group_type", 1);
  file.dataset("signals/scan/data", {kWidth, kHeight}, transposed_values());
  const auto add_dimension = [&](const char* name, const char* path, double step) {
    const hid_t dimension = file.dataset(path, {2}, {3, 3 + step});
    set_text(dimension, "name", with_names ? name : "");
    set_text(dimension, "units", "[n_m]");
  };
  add_dimension("x", "signals/scan/dim1", 0.25);
  add_dimension("y", "signals/scan/dim2", 0.5);
  return file.bytes();
}

std::string plain_hdf5_bytes() {
  const NewFile file;
  file.dataset("table", {3, 2}, {1, 2, 3, 4, 5, 6});
  file.dataset("b/image", {kHeight, kWidth}, upright_values(), H5T_STD_I16BE);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk[] = {8, 8};
  H5Pset_chunk(creation, 2, chunk);
  H5Pset_deflate(creation, 6);
  file.dataset("c/packed", {kHeight, kWidth}, upright_values(), H5T_IEEE_F64LE, creation);
  file.dataset("d/text", {kHeight, kWidth}, {}, H5T_C_S1);
  H5Lcreate_external("/etc/passwd", "/", file.id(), "e", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_soft("/b", file.id(), "f", H5P_DEFAULT, H5P_DEFAULT);
  return file.bytes();
}

std::string velox_bytes() {
  const NewFile file;
  file.dataset("Version", {1}, {}, H5T_C_S1);
  file.dataset("Data/Image/0123456789abcdef/Data", {kHeight, kWidth, 1}, upright_values());
  return file.bytes();
}

std::string empty_hdf5_bytes() {
  const NewFile file;
  file.dataset("image", {0, kHeight, kWidth}, {});
  return file.bytes();
}

std::string lying_hdf5_bytes(unsigned side, bool is_chunked) {
  const NewFile file;
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk[] = {side, side};
  if (is_chunked) H5Pset_chunk(creation, 2, chunk);
  file.dataset("image", {side, side}, {}, H5T_NATIVE_UINT8, creation);
  return file.bytes();
}

}  // namespace gibbsight::image
