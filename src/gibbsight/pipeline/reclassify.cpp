#include "gibbsight/pipeline/reclassify.hpp"

#include <Eigen/Cholesky>
#include <cmath>

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Normal classes fitted to values (one row each) by expectation maximisation, from the shares of
/// the values in each (values x classes), which it changes. Covariances are drawn weakly to their
/// common value.
void remix(const MatrixXd& values, MatrixXd& shares) {
  constexpr int kSteps = 10;
  constexpr double kPull = 2;  // values
  const Index count = shares.cols();
  for (int step = 0; step < kSteps; ++step) {
    const Eigen::ArrayXd sizes = shares.colwise().sum().transpose();
    if (sizes.minCoeff() < 1) return;
    std::vector<MatrixXd> departures;
    std::vector<MatrixXd> scatters;
    MatrixXd all = MatrixXd::Zero(values.cols(), values.cols());
    for (Index k = 0; k < count; ++k) {
      const Eigen::RowVectorXd mean = shares.col(k).transpose() * values / sizes[k];
      departures.emplace_back(values.rowwise() - mean);
      scatters.emplace_back(departures.back().transpose() * shares.col(k).asDiagonal() *
                            departures.back());
      all += scatters.back();
    }
    MatrixXd logs(values.rows(), count);
    for (Index k = 0; k < count; ++k) {
      const auto at = static_cast<std::size_t>(k);
      const Eigen::LLT<MatrixXd> covariance((scatters[at] + kPull / sizes.sum() * all) /
                                            (sizes[k] + kPull));
      const MatrixXd standard = covariance.matrixL().solve(departures[at].transpose());
      const double volume = MatrixXd(covariance.matrixL()).diagonal().array().log().sum();
      logs.col(k) =
          (std::log(sizes[k]) - volume) - standard.colwise().squaredNorm().transpose().array() / 2;
    }
    for (Index i = 0; i < logs.rows(); ++i) {
      const Eigen::ArrayXd density = (logs.row(i).array() - logs.row(i).maxCoeff()).exp();
      shares.row(i) = (density / density.sum()).matrix().transpose();
    }
  }
}

void reclassify(const Scene& scene, const std::vector<double>& heights, const VectorXd& smooth,
                const std::vector<int>& kinds, int sublattice, bool by_width, Seen& seen) {
  std::vector<std::size_t> own;
  for (std::size_t i = 0; i < seen.place.size(); ++i) {
    if (scene.places[seen.place[i]].sublattice == sublattice) own.push_back(i);
  }
  MatrixXd values(static_cast<Index>(own.size()), by_width ? 2 : 1);
  MatrixXd shares(values.rows(), static_cast<Index>(kinds.size()));
  for (Index i = 0; i < values.rows(); ++i) {
    const std::size_t column = own[static_cast<std::size_t>(i)];
    double expected = 0;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const auto kind = static_cast<std::size_t>(kinds[k]);
      const double share = seen.columns[column].shares[kind];
      shares(i, static_cast<Index>(k)) = share;
      expected += share * static_cast<double>(scene.appearance.profiles[kind].at(0));
    }
    values(i, 0) = heights[column] * expected / smooth[static_cast<Index>(seen.place[column])];
    if (by_width) values(i, 1) = seen.log_widths[column];
  }
  remix(values, shares);
  for (Index i = 0; i < values.rows(); ++i) {
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      seen.columns[own[static_cast<std::size_t>(i)]].shares[static_cast<std::size_t>(kinds[k])] =
          shares(i, static_cast<Index>(k));
    }
  }
}

}  // namespace

void reclassify(const species::Classified& classified, const Scene& scene,
                const std::vector<double>& heights, const VectorXd& smooth, Seen& seen) {
  for (std::size_t s = 0; s < scene.kinds.size(); ++s) {
    std::vector<int> kinds = scene.kinds[s];
    std::erase(kinds, -1);
    if (kinds.size() < 2) continue;
    reclassify(scene, heights, smooth, kinds, static_cast<int>(s),
               classified.sublattices[s].by_width, seen);
  }
}

lattice::Occupancy likeliest(const Scene& scene, const Seen& seen) {
  lattice::Occupancy occupancy = scene.occupancy;
  for (std::size_t i = 0; i < seen.place.size(); ++i) {
    const Scene::Place& place = scene.places[seen.place[i]];
    const auto& kinds = scene.kinds[static_cast<std::size_t>(place.sublattice)];
    double most = 0;
    for (std::size_t s = 0; s < kinds.size(); ++s) {
      if (kinds[s] < 0) continue;
      const double share = seen.columns[i].shares[static_cast<std::size_t>(kinds[s])];
      if (share <= most) continue;
      most = share;
      occupancy.at(place.a, place.b, place.sublattice) = static_cast<std::int8_t>(s);
    }
  }
  return occupancy;
}

}  // namespace gibbsight::pipeline
