// Small writers of instruments' files, independent of the readers under test.
#pragma once

#include <string>

#include "files.hpp"

namespace gibbsight::image {

// A Nanonis scan of Current, then Z, each with both directions. Pixels of Z forward are the
// pattern, Z backward has 1000 added, and Current 2000. Pixels are 0.25 by 0.5 nm.
struct SxmKind {
  std::string scan_direction = "down";
  std::string type = "FLOAT            MSBFIRST";
  std::string pixels = "40       36";
};
std::string sxm_bytes(const SxmKind& kind = {});

// A GXSM scan of two times with one layer each; the second has 1000 added to the pattern, and
// values are stored divided by `dz`. Pixels are 0.25 by 0.5 nm.
struct GxsmKind {
  bool hdf5 = false;
  bool as_short = true;
  double dz = 0.5;
  std::string rows_name = "dimy";
};
std::string gxsm_bytes(const GxsmKind& kind = {});

}  // namespace gibbsight::image
