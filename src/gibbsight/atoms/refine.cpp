#include "gibbsight/atoms/refine.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <opencv2/core.hpp>
#include <optional>
#include <tuple>
#include <utility>

#include "gibbsight/atoms/column_fit.hpp"
#include "gibbsight/atoms/tiles.hpp"
#include "gibbsight/atoms/together.hpp"
#include "gibbsight/atoms/window.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/image/matrix.hpp"

namespace gibbsight::atoms {
namespace {

constexpr int kOtherPasses = 6;  // rounds over those that the fit of all together left out

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

// The image, and what is left of it without the peaks and the background, where that is known.
struct Canvas {
  const image::Image& image;
  cv::Mat1d rest;
  cv::Mat1f background;

  double background_at(const Parameters& p) const {
    if (background.empty()) return 0;
    const int row = std::clamp(static_cast<int>(std::lround(p[kY])), 0, background.rows - 1);
    const int column = std::clamp(static_cast<int>(std::lround(p[kX])), 0, background.cols - 1);
    return static_cast<double>(background(row, column));
  }
  void look(Peak& peak, const Parameters& p, double radius) const {
    peak.look(image, rest, p[kX], p[kY], radius);
    peak.add(p);
  }
};

cv::Mat1d pixels_of(const image::Image& image) {
  cv::Mat1d pixels;
  image::matrix(image.pixels, image).convertTo(pixels, CV_64F);
  return pixels;
}

double radius_of(const RefineScale& scale, const Common& common) {
  return window_radius(scale.spacing, std::exp(common.log_sigma));
}

// By no more than a tenth of what noise does to the place of a column (Bobroff, Rev. Sci. Instrum.
// 57, 1152 (1986), doi:10.1063/1.1138619), or hardly at all.
bool has_settled(const Parameters& before, const State& after) {
  constexpr double kOfError = 0.1;
  constexpr double kOfWidth = 2e-3;
  constexpr double kOfHeight = 1e-2;
  const Parameters change = (after.p - before).cwiseAbs();
  const double height = std::abs(after.p[kIntensity]);
  const double error = std::sqrt(2 / std::numbers::pi) * after.misfit / height;
  const double width = std::exp(after.p[kLogSigma]);
  return change.head<2>().maxCoeff() < std::max(kOfError * error, kOfWidth * width) &&
         change[kIntensity] < kOfHeight * height;
}

// What rounds of fits work on.
struct Fits {
  Canvas& canvas;
  std::vector<State>& states;
  const RefineScale& scale;
  const core::Execution& execution;
};

// Fits each atom of a tile once, as it finds what the others have left of the image. Returns how
// many still moved.
std::size_t fit_tile(const Fits& fits, const Tile& tile, const Common& common) {
  const double radius = radius_of(fits.scale, common);
  std::size_t restless = 0;
  Peak peak;
  for (const std::size_t i : tile) {
    State& state = fits.states[i];
    const Parameters before = state.p;
    fits.canvas.look(peak, before, radius);
    fit(peak, state, fits.scale, common);
    exchange(fits.canvas.rest, before, state.p);
    if (!has_settled(before, state)) ++restless;
  }
  return restless;
}

// One round over all atoms of the tiles. True where it changed hardly any: single atoms that can't
// make up their minds should not hold up the others.
bool fit_all(const Fits& fits, const Tiles& tiles, const Common& common) {
  constexpr double kMany = 0.2;
  std::size_t restless = 0;
  for (const std::vector<Tile>& colour : tiles) {
    std::vector<std::size_t> counts(colour.size());
    core::parallel_for(colour.size(), fits.execution,
                       [&](std::size_t t) { counts[t] = fit_tile(fits, colour[t], common); });
    restless += std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  }
  return static_cast<double>(restless) <= kMany * static_cast<double>(count_in(tiles));
}

bool are_fitted_together(const Common& common, const RefineScale& scale, cv::Size size) {
  constexpr double kFewest = 10;  // spacings along a side: some must be left inside of a border
  return scale.is_complete && std::min(size.width, size.height) > kFewest * scale.spacing &&
         overlap_strongly(std::exp(common.log_sigma), scale.spacing, common.noise_over_height);
}

std::vector<const State*> states_in(const Tiles& tiles, const std::vector<State>& states) {
  std::vector<const State*> all;
  for (const std::vector<Tile>& colour : tiles) {
    for (const Tile& tile : colour) {
      for (const std::size_t i : tile) all.push_back(&states[i]);
    }
  }
  return all;
}

// Rounds over the atoms of the tiles until they hardly move. What all have in common follows from
// those that `tell`; where it is known before, that takes the place of what the first rounds would
// guess.
Common settle(const Fits& fits, const Tiles& tiles, const std::vector<const State*>& tell,
              const std::optional<Common>& known) {
  Common common = known.value_or(Common{});
  for (int pass = 0; pass < fits.scale.passes; ++pass) {
    fits.execution.report("atoms", static_cast<double>(pass) / fits.scale.passes);
    if (!known || pass > kFreePasses) common = common_of(tell, fits.scale, pass, common);
    const bool settled = fit_all(fits, tiles, common);
    const bool go_together = are_fitted_together(common, fits.scale, fits.canvas.rest.size());
    if (pass > kFreePasses && (settled || go_together)) break;
  }
  return common;
}

// What atoms have in common, as those in the middle of many tell it for a small part of what it
// takes to learn it from all. Those around are fitted too, so that their light is taken away, but
// don't tell: next to them are some that are not.
std::optional<Common> ask_some(const Fits& fits, const Tiles& tiles,
                               const Eigen::Matrix2Xd& places) {
  constexpr std::size_t kEnough = 500;
  constexpr std::size_t kMany = 20;  // times as many
  if (fits.states.size() < kMany * kEnough) return std::nullopt;
  const auto tell = states_in(nearest_to_middle(tiles, places, kEnough), fits.states);
  const Tiles asked = nearest_to_middle(tiles, places, 2 * kEnough);
  const core::Execution quiet{fits.execution.threads, {}, fits.execution.interrupted};
  Common common = settle({fits.canvas, fits.states, fits.scale, quiet}, asked, tell, {});
  const auto fitted = std::count_if(tell.begin(), tell.end(), [](auto* s) { return s->fitted; });
  if (2 * fitted < std::ssize(tell)) return std::nullopt;
  common.step = 0;  // others are not on the way that these went
  for (State& s : fits.states) {
    if (!s.fitted) s.p[kLogSigma] = common.log_sigma;
  }
  return common;
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
Common take_together(const Fits& fits, const Common& common) {
  const auto& [canvas, states, scale, execution] = fits;
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

bool overlap_strongly(double width, double spacing, double noise_over_height) {
  constexpr double kLittleNoise = 0.03;
  return width > (noise_over_height < kLittleNoise ? 0.28 : 0.32) * spacing;
}

std::vector<Atom> refine(const image::Image& image, const std::vector<Candidate>& candidates,
                         const RefineScale& scale, const core::Execution& execution) {
  const cv::Size size(image.columns, image.rows);
  std::vector<State> states = starts(candidates, scale.width);
  const Eigen::Matrix2Xd places = places_of(candidates);
  const Tiles tiles = make_tiles(places, size, reach_of(scale));
  Canvas canvas{image, pixels_of(image), {}};
  const Fits fits{canvas, states, scale, execution};
  Common common = settle(fits, tiles, states_in(tiles, states), ask_some(fits, tiles, places));
  if (are_fitted_together(common, scale, size)) {
    common = take_together(fits, common);
    const Tiles others = without_fitted(tiles, states);
    for (int pass = 0; pass < kOtherPasses; ++pass) fit_all(fits, others, common);
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
