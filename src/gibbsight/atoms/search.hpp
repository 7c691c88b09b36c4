// Looking for columns, and looking again for what others hid.
#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

#include "gibbsight/atoms/candidates.hpp"
#include "gibbsight/atoms/find_options.hpp"
#include "gibbsight/atoms/refine.hpp"

namespace gibbsight::atoms {

/// What candidates are looked for in.
struct Field {
  const image::Image& image;
  cv::Mat1f pixels;  ///< where those that can't be used are filled
  CandidateScale scale;
};

/// Atoms, and how alike their surroundings are: what searches are compared by.
struct Ordered {
  AtomList list;
  double order = 0;

  Ordered(AtomList found, const core::Execution& execution);
};

/// An image, what it becomes in as few pixels as it takes to look for columns of known width, and
/// how it is searched.
struct Search {
  Field fine;
  Field coarse;
  int side = 1;  ///< of a coarse pixel, in fine ones
  FindOptions options;
  core::Execution execution;

  /// Fits candidates; all together where they overlap, if the list `is_complete`.
  Ordered fit(const std::vector<Candidate>& candidates, double spacing, bool is_complete) const;
};

/// A list without atoms.
AtomList list_of(const image::Image& image);

/// Median distance of neighbours, px.
double spacing_of(const std::vector<Candidate>& candidates);

/// Fits candidates, to as few pixels as the columns need.
AtomList fit(const image::Image& image, const std::vector<Candidate>& candidates,
             const RefineScale& scale, const core::Execution& execution);

/// Takes away peaks that are low and as uncertain as what noise and lines of a scan leave, where
/// all see more alike surroundings without them: dim columns are part of these.
void leave_out_faint(const Field& field, const core::Execution& execution, Ordered& found);

/// Looks for what the first search missed, which saw `candidates`: columns that brighter ones hid,
/// and that touch. Where columns overlap strongly, it fits all of them together.
void find_more(const Search& search, const std::vector<Candidate>& candidates, Ordered& found);

}  // namespace gibbsight::atoms
