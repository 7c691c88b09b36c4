// An image of adatoms, and how hard it was for them to stick beside one another: the same fit that
// gibbsight makes of a lattice model, with a model that is a function.
#include <cstdio>

#include "adsorption.hpp"
#include "gibbsight/inference/fit.hpp"
#include "gibbsight/inference/response_surface.hpp"
#include "gibbsight/motifs/histogram.hpp"

int main() {
  using namespace gibbsight;
  using Eigen::VectorXd;
  constexpr double kTruth = 0.3;
  constexpr double kCoverage = 0.3;
  constexpr int kSide = 64;
  const auto lattice = lattice::make_lattice("square", {"vacancy", "atom"});
  const auto motif = motifs::make_motif(lattice, 1);
  const auto look = [&](const VectorXd& parameters, core::Generator& random) {
    const auto surface = adsorption::deposit(parameters[0], kCoverage, kSide, random);
    return count(surface, motif, motifs::Boundary::periodic).counts;
  };

  core::Generator random = core::Stream(1).child("image").generator();
  const VectorXd image = look(VectorXd::Constant(1, kTruth), random);

  // k is somewhere between 0 and 1.
  const auto one = [](double x) { return VectorXd(VectorXd::Constant(1, x)); };
  const inference::Prior prior{one(0.5), one(1e3), one(0), one(1)};
  const inference::ResponseSurface model("sticking", {"k"}, look, one(0.08), one(0), one(1));
  const auto fit =
      inference::fit(image / image.sum(), model, {one(0.5)}, prior, {}, core::Stream(1), {});
  const auto& k = fit.parameters[0];
  std::printf("k = %.3f +- %.3f, %.0f %% interval [%.3f, %.3f]; true %.3f\n", k.value,
              k.standard_error, 100 * k.level, k.low, k.high, kTruth);
  std::printf("distance %.4f, expected %.4f to %.4f, p = %.2g, %d simulations\n",
              fit.goodness.distance, fit.goodness.distance_low, fit.goodness.distance_high,
              fit.goodness.p_value, fit.simulations);
  return 0;
}
