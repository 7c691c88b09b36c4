// The pages before they are filled; their source is the folder web/, bundled at build time.
#pragma once

#include <span>
#include <string_view>

namespace gibbsight::report {

/// A template in pieces, because compilers limit the length of a literal. It holds the word
/// REPORT_JSON once, where the report goes.
std::span<const std::string_view> page_template();
/// The same for the index of a folder of reports.
std::span<const std::string_view> index_template();

}  // namespace gibbsight::report
