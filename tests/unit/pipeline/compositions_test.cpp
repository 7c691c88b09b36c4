#include "gibbsight/pipeline/compositions.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace gibbsight::pipeline {
namespace {

using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::VectorXd;

/// The zero-field susceptibility of the Ising model on the square lattice, from its expansion in
/// v = tanh K (Sykes et al. 1972, doi:10.1088/0305-4470/5/5/004): what long waves of composition
/// have more than in an ideal mixture.
double ising_susceptibility(double coupling) {
  constexpr std::array kCoefficients{1.0,   4.0,    12.0,   36.0,    100.0,  276.0,
                                     740.0, 1972.0, 5172.0, 13492.0, 34876.0};
  const double v = std::tanh(coupling);
  double sum = 0;
  double power = 1;
  for (const double c : kCoefficients) {
    sum += c * power;
    power *= v;
  }
  return sum;
}

// pair1 = w between unlike species is an Ising coupling of w / 2. Twenty measurements of 48
// degrees of freedom know the scatter to 5 %; quarters of 20 cells lose 5 % of it at their edges.
TEST(Compositions, ScatterAsTheIsingModelsSusceptibility) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const auto interactions = model::make_interactions(lattice, "pair1");
  const auto motif = motifs::make_motif(lattice, 1);
  const Vector2d half(0.5, 0.5);
  for (const double w : {-0.4, 0.0, 0.4}) {
    MatrixXd mean = MatrixXd::Zero(2, 2);
    for (std::uint64_t i = 0; i < 20; ++i) {
      mean += composition_scatter(interactions, VectorXd::Constant(1, w), half, motif, {},
                                  core::Stream(6).child(i), {}) /
              20;
    }
    const double expected = ising_susceptibility(w / 2) / 4;
    EXPECT_NEAR(mean(0, 0), expected, 0.15 * expected) << w;
    EXPECT_NEAR(mean(0, 1), -mean(0, 0), 1e-12);
  }
}

// Of any direction of rounding: the scatter is singular.
TEST(Compositions, AreDrawnWithTheirScatter) {
  for (const VectorXd& fractions :
       {VectorXd(Eigen::Vector3d(0.5, 0.3, 0.2)), VectorXd(Vector2d(0.55, 0.45)),
        VectorXd(Vector2d(0.484, 0.516)), VectorXd(Vector2d(0.82, 0.18))}) {
    const MatrixXd scatter = 3 * ideal_scatter(fractions);
    const MatrixXd drawn = draw_compositions(fractions, scatter, 4000, core::Stream(2));
    const MatrixXd off = drawn.colwise() - fractions;
    const MatrixXd found = 4000 * off * off.transpose() / static_cast<double>(drawn.cols());
    EXPECT_LT(off.colwise().sum().cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT((found - scatter).norm(), 0.2 * scatter.norm());  // 6 % by chance
  }
}

}  // namespace
}  // namespace gibbsight::pipeline
