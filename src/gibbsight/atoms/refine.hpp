// Where exactly the atoms are, how bright and how wide.
#pragma once

#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/atoms/candidates.hpp"
#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// What the fits go by.
struct RefineScale {
  double width = 0;    ///< first guess of the width of a column, px
  double spacing = 0;  ///< typical distance of neighbouring candidates, px
  int passes = 12;     ///< rounds over all atoms, at most
};

/// Fits each candidate with a Gaussian on a sloping background (see Peak) over the usable,
/// unclipped pixels within 0.6 spacings, from which the present models of all other atoms have been
/// taken away. All atoms are fitted anew until they hardly change. From the fourth round on, the
/// width of each is held near the median of all (10 % apart weighs as much as one standard
/// deviation of the noise in a pixel), since overlapping columns hardly tell width from height and
/// background. The slope of each background is held near zero, as closely as the slopes of all
/// others are: where these are but noise they die out within a few rounds, and cost no precision;
/// where columns stand on the flanks of something, dim ones would otherwise be drawn up it.
///
/// The standard errors are those of the last fit: exact for an atom alone in white noise, and too
/// small where the noise of neighbouring pixels is correlated.
///
/// A fit that moves further than a third of the spacing from its candidate, becomes narrower than a
/// third or wider than three times the first guess, or has too few pixels, is replaced: the
/// candidate's place, the median width, height by linear least squares, and the width as standard
/// errors. Atoms without positive intensity or outside the image are dropped, and so are those
/// without a fit of their own within a width of the border: the flank of an atom outside looks like
/// them. Ordered by (y, x).
std::vector<Atom> refine(const image::Image& image, const std::vector<Candidate>& candidates,
                         const RefineScale& scale, const core::Execution& execution);

}  // namespace gibbsight::atoms
