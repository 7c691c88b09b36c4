#include "gibbsight/rendering/profile.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace gibbsight::rendering {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kPieces = 16;
constexpr int kTerms = kPieces - 1;  // the last basis function ends at the reach

/// The cubic B-splines that are not zero at one distance; even about r = 0.
struct Basis {
  std::array<int, 4> term{};
  std::array<double, 4> value{};
};

Basis basis_at(double distance, double reach) {
  const double t = distance / reach * kPieces;
  const int piece = static_cast<int>(t);
  const double u = t - piece;
  const double v = 1 - u;
  Basis basis;
  basis.value = {v * v * v / 6, (3 * u * u * u - 6 * u * u + 4) / 6,
                 (3 * v * v * v - 6 * v * v + 4) / 6, u * u * u / 6};
  for (int k = 0; k < 4; ++k) {
    const int term = std::abs(piece - 1 + k);
    basis.term[k] = std::min(term, kTerms - 1);
    if (term >= kTerms) basis.value[k] = 0;
  }
  return basis;
}

constexpr int kValues = 4096;

double distance_of(int value, double reach) {
  return reach * std::sqrt(static_cast<double>(value) / kValues);
}

Profile corrected(const Profile& expected, const VectorXd& coefficients) {
  std::vector<float> values = expected.values();
  for (int i = 0; i < kValues; ++i) {
    const Basis basis = basis_at(distance_of(i, expected.reach()), expected.reach());
    double sum = 0;
    for (int k = 0; k < 4; ++k) sum += basis.value[k] * coefficients[basis.term[k]];
    values[static_cast<std::size_t>(i)] += static_cast<float>(sum);
  }
  return {expected.reach(), std::move(values)};
}

/// A column near a pixel.
struct Near {
  std::size_t column;
  double distance;
};

/// Which columns reach each of the sampled pixels.
std::vector<std::pair<std::size_t, std::vector<Near>>> sample_pixels(
    const image::Image& image, const std::vector<SeenColumn>& columns, double reach) {
  constexpr double kMostSamples = 60000;
  const double share = std::min(1.0, kMostSamples / static_cast<double>(image.pixels.size()));
  std::vector<int> sample_of(image.pixels.size(), -1);
  std::vector<std::pair<std::size_t, std::vector<Near>>> samples;
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      // Roberts' sequence: even over the image, and without the period of any lattice.
      const double place = 0.7548776662466927 * row + 0.5698402909980532 * column;
      const bool taken = place - std::floor(place) < share;
      if (!taken || !image.is_usable(row, column) || image.is_clipped(row, column)) continue;
      sample_of[image.index(row, column)] = static_cast<int>(samples.size());
      samples.push_back({image.index(row, column), {}});
    }
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for_each_pixel_around(
        image, columns[i].x, columns[i].y, reach, [&](std::size_t pixel, double squared) {
          const int sample = sample_of[pixel];
          if (sample < 0) return;
          samples[static_cast<std::size_t>(sample)].second.push_back({i, std::sqrt(squared)});
        });
  }
  return samples;
}

/// The normal equations, of which the lower triangle counts; unknowns are the coefficients of kind
/// 0, 1, ...
struct Equations {
  MatrixXd matrix;
  VectorXd right;
};

Index unknown(std::size_t kind, int term) { return static_cast<Index>(kind) * kTerms + term; }

bool may_be_another(double share) {
  constexpr double kNegligible = 1e-6;
  return share > kNegligible && share < 1 - kNegligible;
}

/// Makes what a column that may be of several kinds adds to the squares of pixels that of one kind
/// only: the sum over kinds of the squares, not the square of the sum.
void part_kinds(const SeenColumn& column, const Basis& basis, Equations& equations) {
  for (std::size_t one = 0; one < column.shares.size(); ++one) {
    for (std::size_t other = 0; other < column.shares.size(); ++other) {
      const double share =
          (one == other ? column.shares[one] : 0) - column.shares[one] * column.shares[other];
      const double weight = column.height * column.height * share;
      for (std::size_t k = 0; k < basis.term.size(); ++k) {
        for (std::size_t l = 0; l < basis.term.size(); ++l) {
          equations.matrix(unknown(one, basis.term[k]), unknown(other, basis.term[l])) +=
              weight * basis.value[k] * basis.value[l];
        }
      }
    }
  }
}

