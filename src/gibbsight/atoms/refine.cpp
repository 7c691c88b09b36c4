#include "gibbsight/atoms/refine.hpp"

#include <ceres/tiny_solver.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
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
constexpr int kFreePasses = 3;           // rounds before widths are held together
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
    s.p << candidate.column, candidate.row, 0, 0, std::log(width);
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

// Solves in units of the height, since the solver's tolerances are absolute.
void solve(Peak& peak, Parameters& p) {
  const double unit = p[kIntensity];
  const double zero = p[kBackground];
  peak.value = (peak.value - zero) / unit;
  peak.prior_weight /= unit;
  p[kIntensity] = 1;
  p[kBackground] = 0;
  ceres::TinySolver<Peak> solver;
  solver.options.max_num_iterations = 5;  // the next pass goes on from here
  solver.options.function_tolerance = 1e-8;
  solver.options.parameter_tolerance = 1e-6;
  solver.Solve(peak, &p);
  peak.value = peak.value * unit + zero;
  peak.prior_weight *= unit;
  p[kIntensity] *= unit;
  p[kBackground] = p[kBackground] * unit + zero;
}

double root_mean_square(const Eigen::ArrayXd& values) {
  return values.size() == 0 ? 0 : std::sqrt(values.square().mean());
}

bool is_sound(const State& s, const RefineScale& scale) {
  const double moved = std::hypot(s.p[kX] - s.start.column, s.p[kY] - s.start.row);
  const double widened = std::abs(s.p[kLogSigma] - std::log(scale.width));
  return s.p.allFinite() && s.p[kIntensity] > 0 && moved < kFarthest * scale.spacing &&
         widened < std::log(kWidest);
}

State fit(Peak& peak, State s, const RefineScale& scale, double typical_log_sigma,
          bool hold_width) {
  fit_height(peak, s.p);
  s.fitted = false;
  if (peak.pixel_count() >= kFewestPixels && s.p[kIntensity] > 0) {
    peak.prior_log_sigma = typical_log_sigma;
    if (hold_width) peak.prior_weight = root_mean_square(peak.misfit(s.p)) / kWidthSpread;
    solve(peak, s.p);
    s.fitted = is_sound(s, scale);
  }
  if (!s.fitted) {
    s.p << s.start.column, s.start.row, 0, 0, typical_log_sigma;
    fit_height(peak, s.p);
  }
  return s;
}

double median_log_sigma(const std::vector<State>& states, double otherwise) {
  std::vector<double> widths;
  for (const State& s : states) {
    if (s.fitted) widths.push_back(s.p[kLogSigma]);
  }
  if (widths.empty()) return otherwise;
  const auto middle = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
  std::nth_element(widths.begin(), middle, widths.end());
  return *middle;
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

Atom to_atom(const State& s, const Peak& peak, double width) {
  Atom atom;
  atom.x = s.p[kX];
  atom.y = s.p[kY];
  const Eigen::Vector2d error =
      s.fitted ? position_errors(peak, s.p) : Eigen::Vector2d(width, width);
  atom.x_error = error.x();
  atom.y_error = error.y();
  atom.intensity = s.p[kIntensity];
  atom.background = s.p[kBackground];
  atom.sigma = std::exp(s.p[kLogSigma]);
  atom.residual = root_mean_square(peak.misfit(s.p));
  atom.clipped = peak.clipped;
  return atom;
}

void drop_and_order(std::vector<Atom>& atoms, const image::Image& image) {
  const auto is_lost = [&](const Atom& a) {
    return !(a.intensity > 0 && a.x >= -0.5 && a.y >= -0.5 && a.x <= image.columns - 0.5 &&
             a.y <= image.rows - 0.5);
  };
  atoms.erase(std::remove_if(atoms.begin(), atoms.end(), is_lost), atoms.end());
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
  for (int pass = 0; pass < scale.passes; ++pass) {
    execution.report("atoms", static_cast<double>(pass) / scale.passes);
    const std::vector<State> before = states;
    const cv::Mat1d drawn = draw(before, size);
    const double typical = median_log_sigma(before, std::log(scale.width));
    core::parallel_for(states.size(), execution, [&](std::size_t i) {
      Peak peak = pixels_of(image, before[i], drawn, radius);
      states[i] = fit(peak, before[i], scale, typical, pass >= kFreePasses);
    });
    if (pass > kFreePasses && have_settled(before, states, scale.width)) break;
  }
  const cv::Mat1d drawn = draw(states, size);
  std::vector<Atom> atoms(states.size());
  core::parallel_for(states.size(), execution, [&](std::size_t i) {
    atoms[i] = to_atom(states[i], pixels_of(image, states[i], drawn, radius), scale.width);
  });
  drop_and_order(atoms, image);
  return atoms;
}

}  // namespace gibbsight::atoms
