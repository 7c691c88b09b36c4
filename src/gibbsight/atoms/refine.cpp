#include "gibbsight/atoms/refine.hpp"

#include <ceres/tiny_solver.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/core/mat.hpp>
#include <tuple>

#include "gibbsight/atoms/peak.hpp"
#include "gibbsight/core/parallel.hpp"

namespace gibbsight::atoms {
namespace {

constexpr double kWindow = 0.6;          // radius of the fitted pixels, in spacings
constexpr double kFarthest = 1.0 / 3.0;  // how far a fit may move, in spacings
constexpr double kWidest = 3;            // how much wider or narrower than the guess
constexpr double kWidthSpread = 0.1;     // how much widths differ, as a fraction
constexpr double kFirstSlope = 0.05;     // expected of backgrounds at first, heights a width
constexpr int kFreePasses = 3;           // rounds with free widths and level backgrounds
constexpr int kFewestPixels = kParameterCount + 3;

// An atom on its way.
struct State {
  Parameters p = Parameters::Zero();
  Candidate start;
  bool fitted = false;
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

// Sum of all peaks without their backgrounds.
cv::Mat1d draw(const std::vector<State>& states, cv::Size size) {
  constexpr double kReach = 4;  // widths; less than exp(-8) of the height is left out
  cv::Mat1d sum(size, 0.0);
  for (const State& s : states) {
    const double reach = kReach * std::exp(s.p[kLogSigma]);
    const int left = std::max(0, static_cast<int>(std::ceil(s.p[kX] - reach)));
    const int top = std::max(0, static_cast<int>(std::ceil(s.p[kY] - reach)));
    const int right = std::min(size.width - 1, static_cast<int>(std::floor(s.p[kX] + reach)));
    const int bottom = std::min(size.height - 1, static_cast<int>(std::floor(s.p[kY] + reach)));
    if (right < left || bottom < top) continue;
    const Eigen::ArrayXd across = gaussian_profile(s.p[kX], s.p[kLogSigma], left, right);
    const Eigen::ArrayXd down =
        s.p[kIntensity] * gaussian_profile(s.p[kY], s.p[kLogSigma], top, bottom);
    for (int row = top; row <= bottom; ++row) {
      Eigen::Map<Eigen::ArrayXd>(sum[row] + left, across.size()) += down[row - top] * across;
    }
  }
  return sum;
}

// The pixels around an atom less all others: less everything drawn, plus its own part.
Peak pixels_of(const image::Image& image, const State& s, const cv::Mat1d& drawn, double radius) {
  Peak peak = pixels_around(image, s.p[kX], s.p[kY], radius);
  peak.value += s.p[kIntensity] * peak.shape(s.p);
  for (Eigen::Index i = 0; i < peak.value.size(); ++i) {
    peak.value[i] -= drawn(static_cast<int>(peak.y[i]), static_cast<int>(peak.x[i]));
  }
  return peak;
}

double root_mean_square(const Eigen::ArrayXd& values) {
  return values.size() == 0 ? 0 : std::sqrt(values.square().mean());
}

double median(std::vector<double> values, double otherwise) {
  if (values.empty()) return otherwise;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// What each atom may learn from all others.
struct Common {
  double log_sigma = 0;
  double width_spread = std::numeric_limits<double>::infinity();  // relative
  double slope_spread = 0;                                        // per px
};

Common common_of(const std::vector<State>& states, const RefineScale& scale, int pass) {
  std::vector<double> widths;
  std::vector<double> slopes;
  std::vector<double> heights;
  for (const State& s : states) {
    if (!s.fitted) continue;
    widths.push_back(s.p[kLogSigma]);
    heights.push_back(s.p[kIntensity]);
    slopes.push_back(std::abs(s.p[kSlopeX]));
    slopes.push_back(std::abs(s.p[kSlopeY]));
  }
  Common common;
  common.log_sigma = median(widths, std::log(scale.width));
  if (pass < kFreePasses) return common;
  common.width_spread = kWidthSpread;
  // Slopes that are nothing but noise shrink from round to round, so a flat image ends with none.
  common.slope_spread = pass == kFreePasses
                            ? kFirstSlope * median(heights, 0) / std::exp(common.log_sigma)
                            : 1.4826 * median(slopes, 0);
  return common;
}

// Weighs what is usual as one observation with the noise of a pixel.
void hold(Peak& peak, const Parameters& p, const Common& common) {
  constexpr double kRigid = 1e6;  // px; a slope with this weight stays zero
  const double noise = root_mean_square(peak.misfit(p));
  peak.usual_log_sigma = common.log_sigma;
  peak.width_weight = noise / common.width_spread;
  peak.slope_weight = noise < kRigid * common.slope_spread ? noise / common.slope_spread : kRigid;
}

// Changes the unit of intensity and where it is zero.
void rescale(Peak& peak, Parameters& p, double unit, double zero) {
  peak.value = (peak.value - zero) / unit;
  peak.width_weight /= unit;
  p[kBackground] -= zero;
  for (const Parameter linear : {kIntensity, kBackground, kSlopeX, kSlopeY}) p[linear] /= unit;
}

// Solves in units of the height, since the solver's tolerances are absolute. False where no step
// made it better and it is not at a minimum either.
bool solve(Peak& peak, Parameters& p) {
  const double unit = p[kIntensity];
  const double zero = p[kBackground];
  rescale(peak, p, unit, zero);
  ceres::TinySolver<Peak> solver;
  solver.options.max_num_iterations = 2;  // one step; the next pass goes on from here
  solver.options.function_tolerance = 1e-6;
  solver.options.parameter_tolerance = 1e-6;
  const auto& summary = solver.Solve(peak, &p);
  rescale(peak, p, 1 / unit, -zero / unit);
  return summary.status != ceres::TinySolver<Peak>::HIT_MAX_ITERATIONS ||
         summary.final_cost < summary.initial_cost;
}

bool is_sound(const State& s, const RefineScale& scale) {
  const double moved = std::hypot(s.p[kX] - s.start.column, s.p[kY] - s.start.row);
  const double widened = std::abs(s.p[kLogSigma] - std::log(scale.width));
  return s.p.allFinite() && s.p[kIntensity] > 0 && moved < kFarthest * scale.spacing &&
         widened < std::log(kWidest);
}

State fit(Peak& peak, State s, const RefineScale& scale, const Common& common) {
  const bool was_fitted = s.fitted;
  if (!was_fitted) fit_height(peak, s.p);
  s.fitted = false;
  if (peak.pixel_count() >= kFewestPixels && s.p[kIntensity] > 0) {
    hold(peak, s.p, common);
    s.fitted = (solve(peak, s.p) || was_fitted) && is_sound(s, scale);
  }
  if (!s.fitted) {
    s.p << s.start.column, s.start.row, 0, 0, common.log_sigma, 0, 0;
    fit_height(peak, s.p);
  }
  return s;
}

// On average; single atoms that can't make up their minds should not hold up the others.
bool have_settled(const std::vector<State>& before, const std::vector<State>& after, double width) {
  constexpr double kSmall = 5e-4;  // of the width, and of the intensity
  double moves = 0;
  double changes = 0;
  double intensities = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Parameters change = (after[i].p - before[i].p).cwiseAbs();
    moves += change.head<2>().sum();
    changes += change[kIntensity];
    intensities += after[i].p[kIntensity];
  }
  return moves < kSmall * width * static_cast<double>(before.size()) &&
         changes < kSmall * intensities;
}

Atom to_atom(const State& s, Peak& peak, const RefineScale& scale, const Common& common) {
  Atom atom;
  atom.x = s.p[kX];
  atom.y = s.p[kY];
  hold(peak, s.p, common);
  const Eigen::Vector2d error =
      s.fitted ? position_errors(peak, s.p) : Eigen::Vector2d(scale.width, scale.width);
  atom.x_error = error.x();
  atom.y_error = error.y();
  atom.intensity = s.p[kIntensity];
  atom.background = s.p[kBackground];
  atom.sigma = std::exp(s.p[kLogSigma]);
  atom.residual = root_mean_square(peak.misfit(s.p));
  atom.clipped = peak.clipped;
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
  const double radius = kWindow * scale.spacing;
  std::vector<State> states = starts(candidates, scale.width);
  Common common;
  for (int pass = 0; pass < scale.passes; ++pass) {
    execution.report("atoms", static_cast<double>(pass) / scale.passes);
    const std::vector<State> before = states;
    const cv::Mat1d drawn = draw(before, size);
    common = common_of(before, scale, pass);
    core::parallel_for(states.size(), execution, [&](std::size_t i) {
      Peak peak = pixels_of(image, before[i], drawn, radius);
      states[i] = fit(peak, before[i], scale, common);
    });
    if (pass > kFreePasses && have_settled(before, states, scale.width)) break;
  }
  const cv::Mat1d drawn = draw(states, size);
  const auto lost = [&](const State& s) { return is_lost(s, size); };
  states.erase(std::remove_if(states.begin(), states.end(), lost), states.end());
  std::vector<Atom> atoms(states.size());
  core::parallel_for(states.size(), execution, [&](std::size_t i) {
    Peak peak = pixels_of(image, states[i], drawn, radius);
    atoms[i] = to_atom(states[i], peak, scale, common);
  });
  order(atoms);
  return atoms;
}

}  // namespace gibbsight::atoms
