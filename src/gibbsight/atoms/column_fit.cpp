#include "gibbsight/atoms/column_fit.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "gibbsight/core/samples.hpp"

namespace gibbsight::atoms {
namespace {

constexpr double kFirstWidthSpread = 0.1;  // how much widths differ, as a fraction, at first
constexpr double kFirstSlope = 0.05;       // expected of backgrounds at first, heights a width
constexpr int kFewestPixels = kParameterCount + 3;

double root_mean(double sum, int pixels) { return pixels > 0 ? std::sqrt(sum / pixels) : 0; }

// Weighs what is usual as one observation with the noise of a pixel.
Hold hold(double noise, const Common& common) {
  constexpr double kRigid = 1e6;  // px; a slope with this weight stays zero
  return {common.log_sigma, noise / common.width_spread,
          noise < kRigid * common.slope_spread ? noise / common.slope_spread : kRigid,
          common.background_is_known ? kRigid : 0};
}

// The width to which `step` would lead if it were not held: what holds it is one square of the sum,
// which leaves the inverse of the matrix by the formula of Sherman and Morrison.
double free_log_sigma(const Eigen::LLT<ParameterMatrix>& factor, const Parameters& step,
                      const Parameters& p, const Hold& hold) {
  constexpr double kLeastOwn = 1e-9;  // of the weight of the width
  const double weight = hold.width_weight * hold.width_weight;
  const Parameters unit = Parameters::Unit(kLogSigma);
  const double held = weight * factor.matrixL().solve(unit).squaredNorm();  // share of the weight
  return p[kLogSigma] -
         (step[kLogSigma] - held * (p[kLogSigma] - hold.log_sigma)) / std::max(kLeastOwn, 1 - held);
}

// One step after Gauss and Newton, or, where that makes nothing better, Levenberg and Marquardt;
// the next pass goes on from here. False where no step makes it better and it is not at a minimum
// either.
bool improve(Peak& peak, State& s, const Hold& hold, double misfit) {
  constexpr double kAtMinimum = 1e-6;  // of the cost: what a step would still gain
  const Normal n = peak.normal(s.p, hold, misfit);
  s.free_log_sigma = s.p[kLogSigma];
  for (const double damping : {0.0, 1e-2, 1.0, 100.0}) {
    ParameterMatrix damped = n.matrix;
    damped.diagonal() *= 1 + damping;
    const Eigen::LLT<ParameterMatrix> factor(damped);
    if (factor.info() != Eigen::Success) continue;
    const Parameters step = factor.solve(n.gradient);
    if (damping == 0) s.free_log_sigma = free_log_sigma(factor, step, s.p, hold);
    const Parameters next = s.p - step;
    if (next.allFinite() && peak.cost(next, hold) < n.cost) {
      s.p = next;
      return true;
    }
    if (step.dot(n.gradient) < kAtMinimum * n.cost) return true;
  }
  return false;
}

// Held widths do not say where the common one should go, but how far free ones would go on does,
// and how that changed since the last round: with those of the neighbours held too, they go only
// part of the way.
void move_on(Common& common, const Common& last, double ahead) {
  constexpr double kLeastShare = 0.3;  // of the way
  constexpr double kMostShare = 1.5;
  const double share = last.step == 0 ? 1 : (last.ahead - ahead) / last.step;
  common.ahead = ahead;
  common.step = ahead / std::clamp(share, kLeastShare, kMostShare);
  common.log_sigma = last.log_sigma + common.step;
}

// The spread that widths are held by once it is the one they have. Of what takes a width from the
// common one, the share k = s^2 / (s^2 + n^2) is kept, with s the spread that it is held by and n
// the noise; so widths are spread by k times what free ones are. Where these are hardly more spread
// than noise makes them there is no such s but zero. The first rounds only guess, so it shrinks no
// faster than by a factor.
double settled_spread(double last, double held, double free) {
  constexpr double kFastest = 0.25;
  const double noise_squared = held > 0 ? last * last * (free / held - 1) : free * free;
  const double squared = free * free - 4 * noise_squared;
  const double settled = squared > 0 ? (free + std::sqrt(squared)) / 2 : 0;
  return std::max({kLeastWidthSpread, kFastest * last, settled});
}

// Widths that are held ever closer, because most do not differ, still say which ones would: all on
// one scale, however little of it is left. Those of single fits are on their own, each by its
// noise.
double log_width(const State& s, const Common& common) {
  constexpr double kSettledShare = 0.5;  // or more is kept where widths differ by more than noise
  if (!s.fitted || common.share_kept >= kSettledShare) return s.p[kLogSigma];
  return common.log_sigma + common.share_kept * (s.free_log_sigma - common.log_sigma);
}

}  // namespace

Common common_of(const std::vector<const State*>& tell, const RefineScale& scale, int pass,
                 const Common& last) {
  std::vector<double> widths;
  std::vector<double> free_widths;
  std::vector<double> slopes;
  std::vector<double> heights;
  std::vector<double> misfits;
  for (const State* s : tell) {
    if (!s->fitted) continue;
    widths.push_back(s->p[kLogSigma]);
    free_widths.push_back(s->free_log_sigma);
    heights.push_back(s->p[kIntensity]);
    misfits.push_back(s->misfit);
    slopes.push_back(s->p[kSlopeX]);
    slopes.push_back(s->p[kSlopeY]);
  }
  Common common;
  const double middle = core::median(widths, std::log(scale.width));
  common.log_sigma = middle;
  common.noise_over_height = core::median(misfits) / core::median(heights, 1.0);
  if (pass < kFreePasses) return common;
  if (pass == kFreePasses) {
    common.width_spread = kFirstWidthSpread;
    common.slope_spread = kFirstSlope * core::median(heights) / std::exp(middle);
    return common;
  }
  move_on(common, last, core::median(free_widths, last.log_sigma) - last.log_sigma);
  const double free_spread = core::robust_deviation(free_widths, common.log_sigma);
  common.width_spread =
      settled_spread(last.width_spread, core::robust_deviation(widths, middle), free_spread);
  common.slope_spread = core::robust_deviation(slopes, 0);
  common.share_kept = 1 / (1 + std::pow(free_spread / common.width_spread, 2));
  return common;
}

bool is_sound(const State& s, const RefineScale& scale) {
  const double moved = (s.p.head<2>() - Eigen::Vector2d(s.start.column, s.start.row)).norm();
  const double widened = std::abs(s.p[kLogSigma] - std::log(scale.width));
  return s.p.allFinite() && s.p[kIntensity] > 0 && moved < scale.farthest * scale.spacing &&
         widened < std::log(kWidest);
}

void fit(Peak& peak, State& s, const RefineScale& scale, const Common& common) {
  const bool was_fitted = s.fitted;
  if (!was_fitted) peak.fit_height(s.p);
  s.fitted = false;
  if (peak.pixel_count() >= kFewestPixels && s.p[kIntensity] > 0) {
    const double misfit = peak.misfit(s.p);
    s.misfit = root_mean(misfit, peak.pixel_count());
    const bool improved = improve(peak, s, hold(s.misfit, common), misfit);
    s.fitted = (improved || was_fitted) && is_sound(s, scale);
  }
  if (!s.fitted) {
    s.p << s.start.column, s.start.row, 0, 0, common.log_sigma, 0, 0;
    peak.fit_height(s.p);
  }
}

Atom to_atom(const State& s, Peak& peak, const RefineScale& scale, const Common& common) {
  Atom atom;
  atom.x = s.p[kX];
  atom.y = s.p[kY];
  const double misfit = peak.misfit(s.p);
  atom.residual = root_mean(misfit, peak.pixel_count());
  const Eigen::Vector2d error =
      s.fitted ? position_errors(peak, s.p, hold(atom.residual, common), misfit)
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

}  // namespace gibbsight::atoms
