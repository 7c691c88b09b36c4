#include "gibbsight/image/raw_image.hpp"

#include <cmath>

namespace gibbsight::image {
namespace {
constexpr double kLargestPixelCount = 0x1p28;
// Headers and directories, beside the samples.
constexpr double kOverhead = 4096;
}  // namespace

float luminance(float red, float green, float blue) {
  if (red == green && green == blue) return red;
  return 0.2126F * red + 0.7152F * green + 0.0722F * blue;
}

SampleLimits integer_limits(int bits, bool is_signed) {
  const double count = std::ldexp(1.0, bits);
  const double lowest = is_signed ? -count / 2 : 0;
  return {static_cast<float>(lowest), static_cast<float>(lowest + count - 1)};
}

void set_sample(RawImage& image, char kind, std::size_t bytes) {
  const int bits = static_cast<int>(8 * bytes);
  image.sample = std::to_string(bits) + (kind == 'f'   ? "-bit float"
                                         : kind == 'i' ? "-bit signed"
                                                       : "-bit unsigned");
  if (kind != 'f') image.limits = integer_limits(bits, kind == 'i');
}

std::optional<PixelSize> known_size(double x_nm, double y_nm) {
  const bool is_known = x_nm > 0 && y_nm > 0 && std::isfinite(x_nm) && std::isfinite(y_nm);
  return is_known ? std::optional(PixelSize{x_nm, y_nm}) : std::nullopt;
}

core::InputError truncated(const std::string& path, const std::string& detail) {
  return core::InputError({.what = "file is truncated or damaged",
                           .where = path,
                           .value = detail,
                           .expected = "a whole file"});
}

core::InputError unsupported(const std::string& path, const std::string& what,
                             const std::string& expected) {
  return core::InputError({.what = "this kind of file is not read",
                           .where = path,
                           .value = what,
                           .expected = expected});
}

core::InputError python_only(const std::string& path, const std::string& format,
                             const std::string& library) {
  return unsupported(path, format,
                     "in Python the array that " + library +
                         " reads, given to gibbsight.read_image, or an export as TIFF, PNG or NPY");
}

void require_plausible_size(const std::string& path, const ClaimedSize& claimed,
                            std::size_t file_size, double compression) {
  const double pixels = static_cast<double>(claimed.rows) * static_cast<double>(claimed.columns);
  const std::string size =
      std::to_string(claimed.columns) + " x " + std::to_string(claimed.rows) + " pixels";
  const double room = static_cast<double>(file_size) * compression + kOverhead;
  if (pixels < 1 || pixels * static_cast<double>(claimed.pixel_bytes) > room) {
    throw truncated(path, size + " in " + std::to_string(file_size) + " bytes");
  }
  if (pixels > kLargestPixelCount) {
    throw core::DataError({.what = "image is too large",
                           .where = path,
                           .value = size,
                           .expected = "at most 2^28 pixels"});
  }
}

}  // namespace gibbsight::image