/// Adds a pixel's square.
void add(const std::vector<Near>& near, const std::vector<SeenColumn>& columns, double reach,
         double value, Equations& equations) {
  VectorXd sum = VectorXd::Zero(equations.right.size());
  for (const Near& n : near) {
    const SeenColumn& column = columns[n.column];
    const Basis basis = basis_at(n.distance, reach);
    for (std::size_t kind = 0; kind < column.shares.size(); ++kind) {
      const double height = column.height * column.shares[kind];
      if (height == 0) continue;
      for (std::size_t k = 0; k < basis.term.size(); ++k) {
        sum[unknown(kind, basis.term[k])] += height * basis.value[k];
      }
    }
    if (std::any_of(column.shares.begin(), column.shares.end(), may_be_another)) {
      part_kinds(column, basis, equations);
    }
  }
  equations.matrix.selfadjointView<Eigen::Lower>().rankUpdate(sum);
  equations.right += value * sum;
}

/// Where pixels say little (a clipped top, a rare kind, what all kinds have in common) the
/// correction stays small and smooth.
void hold(std::size_t kind_count, Equations& equations) {
  constexpr double kWeight = 1e-3;
  for (std::size_t kind = 0; kind < kind_count; ++kind) {
    const auto first = static_cast<Index>(kind) * kTerms;
    auto block = equations.matrix.block(first, first, kTerms, kTerms);
    const double weight = kWeight * block.trace() / kTerms;
    MatrixXd bends = MatrixXd::Zero(kTerms, kTerms);
    for (Index j = 0; j < kTerms; ++j) {
      bends(j, j) += 2;
      bends(j, std::abs(j - 1)) -= 1;
      if (j + 1 < kTerms) bends(j, j + 1) -= 1;
    }
    block += weight * (bends.transpose() * bends + MatrixXd::Identity(kTerms, kTerms));
    // A kind that nothing was seen of keeps what is expected.
    if (weight <= 0) block.setIdentity();
  }
}

/// What the expected profiles show at a pixel.
double expected_at(const std::vector<Near>& near, const std::vector<SeenColumn>& columns,
                   const std::vector<Profile>& expected) {
  double sum = 0;
  for (const Near& n : near) {
    const SeenColumn& column = columns[n.column];
    for (std::size_t kind = 0; kind < expected.size(); ++kind) {
      const double share = column.height * column.shares[kind];
      sum += share * static_cast<double>(expected[kind].at(n.distance * n.distance));
    }
  }
  return sum;
}

}  // namespace

Profile::Profile(double reach, std::vector<float> values)
    : reach_(reach),
      steps_((static_cast<double>(values.size()) - 1) / (reach * reach)),
      values_(std::move(values)) {}

float Profile::at(double squared_distance) const {
  const double place = squared_distance * steps_;
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= values_.size()) return 0;
  const auto part = static_cast<float>(place - static_cast<double>(below));
  return values_[below] + part * (values_[below + 1] - values_[below]);
}

Profile Profile::gaussian(double height, double sigma, double reach) {
  std::vector<float> values(kValues + 1, 0.0F);
  for (int i = 0; i < kValues; ++i) {
    const double t = distance_of(i, reach) / sigma;
    values[static_cast<std::size_t>(i)] = static_cast<float>(height * std::exp(-t * t / 2));
  }
  return {reach, std::move(values)};
}

std::vector<Profile> fit_profiles(const image::Image& image, const std::vector<float>& field,
                                  const std::vector<SeenColumn>& columns,
                                  const std::vector<Profile>& expected) {
  const double reach = expected.front().reach();
  const auto size = static_cast<Index>(expected.size()) * kTerms;
  Equations equations{MatrixXd::Zero(size, size), VectorXd::Zero(size)};
  for (const auto& [pixel, near] : sample_pixels(image, columns, reach)) {
    const double value = static_cast<double>(image.pixels[pixel] - field[pixel]) -
                         expected_at(near, columns, expected);
    add(near, columns, reach, value, equations);
  }
  hold(expected.size(), equations);
  const VectorXd solution = equations.matrix.ldlt().solve(equations.right);
  std::vector<Profile> profiles;
  for (std::size_t kind = 0; kind < expected.size(); ++kind) {
    const VectorXd own = solution.segment(static_cast<Index>(kind) * kTerms, kTerms);
    profiles.push_back(corrected(expected[kind], own));
  }
  return profiles;
}

}  // namespace gibbsight::rendering
