// Fewer pixels for an image that is sampled more finely than its columns need.
#pragma once

#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/atoms/candidates.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::atoms {

/// Side, in pixels, of the squares that can each become one pixel in an image whose columns have
/// this standard deviation and distance; 1 where they can't. White noise averages out as the
/// columns do: places lose some per cent of their accuracy at most, and fits have that many fewer
/// pixels to look at, squared.
int bins_for(double width, double spacing);

/// The same for looking for columns of this standard deviation, which takes finer pixels: a sharper
/// image shows them narrower.
int bins_to_search(double width);

/// The means of squares of `side` pixels; what is left over at the right and the bottom is left
/// out.
image::Image bin(const image::Image& image, int side);

/// Pixels of the binned image, next to those of the image.
std::vector<Candidate> to_bins(std::vector<Candidate> candidates, int side);

/// The pixels of the image next to the centres of those of the binned one.
std::vector<Candidate> from_bins(std::vector<Candidate> candidates, int side);

/// Atoms as the binned image shows them: what from_bins makes of them is what they were.
std::vector<Atom> to_bins(std::vector<Atom> atoms, int side);

/// What was fitted in the binned image, in pixels of the image itself, where a column is narrower
/// and higher by what averaging did to it, and the noise of a pixel larger.
std::vector<Atom> from_bins(std::vector<Atom> atoms, int side);

}  // namespace gibbsight::atoms
