#include "gibbsight/atoms/refine.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <opencv2/core.hpp>
#include <tuple>
#include <utility>

#include "gibbsight/atoms/peak.hpp"
#include "gibbsight/atoms/tiles.hpp"
#include "gibbsight/atoms/together.hpp"
#include "gibbsight/atoms/window.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/samples.hpp"

namespace gibbsight::atoms {
namespace {

constexpr double kWidest = 3;              // how much wider or narrower than the guess
constexpr double kFirstWidthSpread = 0.1;  // how much widths differ, as a fraction, at first
constexpr double kLeastWidthSpread = 1e-4;
constexpr double kFirstSlope = 0.05;  // expected of backgrounds at first, heights a width
constexpr int kFreePasses = 3;        // rounds with free widths and level backgrounds
constexpr int kOtherPasses = 6;       // rounds over those that the fit of all together left out
constexpr int kFewestPixels = kParameterCount + 3;

// An atom on its way.
struct State {
  Parameters p = Parameters::Zero();
  Candidate start;
  bool fitted = false;
  double free_log_sigma = 0;  // where its own pixels alone would take the width
  Eigen::Vector2d place_errors = Eigen::Vector2d::Zero();  // of all together, noise over height
};

std::vector<State> starts(const std::vector<Candidate>& candidates, double width) {
  std::vector<State> states;
  for (const Candidate& candidate : candidates) {
    State s;
    s.start = candidate;
    s.p << candidate.column, candidate.row, 0, 0, std::log(width), 0, 0;
    states.push_back(s);
  }
  return states;
}

// What the fit of an atom touches, from its candidate.
double reach_of(const RefineScale& scale) {
  return std::max(kPeakReach * kWidest * scale.width, scale.spacing) +
         scale.farthest * scale.spacing;  // a window reaches a spacing at most
}

Eigen::Matrix2Xd places_of(const std::vector<Candidate>& candidates) {
  Eigen::Matrix2Xd places(2, std::ssize(candidates));
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    places.col(static_cast<Eigen::Index>(i)) << candidates[i].column, candidates[i].row;
  }
  return places;
}

// What each atom may learn from all others.
struct Common {
  double log_sigma = 0;
  double width_spread = std::numeric_limits<double>::infinity();  // relative
  double slope_spread = 0;                                        // per px
  double share_kept = 1;             // of what takes a width from the common one
  bool background_is_known = false;  // and taken away
};

Common common_of(const std::vector<State>& states, const RefineScale& scale, int pass,
                 const Common& last) {
  std::vector<double> widths;
  std::vector<double> free_widths;
  std::vector<double> slopes;
  std::vector<double> heights;
  for (const State& s : states) {
    if (!s.fitted) continue;
    widths.push_back(s.p[kLogSigma]);
    free_widths.push_back(s.free_log_sigma);
    heights.push_back(s.p[kIntensity]);
    slopes.push_back(s.p[kSlopeX]);
    slopes.push_back(s.p[kSlopeY]);
  }
  Common common;
  const double middle = core::median(widths, std::log(scale.width));
  common.log_sigma = middle;
  if (pass < kFreePasses) return common;
  if (pass == kFreePasses) {
    common.width_spread = kFirstWidthSpread;
    common.slope_spread = kFirstSlope * core::median(heights) / std::exp(middle);
    return common;
  }
  // Held widths no longer say where the common one should go; with those of the neighbours held
  // too, free ones go only part of the way.
  constexpr double kOvershoot = 1.5;
  common.log_sigma =
      last.log_sigma + kOvershoot * (core::median(free_widths, last.log_sigma) - last.log_sigma);
  // Departures that are nothing but noise shrink from round to round until there are none.
  common.width_spread = std::max(kLeastWidthSpread, core::robust_deviation(widths, middle));
  common.slope_spread = core::robust_deviation(slopes, 0);
  const double free_spread = core::robust_deviation(free_widths, common.log_sigma);
  common.share_kept = 1 / (1 + std::pow(free_spread / common.width_spread, 2));
  return common;
}

// Weighs what is usual as one observation with the noise of a pixel.
Hold hold(double noise, const Common& common) {
  constexpr double kRigid = 1e6;  // px; a slope with this weight stays zero
  return {common.log_sigma, noise / common.width_spread,
          noise < kRigid * common.slope_spread ? noise / common.slope_spread : kRigid,
          common.background_is_known ? kRigid : 0};
}

// The width to which a step would lead if it were not held.
double free_log_sigma(Normal n, const Parameters& p, const Hold& hold) {
  const double weight = hold.width_weight * hold.width_weight;
  n.matrix(kLogSigma, kLogSigma) -= weight;
  n.gradient[kLogSigma] -= weight * (p[kLogSigma] - hold.log_sigma);
  return p[kLogSigma] - n.matrix.ldlt().solve(n.gradient)[kLogSigma];
}

// One step after Levenberg and Marquardt; the next pass goes on from here. False where no step
// makes it better and it is not at a minimum either.
bool improve(Peak& peak, State& s, const Hold& hold) {
  constexpr double kAtMinimum = 1e-6;  // of the cost: what a step would still gain
  const Normal n = peak.normal(s.p, hold);
  s.free_log_sigma = free_log_sigma(n, s.p, hold);
  for (const double damping : {1e-4, 1e-2, 1.0, 100.0}) {
    auto damped = n.matrix;
    damped.diagonal() *= 1 + damping;
    const Parameters step = damped.ldlt().solve(n.gradient);
    const Parameters next = s.p - step;
    if (next.allFinite() && peak.cost(next, hold) < n.cost) {
      s.p = next;
      return true;
    }
    if (step.dot(n.gradient) < kAtMinimum * n.cost) return true;
  }
  return false;
}

bool is_sound(const State& s, const RefineScale& scale) {
  const double moved = std::hypot(s.p[kX] - s.start.column, s.p[kY] - s.start.row);
  const double widened = std::abs(s.p[kLogSigma] - std::log(scale.width));
  return s.p.allFinite() && s.p[kIntensity] > 0 && moved < scale.farthest * scale.spacing &&
         widened < std::log(kWidest);
}

void fit(Peak& peak, State& s, const RefineScale& scale, const Common& common) {
  const bool was_fitted = s.fitted;
  if (!was_fitted) peak.fit_height(s.p);
  s.fitted = false;
  if (peak.pixel_count() >= kFewestPixels && s.p[kIntensity] > 0) {
    const bool improved = improve(peak, s, hold(peak.root_mean_square(s.p), common));
    s.fitted = (improved || was_fitted) && is_sound(s, scale);
  }
  if (!s.fitted) {
    s.p << s.start.column, s.start.row, 0, 0, common.log_sigma, 0, 0;
    peak.fit_height(s.p);
  }
}

// The image, and what is left of it without the peaks and the background, where that is known.
struct Canvas {
  const image::Image& image;
  cv::Mat1d rest;
  cv::Mat1f background;

