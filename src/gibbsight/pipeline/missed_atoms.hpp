// Atoms that were too dim to find, measured where their neighbours say they are.
#pragma once

#include <functional>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/image/image.hpp"
#include "gibbsight/pipeline/measure.hpp"

namespace gibbsight::pipeline {

/// Whether all of what lies `reach` px around a place can be seen: by the pixel there, and those to
/// either side along both axes.
bool is_seen_around(const image::Image& image, double x, double y, double reach);

/// Every site of a sublattice without vacancies holds an atom, and one that was not found is a dim
/// one: left out, it would make its kind look rare. Such atoms are added to `measurement` at the
/// places where `index`, which puts its atoms on sites, leaves none, until it leaves as many as
/// before. Where the crystal may end beside a site, what stands out of the noise there is an atom,
/// and else none.
///
/// Nearer than its width to the border of the image, region or mask a dim atom can't be measured
/// and a bright one could: where any was missed, none of them counts there.
void add_missed_atoms(const atoms::FindOptions& options, const core::Execution& execution,
                      const std::function<void()>& index, Measurement& measurement);

}  // namespace gibbsight::pipeline
