// The image level of the microscope: an occupancy drawn as a scanning probe image.
#pragma once

#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/core/random.hpp"
#include "gibbsight/image/image.hpp"
#include "gibbsight/lattice/occupancy.hpp"
#include "gibbsight/rendering/render_options.hpp"

namespace gibbsight::rendering {

/// An atom that was drawn: the truth that a finder has to recover.
struct RenderedAtom {
  double x = 0;  ///< px, along columns, origin at the centre of the first pixel
  double y = 0;  ///< px, down the rows
  int a = 0;
  int b = 0;
  int sublattice = 0;
  int species = 0;
};

struct Rendering {
  image::Image image;
  std::vector<RenderedAtom> atoms;  ///< those whose centre lies inside the image
};

/// Draws every seen site that is not a `vacancy` as a Gaussian bump,
///   I(x, y) = height (1 + spread g) exp(-r^2 / 2 sigma^2),
/// g a standard normal number of that atom, and once more where a second apex of the tip sees it;
/// then adds tilt, line offsets and white noise. The
/// middle of the occupancy's window lies in the middle of the image; an image larger than the
/// window stays empty outside it. The same options and stream give the same bytes. Throws
/// ConfigurationError where a list of the options has the wrong length.
Rendering render(const lattice::Occupancy& occupancy, const RenderOptions& options,
                 const core::Stream& stream, const core::Execution& execution = {});

/// The smallest window of cells, from cell (0, 0), that fills the image when drawn, with room for
/// the tails of atoms just outside it.
lattice::Window window_for(const RenderOptions& options, const lattice::Lattice& lattice);

}  // namespace gibbsight::rendering
