#include "gibbsight/image/length_unit.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace gibbsight::image {
namespace {

struct Unit {
  double nm;
  std::vector<std::string_view> spellings;
};

const std::vector<Unit>& units() {
  static const std::vector<Unit> known{
      {1e-3, {"pm", "picometer", "picometre", "picometers"}},
      // A with a ring: the letter, the sign of the unit, Latin-1, escapes of ImageJ and XML. No
      // axis of an image is in ampere.
      {0.1,
       {"Å", "\u212B", "\xC5", "&#197;", "&#xC5;", "\\u00C5", "\\u212B", "A", "AA", "Ang",
        "Angstrom", "angstrom", "Angstroms", "angstroms", "Ångström", "Ångstrom"}},
      {1, {"nm", "nanometer", "nanometre", "nanometers", "nanometres"}},
      // mu: the micro sign, the letter, Latin-1, escapes of ImageJ and XML
      {1e3,
       {"um", "µm", "\u03BCm", "\xB5m", "&#181;m", "&#xB5;m", "&#956;m", "\\u00B5m", "\\u03BCm",
        "micron", "microns", "micrometer", "micrometre", "micrometers"}},
      {1e6, {"mm", "millimeter", "millimetre"}},
      {1e7, {"cm", "centimeter", "centimetre"}},
      {2.54e7, {"in", "inch", "inches"}},
      {1e9, {"m", "meter", "metre", "meters", "metres"}},
  };
  return known;
}

}  // namespace

std::optional<double> length_in_nm(std::string_view unit) {
  std::string plain(unit);
  if (plain.starts_with('[') && plain.ends_with(']')) {  // NCEM: prefix and unit, joined by _
    plain = plain.substr(1, plain.size() - 2);
    plain.erase(std::remove(plain.begin(), plain.end(), '_'), plain.end());
  }
  for (const Unit& known : units()) {
    const auto& spellings = known.spellings;
    if (std::find(spellings.begin(), spellings.end(), plain) != spellings.end()) return known.nm;
  }
  return std::nullopt;
}

}  // namespace gibbsight::image
