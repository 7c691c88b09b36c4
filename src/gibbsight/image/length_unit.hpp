// Units of length as files spell them.
#pragma once

#include <optional>
#include <string_view>

namespace gibbsight::image {

/// Length of a unit in nm: "nm", "um" and its spellings with a mu in UTF-8, Latin-1 or as ImageJ
/// escapes it, "Angstrom", "[n_m]" as NCEM writes it, and so on. Nothing for what is no length:
/// "pixel", "1/nm", "".
std::optional<double> length_in_nm(std::string_view unit);

}  // namespace gibbsight::image
