// Checks decoded pixels and applies what the user said about them.
#pragma once

#include <string>

#include "gibbsight/image/image.hpp"
#include "gibbsight/image/image_options.hpp"
#include "gibbsight/image/raw_image.hpp"

namespace gibbsight::image {

/// Turns decoded pixels into an Image whose atoms are bright: dark polarity changes the sign,
/// region and mask become `usable`, saturated pixels `clipped`, and a pixel size of the options
/// replaces the file's. The frame keeps its size, so positions stay those of the file. Nothing is
/// levelled. Rows of nothing but NaN at one end, which a stopped scan never reached, are unusable.
/// Throws DataError for images below 32 px a side, constant, or with a value that is not
/// finite, UsageError for a region, mask or pixel size that does not fit; `where` names the image
/// in both.
Image prepare(RawImage raw, const ImageOptions& options, const std::string& where);

}  // namespace gibbsight::image
