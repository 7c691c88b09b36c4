// How near the fit comes to the best there is, whatever it starts from, and whether it tells models
// apart.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <chrono>
#include <cmath>
#include <string>

#include "calibration.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/inference/comparison.hpp"
#include "gibbsight/pipeline/lattice_forward_model.hpp"
#include "gibbsight/pipeline/make_prior.hpp"

namespace gibbsight::calibration {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

const core::Execution kOneThread{.threads = 1, .progress = {}, .interrupted = {}};

Setting square(const std::string& model, int side, bool fixed) {
  Setting setting;
  setting.name = model;
  setting.lattice = lattice::make_lattice("square", {"A", "B"});
  setting.model = model;
  setting.side = side;
  if (fixed) setting.bulk = Eigen::Vector2d(0.55, 0.45);
  return setting;
}

struct Observed {
  VectorXd histogram;
  pipeline::LatticeForwardModel model;
  Observed(const Setting& setting, const lattice::Occupancy& window, motifs::Boundary boundary)
      : Observed(setting, window, motifs::make_motif(setting.lattice, 1, setting.symmetry),
                 boundary) {}

 private:
  Observed(const Setting& setting, const lattice::Occupancy& window, const motifs::Motif& motif,
           motifs::Boundary boundary)
      : histogram(count(window, motif, boundary).probabilities()),
        model(model::make_interactions(setting.lattice, setting.model, setting.symmetry), motif,
              {window, microscope::Confusion::none(2), setting.bulk, boundary}, {}) {}
};

inference::Fit fit(const Observed& observed, const VectorXd& start, const core::Stream& stream) {
  const auto names = observed.model.parameter_names();
  VectorXd random = start;
  for (Index k = 0; k < random.size(); ++k) {
    if (!names[static_cast<std::size_t>(k)].starts_with("fraction:")) random[k] = 0;
  }
  const auto prior = pipeline::make_prior(names, {});
  return inference::fit(observed.histogram, observed.model, {start, random}, prior, {}, stream,
                        kOneThread);
}

/// Root mean square error on periodic boxes over the Cramer-Rao bound 1 / sqrt(var T), and beside
/// it the error that exp(-2 N s^2) would claim.
void against_the_bound(double w, std::size_t sets) {
  const Setting setting = square("pair1", 64, true);
  const auto periodic = motifs::Boundary::periodic;
  const auto draw = [&](std::size_t i) {
    return draw_window(setting, VectorXd::Constant(1, w), 1, core::Stream(7).child(i), kOneThread);
  };
  std::vector<VectorXd> found(sets);
  core::parallel_for(sets, {}, [&](std::size_t i) {
    const Observed observed(setting, draw(i), periodic);
    const auto fitted = fit(observed, observed.model.start(), core::Stream(8).child(i));
    found[i] = Eigen::Vector3d(fitted.posterior.mean[0] - w, fitted.parameters[0].standard_error,
                               fitted.moments.values[0] - w);
  });
  VectorXd squares = VectorXd::Zero(3);
  for (const VectorXd& f : found) squares += f.cwiseAbs2() / static_cast<double>(sets);
  const Observed any(setting, draw(0), periodic);
  const VectorXd at = VectorXd::Constant(1, w);
  const auto s = any.model.simulate(std::span(&at, 1), {}, core::Stream(9), {}).front();
  // Motifs hold every unlike pair four times: d<T>/dw = -var T.
  const double sites = 64.0 * 64.0;
  const double bound = 1 / std::sqrt(-sites / 4 * (s.moments * s.derivatives)(0, 0));
  const auto tangent = make_tangent(s);
  const double published = 1 / (2 * std::sqrt(sites) * tangent.jacobian.norm());
  const VectorXd root = squares.cwiseSqrt();
  fmt::print("{:>5.2f}  {:.4f}  {:.4f} ({:.3f})  {:.4f}  {:.4f} ({:.3f})  {:.4f} ({:.2f})\n", w,
             bound, root[0], root[0] / bound, root[1], root[2], root[2] / bound, published,
             root[0] / published);
}

/// The same data from far starts, to the same answer.
void from_the_corners(double truth, bool fixed) {
  const Setting setting = square("pair1+pair2", 48, fixed);
  VectorXd at(fixed ? 2 : 3);
  at.setZero();
  at[0] = truth;
  if (!fixed) at[2] = 0.5;
  const auto window = draw_window(setting, at, 4, core::Stream(11), kOneThread);
  const Observed observed(setting, window, motifs::Boundary::open);
  for (const auto& [first, second] :
       {std::pair{0.0, 0.0}, {2.0, 2.0}, {2.0, -2.0}, {-2.0, 2.0}, {-2.0, -2.0}}) {
    VectorXd start = observed.model.start();
    start.head(2) = Eigen::Vector2d(first, second);
    const auto fitted = fit(observed, start, core::Stream(12));
    fmt::print("from {:>4.1f} {:>4.1f}:", first, second);
    for (const auto& p : fitted.parameters) {
      fmt::print("  {} = {:.3f} +- {:.3f}", p.name, p.value, p.standard_error);
    }
    fmt::print("  {} simulations{}\n", fitted.simulations,
               fitted.converged ? "" : ", NOT CONVERGED");
  }
}

/// What simulation alone adds to the answer: one adatom layer, fitted with other seeds.
void spread_over_seeds(std::size_t seeds) {
  Setting setting;
  setting.lattice = lattice::make_lattice("triangular", {"empty", "adatom"});
  setting.model = "pair1";
  setting.symmetry = "p2";
  setting.side = 30;
  setting.bulk = Eigen::Vector2d(0.82, 0.18);
  const auto window =
      draw_window(setting, Eigen::Vector3d(-0.5, 0.2, 0), 2, core::Stream(16), kOneThread);
  const Observed observed(setting, window, motifs::Boundary::open);
  Eigen::MatrixXd found(3, static_cast<Index>(seeds));
  VectorXd said = VectorXd::Zero(3);
  const auto before = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < seeds; ++i) {
    const auto fitted = fit(observed, observed.model.start(), core::Stream(17).child(i));
    found.col(static_cast<Index>(i)) = fitted.posterior.mean;
    for (Index p = 0; p < 3; ++p) {
      said[p] += fitted.parameters[static_cast<std::size_t>(p)].standard_error /
                 static_cast<double>(seeds);
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
  const VectorXd mean = found.rowwise().mean();
  const VectorXd spread =
      ((found.colwise() - mean).rowwise().squaredNorm() / static_cast<double>(seeds - 1))
          .cwiseSqrt();
  fmt::print("w {:.3f}  standard error {:.3f}  spread over seeds {:.4f}  {:.2f} s a fit\n",
             fmt::join(mean, " "), fmt::join(said, " "), fmt::join(spread, " "),
             took.count() / static_cast<double>(seeds));
}

/// How often the model that made the data is the most probable of random, pair1 and pair1+pair2.
void choose(const std::string& truth, const VectorXd& parameters, std::size_t sets) {
  const std::array<std::string, 3> names{"random", "pair1", "pair1+pair2"};
  const Setting setting = square(truth, 48, true);
  std::vector<double> right(sets);
  core::parallel_for(sets, {}, [&](std::size_t i) {
    const auto window =
        draw_window(setting, parameters, 2, core::Stream(13).child(truth).child(i), kOneThread);
    std::vector<inference::Fit> fits;
    VectorXd histogram;
    for (const std::string& name : names) {
      const Observed observed(square(name, 48, true), window, motifs::Boundary::open);
      fits.push_back(fit(observed, observed.model.start(), core::Stream(14).child(name).child(i)));
      histogram = observed.histogram;
    }
    const auto evidences = compare(histogram, fits, core::Stream(15));
    std::size_t best = 0;
    for (std::size_t k = 1; k < 3; ++k) {
      if (evidences[k].probability > evidences[best].probability) best = k;
    }
    right[i] = names[best] == truth ? 1 : 0;
  });
  double share = 0;
  for (const double r : right) share += r / static_cast<double>(sets);
  fmt::print("{:<12} favoured in {:.3f} of {}\n", truth, share, sets);
}

}  // namespace
}  // namespace gibbsight::calibration

int main() {
  using namespace gibbsight::calibration;
  fmt::print("periodic 64x64, 200 sets: over the Cramer-Rao bound (RMSE known to 5 %)\n");
  fmt::print("    w   bound  fit             said   moments          exp(-2 N s^2)\n");
  for (const double w : {-0.4, 0.0, 0.3, 0.6}) against_the_bound(w, 200);
  fmt::print("starts in the corners, 48x48 out of 192x192, w = 0.3, fixed composition\n");
  from_the_corners(0.3, true);
  fmt::print("the same, fitted composition\n");
  from_the_corners(0.3, false);
  fmt::print("simulation error, 30x30 triangular, 18 % adatoms, three directions\n");
  spread_over_seeds(20);
  fmt::print("model choice, 48x48\n");
  choose("random", VectorXd(0), 200);
  choose("pair1", VectorXd::Constant(1, 0.3), 200);
  choose("pair1+pair2", Eigen::Vector2d(0.3, 0.15), 200);
  return 0;
}
