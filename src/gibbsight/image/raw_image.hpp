// What a reader takes out of a file, before anything is checked or changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gibbsight/core/errors.hpp"
#include "gibbsight/image/contents.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::image {

/// Images with fewer pixels a side can't show a lattice.
inline constexpr int kSmallestSide = 32;

/// The least and greatest value an integer sample can hold.
struct SampleLimits {
  float lowest = 0;
  float highest = 0;
};

/// One decoded frame, C order, rows by columns, and what else the file holds.
struct RawImage {
  Contents contents = {};
  int rows = 0;
  int columns = 0;
  std::vector<float> pixels = {};
  std::string sample = {};                   ///< "8-bit unsigned RGB", in words
  std::optional<SampleLimits> limits = {};   ///< of integer samples only
  std::optional<PixelSize> pixel_size = {};  ///< as far as the file can be believed
};

/// Brightness of a colour by the weights of Rec. ITU-R BT.709; grey stays what it is, exactly.
float luminance(float red, float green, float blue);

/// The limits of an integer of so many bits.
SampleLimits integer_limits(int bits, bool is_signed);

/// Describes samples of kind 'u', 'i' or 'f' (as for `sample_loader`) in words, and their limits.
void set_sample(RawImage& image, char kind, std::size_t bytes);

/// A pixel size of two positive, finite numbers; anything else is unknown.
std::optional<PixelSize> known_size(double x_nm, double y_nm);

/// For a file that ends too early or contradicts itself.
core::InputError truncated(const std::string& path, const std::string& detail);

/// For a file of a known format that uses a part of it which is not read.
core::InputError unsupported(const std::string& path, const std::string& what,
                             const std::string& expected);

/// The most that deflate can make of a byte.
inline constexpr double kLargestDeflation = 1032;

/// For a file of a format that is read from Python alone, through the library.
core::InputError python_only(const std::string& path, const std::string& format,
                             const std::string& library = "RosettaSciIO");

/// The size that a header claims, not yet believed.
struct ClaimedSize {
  std::uint64_t rows = 0;
  std::uint64_t columns = 0;
  std::size_t pixel_bytes = 1;
};

/// Refuses sizes that a file can't hold before memory is asked for them: InputError where all
/// bytes exceed file_size x compression, DataError over 2^28 pixels.
void require_plausible_size(const std::string& path, const ClaimedSize& claimed,
                            std::size_t file_size, double compression);

}  // namespace gibbsight::image
