// HDF5 survives whole files: with these, of odd contents, its reader is fuzzed in this process,
// where libFuzzer sees which lines it reaches.
#include <fuzzer/FuzzedDataProvider.h>
#include <hdf5.h>

#include <vector>

#include "gibbsight/image/read_hdf5.hpp"
#include "input.hpp"

namespace {

constexpr const char* kObjects[] = {"g",        "g/data", "g/other", "g/axis-0",  "g/axis-1",
                                    "g/axis-2", "g/dim0", "g/dim1",  "g/dim2",    "g/x",
                                    "g/y",      "top",    "Version", "Data/Image"};
constexpr const char* kAttributes[] = {
    "name", "units", "scale", "navigate", "emd_group_type", "dimension_type", "DIMENSION_LIST"};
constexpr const char* kTexts[] = {"x", "y", "nm", "SPATIAL", "[n_m]", ""};

class OddFile {
 public:
  explicit OddFile(FuzzedDataProvider& dice) : dice_(dice) {
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_core(access, 1 << 14, 0);
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
    file_ = H5Fcreate("odd", H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
  }
  OddFile(const OddFile&) = delete;
  OddFile& operator=(const OddFile&) = delete;
  ~OddFile() { H5Fclose(file_); }

  void add_object() {
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    const char* path = dice_.PickValueInArray(kObjects);
    const hid_t object = dice_.ConsumeBool()
                             ? H5Gcreate2(file_, path, links, H5P_DEFAULT, H5P_DEFAULT)
                             : add_dataset(path, links);
    H5Pclose(links);
    if (object < 0) return;
    for (int i = dice_.ConsumeIntegralInRange(0, 4); i > 0; --i) add_attribute(object);
    H5Oclose(object);
  }
  std::string bytes() const {
    H5Fflush(file_, H5F_SCOPE_GLOBAL);
    std::string bytes(static_cast<std::size_t>(H5Fget_file_image(file_, nullptr, 0)), '\0');
    H5Fget_file_image(file_, bytes.data(), bytes.size());
    return bytes;
  }

 private:
  hid_t pick_type() {
    const hid_t types[] = {H5T_STD_I8LE,  H5T_STD_U16BE, H5T_IEEE_F32LE, H5T_IEEE_F64BE,
                           H5T_STD_I64LE, H5T_C_S1,      H5T_STD_B8LE,   H5T_STD_REF_OBJ};
    return dice_.PickValueInArray(types);
  }
  hid_t make_space(int most_axes) {
    std::vector<hsize_t> lengths;
    for (int i = dice_.ConsumeIntegralInRange(0, most_axes); i > 0; --i) {
      lengths.push_back(dice_.ConsumeIntegralInRange<hsize_t>(0, 5));
    }
    return lengths.empty()
               ? H5Screate(H5S_SCALAR)
               : H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr);
  }
  hid_t add_dataset(const char* path, hid_t links) {
    const hid_t space = make_space(5);
    const hid_t dataset =
        H5Dcreate2(file_, path, pick_type(), space, links, H5P_DEFAULT, H5P_DEFAULT);
    H5Sclose(space);
    return dataset;
  }
  void add_attribute(hid_t object) {
    const char* name = dice_.PickValueInArray(kAttributes);
    switch (dice_.ConsumeIntegralInRange(0, 3)) {
      case 0:
        return add_text(object, name);
      case 1:
        return add_references(object, name);
      default:
        return add_numbers(object, name);
    }
  }
  void add_numbers(hid_t object, const char* name) {
    const hid_t space = make_space(2);
    const hid_t attribute = H5Acreate2(object, name, pick_type(), space, H5P_DEFAULT, H5P_DEFAULT);
    const std::vector<double> values(64, dice_.ConsumeFloatingPoint<double>());
    if (attribute >= 0) H5Awrite(attribute, H5T_NATIVE_DOUBLE, values.data());
    if (attribute >= 0) H5Aclose(attribute);
    H5Sclose(space);
  }
  void add_text(hid_t object, const char* name) {
    const char* text = dice_.PickValueInArray(kTexts);
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute >= 0 && dice_.ConsumeBool()) H5Awrite(attribute, type, &text);
    if (attribute >= 0) H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
  }
  // What dimension scales are, or nearly.
  void add_references(hid_t object, const char* name) {
    hobj_ref_t targets[3];
    hvl_t lists[3];
    const hsize_t count = dice_.ConsumeIntegralInRange<hsize_t>(1, 3);
    for (hsize_t i = 0; i < count; ++i) {
      const char* target = dice_.PickValueInArray(kObjects);
      const bool is_there = H5Rcreate(&targets[i], file_, target, H5R_OBJECT, -1) >= 0;
      lists[i] = {is_there ? std::size_t{1} : std::size_t{0}, &targets[i]};
    }
    const hid_t type = H5Tvlen_create(H5T_STD_REF_OBJ);
    const hid_t space = H5Screate_simple(1, &count, nullptr);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute >= 0) H5Awrite(attribute, type, lists);
    if (attribute >= 0) H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
  }

  FuzzedDataProvider& dice_;
  hid_t file_ = -1;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  FuzzedDataProvider dice(data, size);
  std::string bytes;
  {
    OddFile file(dice);
    for (int i = 0; i < 8 && dice.remaining_bytes() > 0; ++i) file.add_object();
    bytes = file.bytes();
  }
  return gibbsight::fuzz::attempt([&] { gibbsight::image::read_hdf5(bytes, "input", {}); });
}
