// How an experiment shows columns of atoms: measured in its image, to draw others the same way.
#pragma once

#include <vector>

#include "gibbsight/core/execution.hpp"
#include "gibbsight/rendering/grain.hpp"
#include "gibbsight/rendering/profile.hpp"

namespace gibbsight::rendering {

struct Appearance {
  image::Image field;  ///< slow background; region, mask and pixel size are the experiment's
  std::vector<Profile> profiles;  ///< one a kind
  Grain grain;
  double saturation = 0;  ///< brighter pixels are clipped
};

/// A column to be drawn.
struct Column {
  double x = 0;  ///< px
  double y = 0;
  double height = 1;  ///< in units of what is usual of its kind
  int kind = 0;
};

/// A Gaussian that is expected of a kind.
struct Bump {
  double height = 0;
  double sigma = 1;  ///< px
};

/// An image taken apart.
struct Dissection {
  Appearance appearance;
  std::vector<double> heights;  ///< of each column, in units of what its kind and `height` expect
};

/// `spacing` is the typical distance of neighbouring columns, px. Profiles reach over two of them;
/// what is left and slower than three is the field; what is left of that is grain, once the height
/// of each column has been fitted.
Dissection measure_appearance(const image::Image& image, const std::vector<SeenColumn>& columns,
                              const std::vector<Bump>& expected, double spacing,
                              const core::Execution& execution);

/// An image of the size of the field. The same columns and stream give the same bytes.
image::Image draw(const std::vector<Column>& columns, const Appearance& appearance,
                  const core::Stream& stream);

}  // namespace gibbsight::rendering
