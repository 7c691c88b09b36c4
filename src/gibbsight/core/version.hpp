// Which gibbsight this is.
#pragma once

#include <string_view>

namespace gibbsight::core {

/// The version of the project, as in "0.1.0".
std::string_view version();

/// The short hash of the commit this was built from; empty when built outside git.
std::string_view commit();

}  // namespace gibbsight::core
