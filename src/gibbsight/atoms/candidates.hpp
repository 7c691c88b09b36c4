// Where atoms may be: the peaks that stand out of the noise.
#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

#include "gibbsight/atoms/atom_list.hpp"
#include "gibbsight/core/execution.hpp"
#include "gibbsight/image/image.hpp"

namespace gibbsight::atoms {

/// A local maximum of the filtered image, at a whole pixel.
struct Candidate {
  int row = 0;
  int column = 0;
};

/// The pixel that holds an atom's centre; it may lie outside of the image.
Candidate pixel_of(const Atom& atom);

/// What the search for candidates goes by.
struct CandidateScale {
  double width = 0;           ///< standard deviation of a column, px
  double noise = 0;           ///< standard deviation of white noise in a pixel
  double false_share = 0.01;  ///< noise peaks in an empty image, as a share of what it has room for
};

/// Local maxima of the negative Laplacian of Gaussian, at 1.2 widths of a column (wider would see a
/// little less noise, but lose dim columns in the trough around bright ones). Candidates keep two
/// widths of the filter apart, the higher one stays. A maximum counts where it is higher than noise
/// alone would make `false_share` of the maxima for which an image has room, by the density of the
/// maxima of a Gaussian field above u standard deviations,
///
///   lambda u exp(-u^2 / 2) / (2 pi)^(3/2)      (Adler, The Geometry of Random Fields, 1981).
///
/// In the troughs of a lattice noise passes less often than that. Ordered by row, then column.
std::vector<Candidate> find_candidates(const image::Image& image, const cv::Mat1f& pixels,
                                       const CandidateScale& scale,
                                       const core::Execution& execution);

/// Candidates that the troughs round brighter `atoms` hid: maxima of what is left of the image
/// without these, seen by the same filter at the width that atoms turned out to have, and two of
/// its widths away from any of them and one from the border, where the flanks of atoms outside are
/// left. Noise here includes the offsets of scan lines, and nothing counts that is less than a
/// tenth as high as the atoms: the tails of these, where they are no Gaussians, are left too.
std::vector<Candidate> find_hidden_candidates(const image::Image& image, const cv::Mat1f& pixels,
                                              const std::vector<Atom>& atoms,
                                              const CandidateScale& scale,
                                              const core::Execution& execution);

/// Standard deviation of the heights that the offsets of scan lines make, in what is left of the
/// image without `atoms`, of columns as wide as these.
double heights_of_lines(const cv::Mat1f& pixels, const std::vector<Atom>& atoms,
                        const core::Execution& execution);

/// Candidates in a sharpened image, where columns as wide as `atoms` touch and dim ones between
/// bright ones are no maxima of the image any more. The white noise passes for atoms of a random
/// height, so that the image is sharpened as far as it tells these from noise.
std::vector<Candidate> find_touching_candidates(const image::Image& image, const cv::Mat1f& pixels,
                                                const std::vector<Atom>& atoms,
                                                const CandidateScale& scale,
                                                const core::Execution& execution);

}  // namespace gibbsight::atoms
