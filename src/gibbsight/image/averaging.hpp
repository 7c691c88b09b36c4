// An image of fewer pixels.
#pragma once

#include "gibbsight/image/image.hpp"

namespace gibbsight::image {

/// The same field in rows x columns pixels, no more than it has: means over the area of each. A
/// pixel of which a part can't be used can't be used, and of which a part is clipped is clipped.
Image average(const Image& image, int rows, int columns);

/// The pixel that an image with pixels of this size is given: the same, or the square on the longer
/// side where the sides differ by more than a tenth.
PixelSize square_pixel(const PixelSize& size);

/// An image whose pixels are as wide as high: where they are known not to be, neighbours along
/// the finer axis are averaged, and `file_pixel_size` keeps what they were.
Image with_square_pixels(Image image);

}  // namespace gibbsight::image
