// Corrections by hand, as a table.
#pragma once

#include <string>
#include <vector>

#include "gibbsight/species/apply_edits.hpp"

namespace gibbsight::io {

/// Columns x_px,y_px,action,species; the action is set, add, remove or unseen, and the species may
/// be empty for the last two. Throws DataError with line and column.
std::vector<species::Edit> read_edits(const std::string& path);

}  // namespace gibbsight::io
