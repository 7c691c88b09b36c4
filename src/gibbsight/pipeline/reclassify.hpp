// The species of a scene's columns, with what reaches over from their neighbours taken away.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gibbsight/pipeline/scene.hpp"
#include "gibbsight/rendering/appearance.hpp"

namespace gibbsight::pipeline {

/// The columns of an image as they were measured. The first ones stand on the scene's places that
/// hold atoms, `place` says on which.
struct Seen {
  std::vector<rendering::SeenColumn> columns;
  std::vector<std::size_t> place;
  std::vector<double> log_widths;  ///< likewise of the first ones
};

/// The columns on places belong to kinds anew, by how high they stand once what reaches over from
/// their neighbours is taken away, and how wide they are where that counts: the classifier's labels
/// may be wrong just where that is much, and would hide it. Heights are relative to what is
/// expected of a column; `smooth` is what is usual of them at each place.
void reclassify(const species::Classified& classified, const Scene& scene,
                const std::vector<double>& heights, const Eigen::VectorXd& smooth, Seen& seen);

/// The most probable species on every place.
lattice::Occupancy likeliest(const Scene& scene, const Seen& seen);

}  // namespace gibbsight::pipeline
