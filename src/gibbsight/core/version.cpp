#include "gibbsight/core/version.hpp"

#include "commit.inc"  // written at build time; included here only, so that a commit rebuilds one file

namespace gibbsight::core {

std::string_view version() { return GIBBSIGHT_VERSION; }

std::string_view commit() { return GIBBSIGHT_COMMIT; }

}  // namespace gibbsight::core
