#include "gibbsight/inference/diagnostics.hpp"

#include <algorithm>
#include <cmath>

namespace gibbsight::inference {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Each chain as two rows of half its length.
MatrixXd split(const MatrixXd& draws) {
  const Index half = draws.cols() / 2;
  MatrixXd halves(2 * draws.rows(), half);
  halves << draws.leftCols(half), draws.rightCols(half);
  return halves;
}

struct Spread {
  double within = 0;  ///< mean variance of a chain
  double total = 0;   ///< estimate of the variance of the target
};

Spread spread_of(const MatrixXd& chains) {
  const auto length = static_cast<double>(chains.cols());
  const VectorXd means = chains.rowwise().mean();
  const double within = (chains.colwise() - means).squaredNorm() /
                        (static_cast<double>(chains.rows()) * (length - 1));
  const double between =
      (means.array() - means.mean()).square().sum() / static_cast<double>(chains.rows() - 1);
  return {within, within * (length - 1) / length + between};
}

/// Mean over chains of the products of deviations `lag` draws apart.
double autocovariance(const MatrixXd& centred, Index lag) {
  const Index overlap = centred.cols() - lag;
  return centred.leftCols(overlap).cwiseProduct(centred.rightCols(overlap)).sum() /
         static_cast<double>(centred.size());
}

}  // namespace

double r_hat(const MatrixXd& draws) {
  const Spread spread = spread_of(split(draws));
  return spread.within > 0 ? std::sqrt(spread.total / spread.within) : 1;
}

double effective_size(const MatrixXd& draws) {
  const MatrixXd chains = split(draws);
  const Spread spread = spread_of(chains);
  const auto size = static_cast<double>(chains.size());
  if (spread.total <= 0) return size;
  const MatrixXd centred = chains.colwise() - chains.rowwise().mean();
  const auto correlation = [&](Index lag) {
    return 1 - (spread.within - autocovariance(centred, lag)) / spread.total;
  };
  // Sums of neighbouring pairs are positive and fall for a reversible chain; noise sets in where
  // they stop to.
  double time = -1;
  double last = 1 + correlation(1);
  for (Index lag = 0; lag + 1 < chains.cols(); lag += 2) {
    const double pair = lag == 0 ? last : correlation(lag) + correlation(lag + 1);
    if (pair <= 0) break;
    last = std::min(last, pair);
    time += 2 * last;
  }
  return size / std::max(time, 1 / std::log10(size));
}

}  // namespace gibbsight::inference
