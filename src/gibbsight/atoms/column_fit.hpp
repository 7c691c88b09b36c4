// The fit of one column, and what it learns from those of all others.
#pragma once

#include <Eigen/Core>
#include <limits>
#include <vector>

#include "gibbsight/atoms/peak.hpp"
#include "gibbsight/atoms/refine.hpp"

namespace gibbsight::atoms {

constexpr double kWidest = 3;  ///< how much wider or narrower than the guess a column may become
constexpr double kLeastWidthSpread = 1e-4;
constexpr int kFreePasses = 3;  ///< rounds with free widths and level backgrounds

/// An atom on its way.
struct State {
  Parameters p = Parameters::Zero();
  Candidate start;
  bool fitted = false;
  double free_log_sigma = 0;  ///< where its own pixels alone would take the width
  double misfit = 0;          ///< root mean square, before the last step
  /// Of the fit of all together, noise over height.
  Eigen::Vector2d place_errors = Eigen::Vector2d::Zero();
};

/// What each atom may learn from all others.
struct Common {
  double log_sigma = 0;
  double ahead = 0;  ///< how much further free ones went in the last round
  double step = 0;   ///< what the common one went for that
  double width_spread = std::numeric_limits<double>::infinity();  ///< relative
  double slope_spread = 0;                                        ///< per px
  double share_kept = 1;             ///< of what takes a width from the common one
  double noise_over_height = 0;      ///< of the usual column
  bool background_is_known = false;  ///< and taken away
};

/// For the next round, after so many, from those that `tell`.
Common common_of(const std::vector<const State*>& tell, const RefineScale& scale, int pass,
                 const Common& last);

/// Not gone to another peak, or to something that is no column.
bool is_sound(const State& s, const RefineScale& scale);

/// One step of the fit of the column that `peak` looks at.
void fit(Peak& peak, State& s, const RefineScale& scale, const Common& common);

Atom to_atom(const State& s, Peak& peak, const RefineScale& scale, const Common& common);

}  // namespace gibbsight::atoms
