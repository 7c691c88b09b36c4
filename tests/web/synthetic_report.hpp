// Reports that fill every part of the page, and reports that leave most of them out.
#pragma once

#include "gibbsight/report/report.hpp"

namespace gibbsight::tests {

/// A name that would break out of a script element if it were ever taken for markup.
inline constexpr auto kHostileName = "</script><script>alert(1)</script>";

/// Everything present: images, sites with unseen ones, three models, a scan, warnings.
report::Report full_report();

/// A run that stopped at indexing: an image, a reason, nothing fitted.
report::Report refused_report();

/// A fit that started from a bare histogram: no image and no sites.
report::Report histogram_report();

}  // namespace gibbsight::tests