  double background_at(const Parameters& p) const {
    if (background.empty()) return 0;
    return background(std::clamp(static_cast<int>(std::lround(p[kY])), 0, background.rows - 1),
                      std::clamp(static_cast<int>(std::lround(p[kX])), 0, background.cols - 1));
  }
  void look(Peak& peak, const Parameters& p, double radius) const {
    peak.look(image, rest, p[kX], p[kY], radius);
    peak.add(p);
  }
};

cv::Mat1d pixels_of(const image::Image& image) {
  cv::Mat1d pixels(image.rows, image.columns);
  std::copy(image.pixels.begin(), image.pixels.end(), pixels.begin());
  return pixels;
}

double radius_of(const RefineScale& scale, const Common& common) {
  return window_radius(scale.spacing, std::exp(common.log_sigma));
}

bool has_settled(const Parameters& before, const Parameters& after, double width) {
  constexpr double kSmall = 2e-3;  // of the width, and of the intensity
  const Parameters change = (after - before).cwiseAbs();
  return change.head<2>().maxCoeff() < kSmall * width &&
         change[kIntensity] < kSmall * std::abs(after[kIntensity]);
}

// Fits each atom of a tile once, as it finds what the others have left of the image. Returns how
// many still moved.
std::size_t fit_tile(Canvas& canvas, const Tile& tile, std::vector<State>& states,
                     const RefineScale& scale, const Common& common) {
  std::size_t restless = 0;
  Peak peak;
  for (const std::size_t i : tile) {
    const Parameters before = states[i].p;
    canvas.look(peak, before, radius_of(scale, common));
    fit(peak, states[i], scale, common);
    draw(canvas.rest, before, 1);
    draw(canvas.rest, states[i].p, -1);
    if (!has_settled(before, states[i].p, scale.width)) ++restless;
  }
  return restless;
}

// One round over all atoms. True where it changed hardly any: single atoms that can't make up their
// minds should not hold up the others.
bool fit_all(Canvas& canvas, const Tiles& tiles, std::vector<State>& states,
             const RefineScale& scale, const Common& common, const core::Execution& execution) {
  constexpr double kMany = 0.05;
  std::size_t restless = 0;
  for (const std::vector<Tile>& colour : tiles) {
    std::vector<std::size_t> counts(colour.size());
    core::parallel_for(colour.size(), execution, [&](std::size_t t) {
      counts[t] = fit_tile(canvas, colour[t], states, scale, common);
    });
    restless += std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  }
  return static_cast<double>(restless) <= kMany * static_cast<double>(states.size());
}

// Widths that are held ever closer, because most do not differ, still say which ones would: all on
// one scale, however little of it is left. Those of single fits are on their own, each by its
// noise.
double log_width(const State& s, const Common& common) {
  constexpr double kSettledShare = 0.5;  // or more is kept where widths differ by more than noise
  if (!s.fitted || common.share_kept >= kSettledShare) return s.p[kLogSigma];
  return common.log_sigma + common.share_kept * (s.free_log_sigma - common.log_sigma);
}

bool overlap_strongly(const Common& common, const RefineScale& scale, cv::Size size) {
  constexpr double kFewest = 10;  // spacings along a side: some must be left inside of a border
  return scale.is_complete && std::exp(common.log_sigma) > kStrongOverlap * scale.spacing &&
         std::min(size.width, size.height) > kFewest * scale.spacing;
}

Columns columns_of(const std::vector<State>& states, double sigma) {
  const std::ptrdiff_t count = std::ssize(states);
  Columns columns{Eigen::Matrix2Xd(2, count), Eigen::VectorXd(count), sigma};
  for (Eigen::Index i = 0; i < count; ++i) {
    const Parameters& p = states[static_cast<std::size_t>(i)].p;
    columns.places.col(i) << p[kX], p[kY];
    columns.heights[i] = std::max(0.0, p[kIntensity]);
  }
  return columns;
}

// Moves all atoms to where they fit best together, and takes away the background found with them.
// Those near the border, whose pixels were not used, count as not fitted.
Common take_together(Canvas& canvas, std::vector<State>& states, const RefineScale& scale,
                     const Common& common, const core::Execution& execution) {
  Together all = fit_together(canvas.image, columns_of(states, std::exp(common.log_sigma)),
                              scale.spacing, execution);
  const cv::Rect inside({all.border, all.border},
                        cv::Point(canvas.rest.cols - all.border, canvas.rest.rows - all.border));
  canvas.background = std::move(all.background);
  cv::subtract(pixels_of(canvas.image), canvas.background, canvas.rest, {}, CV_64F);
  const double log_sigma = std::log(all.columns.sigma);
  for (std::size_t i = 0; i < states.size(); ++i) {
    State& s = states[i];
    const auto column = static_cast<Eigen::Index>(i);
    const Eigen::Vector2d place = all.columns.places.col(column);
    s.p << place.x(), place.y(), all.columns.heights[column], 0, log_sigma, 0, 0;
    s.place_errors = all.place_errors.col(column);
    s.fitted = is_sound(s, scale) && inside.contains(cv::Point2d(place.x(), place.y()));
    draw(canvas.rest, s.p, -1);
  }
  return {.log_sigma = log_sigma, .width_spread = kLeastWidthSpread, .background_is_known = true};
}

Tiles without_fitted(Tiles tiles, const std::vector<State>& states) {
  for (std::vector<Tile>& colour : tiles) {
    for (Tile& tile : colour) {
      std::erase_if(tile, [&](std::size_t i) { return states[i].fitted; });
    }
  }
  return tiles;
}

Atom to_atom(const State& s, Peak& peak, const RefineScale& scale, const Common& common) {
  Atom atom;
  atom.x = s.p[kX];
  atom.y = s.p[kY];
  atom.residual = peak.root_mean_square(s.p);
  const Eigen::Vector2d error = s.fitted ? position_errors(peak, s.p, hold(atom.residual, common))
                                         : Eigen::Vector2d(scale.width, scale.width);
  const double noise_over_height = s.fitted ? atom.residual / s.p[kIntensity] : 0;
  atom.x_error = std::max(error.x(), noise_over_height * s.place_errors.x());
  atom.y_error = std::max(error.y(), noise_over_height * s.place_errors.y());
  atom.intensity = s.p[kIntensity];
  atom.background = s.p[kBackground];
  atom.sigma = std::exp(log_width(s, common));
  atom.clipped = peak.clipped();
  return atom;
}

// Nothing there, outside, or what the flank of an atom outside looks like at the border.
bool is_lost(const State& s, cv::Size size) {
  const double margin = s.fitted ? -0.5 : std::exp(s.p[kLogSigma]);
  return s.p[kIntensity] <= 0 || s.p[kX] < margin || s.p[kY] < margin ||
         s.p[kX] > size.width - 1 - margin || s.p[kY] > size.height - 1 - margin;
}

void order(std::vector<Atom>& atoms) {
  std::sort(atoms.begin(), atoms.end(), [](const Atom& a, const Atom& b) {
    return std::tuple(a.y, a.x) < std::tuple(b.y, b.x);
  });
}

}  // namespace

