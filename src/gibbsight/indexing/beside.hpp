// Where a crystal may end.
#pragma once

#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/indexing/sites.hpp"

namespace gibbsight::indexing {

/// For every site, whether one of the places next to it lies in the image and is none of the
/// `known` sites (one entry a site). Where the size of the image is not known, it is that of the
/// atoms' box.
std::vector<char> beside_unknown(const Sites& sites, const std::vector<char>& known,
                                 const atoms::AtomList& list);

}  // namespace gibbsight::indexing
