// Takes away what the scanner added: a tilt and the offsets of scan lines.
#pragma once

#include <array>
#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/image/image.hpp"
#include "gibbsight/image/image_options.hpp"

namespace gibbsight::image {

/// The image without a plane and line offsets, as the options ask; slow backgrounds that are
/// neither stay, and so does the level at the centre of the image. Only usable pixels are asked.
Image level(const Image& image, const ImageOptions& options, const core::Execution& execution = {});

/// The image itself if it is levelled, else what `level` makes of it by default.
Image levelled(const Image& image, const core::Execution& execution = {});

/// What levelling took from an image: of each row its value at the first and at the last column,
/// between which it is straight.
std::vector<std::array<double, 2>> taken_away(const Image& before, const Image& after);

/// Subtracts a plane fitted by iteratively reweighted least squares (Huber weights), zero at the
/// centre of the image.
Image level_plane(const Image& image);

/// Offsets of single rows, estimated from the midmeans of differences of neighbouring rows. In the
/// cosine spectrum of the summed differences, offsets are white; components above
/// sqrt(2 log(2 rows)) times their amplitude, which chance does not give (rows of atoms, slow
/// background), stay in the image. Rows by 1 values, mean zero.
std::vector<double> line_offsets(const Image& image, const core::Execution& execution = {});

/// True where rows differ clearly more than columns do (four times their variance) and noticeably
/// (2 % of the spread of the image), in the fast part of the spectrum that atoms, being smooth,
/// leave empty.
bool has_line_offsets(const Image& image, const core::Execution& execution = {});

/// Subtracts line_offsets from every row.
Image level_lines(const Image& image, const core::Execution& execution = {});

}  // namespace gibbsight::image