std::vector<Atom> refine(const image::Image& image, const std::vector<Candidate>& candidates,
                         const RefineScale& scale, const core::Execution& execution) {
  const cv::Size size(image.columns, image.rows);
  std::vector<State> states = starts(candidates, scale.width);
  const Tiles tiles = make_tiles(places_of(candidates), size, reach_of(scale));
  Canvas canvas{image, pixels_of(image), {}};
  Common common;
  for (int pass = 0; pass < scale.passes; ++pass) {
    execution.report("atoms", static_cast<double>(pass) / scale.passes);
    common = common_of(states, scale, pass, common);
    const bool settled = fit_all(canvas, tiles, states, scale, common, execution);
    if (pass > kFreePasses && (settled || overlap_strongly(common, scale, size))) break;
  }
  if (overlap_strongly(common, scale, size)) {
    common = take_together(canvas, states, scale, common, execution);
    const Tiles others = without_fitted(tiles, states);
    for (int pass = 0; pass < kOtherPasses; ++pass) {
      fit_all(canvas, others, states, scale, common, execution);
    }
  }
  std::vector<Atom> all(states.size());
  for (const std::vector<Tile>& colour : tiles) {
    core::parallel_for(colour.size(), execution, [&](std::size_t t) {
      Peak peak;
      for (const std::size_t i : colour[t]) {
        canvas.look(peak, states[i].p, radius_of(scale, common));
        all[i] = to_atom(states[i], peak, scale, common);
        all[i].background += canvas.background_at(states[i].p);
      }
    });
  }
  std::vector<Atom> atoms;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!is_lost(states[i], size)) atoms.push_back(all[i]);
  }
  order(atoms);
  return atoms;
}

}  // namespace gibbsight::atoms
