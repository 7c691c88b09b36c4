// A layer with an atom on nearly every site: walked from neighbour to neighbour.
#pragma once

#include <variant>

#include "gibbsight/indexing/request.hpp"

namespace gibbsight::indexing {

/// The largest piece of crystal among the atoms of the request, or why there is none.
std::variant<Piece, core::DataError> index_full_layer(const Request& request,
                                                      const core::Execution& execution);

}  // namespace gibbsight::indexing
