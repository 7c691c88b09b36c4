// The page before it is filled; its source is the folder web/, bundled at build time.
#pragma once

#include <span>
#include <string_view>

namespace gibbsight::report {

/// The template in pieces, because compilers limit the length of a literal. It holds the word
/// REPORT_JSON once, where the report goes.
std::span<const std::string_view> page_template();

}  // namespace gibbsight::report
