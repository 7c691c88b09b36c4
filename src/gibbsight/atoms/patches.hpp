// Parts of an image that are covered with something else than the crystal.
#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// Pixels of the image, 1 each, of contamination: where the crystal is buried or blurred. Empty
/// where there is none. `pixels` are means over squares of `side` of them.
///
/// With neighbourhoods of 1.5 spacings, C is the root mean square of the curvature at the width of
/// a column, relative to its median over the image; E how much the mean brightness exceeds that of
/// the crystal around; and M the mean brightness that the atoms of the image account for. Where
/// atoms are but dim or missing, brightness falls with the contrast, E = M (C - 1): so vacancies,
/// islands and regions rich in a dim species are none. Patches are where C < 0.6 and E exceeds that
/// by 0.4 M and by a tenth of the height of an atom, over at least the area of four atoms. They
/// reach half a spacing further than seen.
std::vector<std::uint8_t> find_patches(const cv::Mat1f& pixels, int side, const AtomList& list,
                                       const core::Execution& execution);

}  // namespace gibbsight::atoms
