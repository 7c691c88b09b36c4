// Are the atoms brighter or darker than what lies between them?
#pragma once

#include "gibbsight/image/image.hpp"

namespace gibbsight::image {

/// A guess: atoms are peaks, and peaks are sharper than the saddles between them, so the
/// curvature of the image is skewed towards its peaks. The clearest of the binnings by 1, 2, 4
/// and 8 px decides, for atoms of any width under noise. A lattice of holes (graphene) deceives it.
bool atoms_look_dark(const Image& image);

}  // namespace gibbsight::image
