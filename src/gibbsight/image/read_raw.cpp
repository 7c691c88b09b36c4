#include "gibbsight/image/read_raw.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <vector>

#include "gibbsight/core/files.hpp"
#include "gibbsight/core/options.hpp"
#include "gibbsight/image/isolated_reader.hpp"
#include "gibbsight/image/read_gxsm.hpp"
#include "gibbsight/image/read_hdf5.hpp"
#include "gibbsight/image/read_npy.hpp"
#include "gibbsight/image/read_png.hpp"
#include "gibbsight/image/read_sxm.hpp"
#include "gibbsight/image/read_tiff.hpp"

namespace gibbsight::image {
namespace {

using namespace std::string_view_literals;

struct Format {
  std::vector<std::string_view> magic;  // any of these first bytes
  Reader read;
  bool is_isolated = false;  // where its library does not survive every damaged file
};

// To add a reader: a file that turns bytes into a RawImage, and a line here.
const std::vector<Format>& formats() {
  static const std::vector<Format> known{
      {{"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}, read_tiff},
      {{"\x89PNG\r\n\x1a\n"sv}, read_png},
      {{"\x93NUMPY"sv}, read_npy},
      {{":NANONIS_VERSION:"sv}, read_sxm},
      {{"\x89HDF\r\n\x1a\n"sv}, read_hdf5, true},
      {{"CDF\x01"sv, "CDF\x02"sv, "CDF\x05"sv}, read_gxsm, true},
  };
  return known;
}

// Read from Python alone: recognised here to say so.
struct InstrumentFormat {
  std::string_view name;
  std::string_view magic;       // empty where only the name of a file tells
  std::string_view extensions;  // space-separated
  std::string_view library = "RosettaSciIO";
};

constexpr std::array<InstrumentFormat, 10> kInstrumentFormats{{
    {"Gatan DigitalMicrograph 3 (dm3)", "\0\0\0\x03"sv, "dm3"},
    {"Gatan DigitalMicrograph 4 (dm4)", "\0\0\0\x04"sv, "dm4"},
    {"FEI/TIA series (ser)", "II\x97\x01"sv, "ser emi"},
    {"Bruker composite (bcf)", "AAMVHFSS"sv, "bcf"},
    {"MRC", {}, "mrc mrcz"},
    {"blockfile (blo)", {}, "blo"},
    {"TVIPS", {}, "tvips"},
    {"Quantum Detectors (mib)", {}, "mib"},
    {"JPEG", "\xFF\xD8\xFF"sv, "jpg jpeg"},
    {"Gwyddion (gwy)", "GWYP"sv, "gwy", "gwyfile"},
}};

std::string lower_case_extension(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  extension.erase(0, 1);
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

bool has_extension(const InstrumentFormat& format, const std::string& extension) {
  const auto known = core::split(format.extensions, ' ');
  return std::find(known.begin(), known.end(), extension) != known.end();
}

core::InputError unknown_format(const std::string& path, std::string_view bytes) {
  const std::string extension = lower_case_extension(path);
  const auto* const found = std::find_if(
      kInstrumentFormats.begin(), kInstrumentFormats.end(), [&](const InstrumentFormat& format) {
        return (!format.magic.empty() && bytes.starts_with(format.magic)) ||
               has_extension(format, extension);
      });
  if (found != kInstrumentFormats.end()) {
    return python_only(path, std::string(found->name), std::string(found->library));
  }
  return core::InputError({.what = "unknown image format",
                           .where = path,
                           .value = {},
                           .expected = "TIFF, PNG, NPY, HDF5 (hspy, NSID, emd), Nanonis sxm or "
                                       "GXSM nc"});
}

}  // namespace

RawImage read_raw(const std::string& path, const Selection& selection) {
  const std::string bytes = core::read_file(path);
  if (bytes.empty()) {
    throw core::InputError(
        {.what = "file is empty", .where = path, .value = {}, .expected = "an image"});
  }
  for (const Format& format : formats()) {
    for (const std::string_view magic : format.magic) {
      if (std::string_view(bytes).starts_with(magic)) {
        return format.is_isolated ? read_isolated(format.read, bytes, path, selection)
                                  : format.read(bytes, path, selection);
      }
    }
  }
  throw unknown_format(path, bytes);
}

}  // namespace gibbsight::image
