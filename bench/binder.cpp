// The critical temperature of the square Ising model from exchanges at fixed composition, by the
// fast engine: where a ratio of moments of the longest waves is the same for two sizes of the box.
//
// At composition 1/2 the magnetisation is fixed, and the longest waves take its place: with phi_x
// and phi_y their amplitudes along the two axes and s = |phi_x|^2 + |phi_y|^2, the ratio
// <s^2> / <s>^2 (Binder 1981, doi:10.1007/BF01293604) falls from 3/2, two free complex waves, to 1,
// one stripe; at T_c it is the same for all large boxes. Exactly, w_c = ln(1 + sqrt 2).
#include <Eigen/LU>
#include <cmath>
#include <complex>
#include <cstdio>
#include <numbers>
#include <numeric>
#include <vector>

#include "gibbsight/core/parallel.hpp"
#include "gibbsight/sampler/lane_block.hpp"

namespace gibbsight::sampler {
namespace {

using Eigen::VectorXd;

/// s of every replica.
class LongestWaves {
 public:
  explicit LongestWaves(int size) : size_(static_cast<std::size_t>(size)) {
    for (int i = 0; i < size; ++i)
      wave_.push_back(std::polar(1.0, 2 * std::numbers::pi * i / size));
  }

  VectorXd measure(const Hamiltonian& hamiltonian, const LaneBlock& block) {
    const std::size_t sites = size_ * size_;
    boxes_.resize(kLanes * sites);
    block.copy(hamiltonian.active_sites(), sites, boxes_);
    VectorXd result(kLanes);
    std::vector<double> columns(size_);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      std::fill(columns.begin(), columns.end(), 0.0);
      std::complex<double> along_y = 0;
      const std::int8_t* row = boxes_.data() + lane * sites;
      for (std::size_t y = 0; y < size_; ++y, row += size_) {
        int sum = 0;
        for (std::size_t x = 0; x < size_; ++x) {
          sum += row[x];
          columns[x] += row[x];
        }
        along_y += static_cast<double>(sum) * wave_[y];
      }
      const std::complex<double> along_x =
          std::inner_product(columns.begin(), columns.end(), wave_.begin(), std::complex<double>());
      result[static_cast<Eigen::Index>(lane)] = std::norm(along_x) + std::norm(along_y);
    }
    return result;
  }

 private:
  std::size_t size_;
  std::vector<std::complex<double>> wave_;
  std::vector<std::int8_t> boxes_;
};

struct Ratio {
  double value = 0;
  double error = 0;  // from the spread of the replicas
};

Ratio measure(double w, int size, int forget, int samples, int interval) {
  const lattice::Lattice lattice = lattice::make_lattice("square", {"A", "B"});
  const Ensemble ensemble = Canonical{Eigen::Vector2d(0.5, 0.5)};
  const Hamiltonian hamiltonian(model::make_interactions(lattice, "pair1"),
                                VectorXd::Constant(1, w), VectorXd::Zero(2), {0, 0, size, size});
  const auto program = LaneProgram::compile(hamiltonian, ensemble);
  LaneBlock block(*program, ensemble,
                  core::Stream(23)
                      .child(static_cast<std::uint64_t>(size))
                      .child(static_cast<std::uint64_t>(std::lround(1e4 * w))),
                  available_kernels().front());
  LongestWaves waves(size);
  for (int i = 0; i < forget; ++i) block.sweep();
  VectorXd first = VectorXd::Zero(kLanes);
  VectorXd second = VectorXd::Zero(kLanes);
  for (int i = 0; i < samples; ++i) {
    for (int s = 0; s < interval; ++s) block.sweep();
    const VectorXd value = waves.measure(hamiltonian, block);
    first += value / samples;
    second += value.cwiseAbs2() / samples;
  }
  const double mean = first.mean();
  const double ratio = second.mean() / (mean * mean);
  // What a replica adds to the ratio, to first order.
  const Eigen::ArrayXd influence =
      second.array() / (mean * mean) - 2 * ratio * first.array() / mean;
  const double spread = (influence - influence.mean()).square().sum() / (kLanes - 1);
  return {ratio, std::sqrt(spread / kLanes)};
}

struct Crossing {
  double w = 0;
  double error = 0;
};

/// Where a parabola through the differences of two sizes passes zero next to the middle, by least
/// squares. The form was settled after a first look at seed 23: a line gave 0.8838(6) there, with a
/// chi-squared of 12.5 of 3, the parabola 0.8814(10). Seeds 24 and 25, run after that, gave
/// 0.8824(10) and 0.8832(9), and 0.8833(6) and 0.8835(6) with a line that they don't refute: about
/// 0.1 to 0.25 % above the exact value, so that seed 23 is nearer than the method is good.
Crossing cross(const std::vector<double>& w, const std::vector<Ratio>& difference) {
  Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
  Eigen::Vector3d right = Eigen::Vector3d::Zero();
  const double middle = w[w.size() / 2];
  const auto powers = [](double x) { return Eigen::Vector3d(1, x, x * x); };
  for (std::size_t i = 0; i < w.size(); ++i) {
    const Eigen::Vector3d row = powers(w[i] - middle);
    const double weight = std::pow(difference[i].error, -2);
    normal += weight * row * row.transpose();
    right += weight * difference[i].value * row;
  }
  const Eigen::Matrix3d covariance = normal.inverse();
  const Eigen::Vector3d parabola = covariance * right;
  double x = 0;
  double slope = 0;
  for (int i = 0; i < 20; ++i) {  // Newton
    slope = parabola[1] + 2 * parabola[2] * x;
    x -= parabola.dot(powers(x)) / slope;
  }
  return {middle + x, std::sqrt(powers(x).dot(covariance * powers(x))) / std::abs(slope)};
}

Crossing critical_point() {
  struct Run {
    int size;
    int forget;
    int interval;
  };
  constexpr int kSamples = 800;
  const std::vector<double> w{0.86, 0.87, 0.88, 0.89, 0.9};
  // Waves relax within some hundred sweeps of the larger box at T_c, a fifth of that of the other.
  const std::vector<Run> runs{{48, 8000, 20}, {24, 2000, 10}};
  std::vector<Ratio> ratios(runs.size() * w.size());
  core::parallel_for(ratios.size(), {}, [&](std::size_t i) {
    const Run& run = runs[i / w.size()];
    ratios[i] = measure(w[i % w.size()], run.size, run.forget, kSamples, run.interval);
  });
  std::vector<Ratio> difference;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const Ratio& large = ratios[i];
    const Ratio& small = ratios[w.size() + i];
    std::printf("w %.3f  48 x 48 %.4f +- %.4f  24 x 24 %.4f +- %.4f\n", w[i], large.value,
                large.error, small.value, small.error);
    difference.push_back({large.value - small.value, std::hypot(large.error, small.error)});
  }
  return cross(w, difference);
}

}  // namespace
}  // namespace gibbsight::sampler

int main() {
  const auto found = gibbsight::sampler::critical_point();
  const double exact = std::log(1 + std::numbers::sqrt2);
  const double off = found.w / exact - 1;  // as far as T_c is off the other way
  std::printf("critical w %.4f +- %.4f, exactly %.4f: T_c off by %+.2f %%\n", found.w, found.error,
              exact, -100 * off);
  constexpr double kTolerance = 0.005;
  return std::abs(off) < kTolerance ? 0 : 1;
}
