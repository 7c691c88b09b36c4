// Where exactly the atoms are, how bright and how wide.
#pragma once

#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/atoms/candidates.hpp"
#include "gibbsight/core/execution.hpp"

namespace gibbsight::atoms {

/// Whether columns overlap so much that fits in windows of their own go astray by more than the
/// noise lets them: where their width is above .32 spacings, and in images of little noise above
/// .28.
bool overlap_strongly(double width, double spacing, double noise_over_height);

/// What the fits go by.
struct RefineScale {
  double width = 0;    ///< first guess of the width of a column, px
  double spacing = 0;  ///< typical distance of neighbouring candidates, px
  int passes = 12;     ///< rounds over all atoms, at most
  /// Whether columns that overlap strongly are fitted all together at the end. That makes more of
  /// the image, but takes columns that are missing from the list for others out of their places.
  bool is_complete = true;
  double farthest = 1.0 / 3;  ///< that a fit may move from its candidate, in spacings
};

/// Fits each candidate with a Gaussian on a sloping background (see Peak) over the usable,
/// unclipped pixels within 0.6 spacings (2.3 widths, if that is more), from which the present
/// models of all other atoms have been taken away: rounds of Gauss and Seidel towards a fit of all
/// together, until four in five atoms move by no more than a tenth of what noise does to them.
/// Overlapping columns hardly tell width from height and background, so from the fourth round on
/// the width of each is held near a common one, as closely as the widths of all others are, and so
/// is the slope of its background near zero: where departures are but noise they die out within a
/// few rounds, and cost no precision; where columns stand on the flanks of something, dim ones
/// would otherwise be drawn up it.
///
/// Ten thousand columns or more learn what they have in common from five hundred in the middle
/// first, and from all of them only once they are near where they end: half as many rounds.
///
/// Where they overlap_strongly, level, width and heights can make up for one another in windows of
/// their own, and all of them go astray. There the rounds end early, and all columns are fitted
/// together (fit_together), with one width and a smooth background; those near the border then once
/// more one by one, on what the others leave.
///
/// The standard errors are those of the last fit with the neighbours known: exact for an atom alone
/// in white noise, too small where columns overlap, unless they were fitted together, or the noise
/// of neighbouring pixels is correlated.
///
/// A fit that moves further than `farthest` from its candidate, becomes narrower than a
/// third or wider than three times the first guess, or has too few pixels, is replaced: the
/// candidate's place, the median width, height by linear least squares, and the width as standard
/// errors. Atoms without positive intensity or outside the image are dropped, and so are those
/// without a fit of their own within a width of the border: the flank of an atom outside looks like
/// them. Ordered by (y, x).
std::vector<Atom> refine(const image::Image& image, const std::vector<Candidate>& candidates,
                         const RefineScale& scale, const core::Execution& execution);

}  // namespace gibbsight::atoms
