#include "gibbsight/inference/undetermined.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <cmath>

namespace gibbsight::inference {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kStillWide = 0.5;
constexpr double kWorthNaming = 0.1;  // of the largest part

std::string in_words(const VectorXd& along, const std::vector<std::string>& names) {
  std::string words;
  for (Index k = 0; k < along.size(); ++k) {
    const double part = std::abs(along[k]);
    if (part < kWorthNaming) continue;
    if (!words.empty()) words += along[k] < 0 ? " - " : " + ";
    if (words.empty() && along[k] < 0) words += "-";
    if (part < 0.95) words += fmt::format("{:.1f} ", part);
    words += names[static_cast<std::size_t>(k)];
  }
  return words;
}

/// The largest part 1, and the first that is named positive.
VectorXd normalised(const VectorXd& along) {
  Index largest = 0;
  along.cwiseAbs().maxCoeff(&largest);
  VectorXd result = along / std::abs(along[largest]);
  for (const double part : result) {
    if (std::abs(part) < kWorthNaming) continue;
    return part < 0 ? VectorXd(-result) : result;
  }
  return result;
}

}  // namespace

std::vector<Undetermined> undetermined_directions(const Likelihood& likelihood, const Prior& prior,
                                                  const std::vector<std::string>& names) {
  std::vector<Undetermined> found;
  if (names.empty()) return found;
  const VectorXd deviations = prior.deviations();
  const auto widths = deviations.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(widths * likelihood.information() * widths);
  for (Index i = 0; i < solver.eigenvalues().size(); ++i) {
    const double narrowing = 1 / std::sqrt(1 + std::max(0.0, solver.eigenvalues()[i]));
    if (narrowing <= kStillWide) continue;
    const VectorXd along = normalised(widths * solver.eigenvectors().col(i));
    found.push_back({in_words(along, names), along, narrowing});
  }
  return found;
}

}  // namespace gibbsight::inference
