// Fewer pixels for an image that is sampled more finely than its columns need.
#pragma once

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::atoms {

/// Side, in pixels, of the squares that can each become one pixel in an image whose columns have
/// this standard deviation; 1 where they can't. White noise averages out as the columns do: places
/// lose some per cent of their accuracy at most, and fits have that many fewer pixels to look at,
/// squared.
int bins_for(double width);

/// The means of squares of `side` pixels; what is left over at the right and the bottom is left
/// out.
image::Image bin(const image::Image& image, int side);

/// Places of the image, in pixels of the binned one.
std::vector<Atom> to_bins(std::vector<Atom> atoms, int side);

/// What was found in the binned image, in pixels of the image itself, where a column is narrower
/// and higher by what averaging did to it.
AtomList from_bins(AtomList list, int side, const image::Image& image);

}  // namespace gibbsight::atoms
