#include "gibbsight/pipeline/likeness.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "gibbsight/atoms/spectrum.hpp"
#include "gibbsight/core/samples.hpp"

namespace gibbsight::pipeline {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

VectorXd radial_spectrum(const image::Image& image) {
  constexpr Index kRings = 24;
  const atoms::Spectrum spectrum = atoms::power_spectrum(
      atoms::filled_pixels(image), {.threads = 1, .progress = {}, .interrupted = {}});
  VectorXd sum = VectorXd::Zero(kRings);
  VectorXd count = VectorXd::Zero(kRings);
  for (int row = 0; row < spectrum.power.rows; ++row) {
    for (int column = 0; column < spectrum.power.cols; ++column) {
      const double frequency = std::hypot(spectrum.frequency_x(column), spectrum.frequency_y(row));
      const auto ring = static_cast<Index>(2 * kRings * frequency);
      if (ring >= kRings) continue;
      sum[ring] += spectrum.power(row, column);
      ++count[ring];
    }
  }
  constexpr double kLeast = 1e-12;
  return (sum.array() / count.array().max(1) + kLeast * sum.sum()).log();
}

std::vector<double> pooled(const std::vector<Look>& twins, std::size_t left_out,
                           std::vector<double> Look::*sample) {
  std::vector<double> all;
  for (std::size_t i = 0; i < twins.size(); ++i) {
    if (i == left_out) continue;
    all.insert(all.end(), (twins[i].*sample).begin(), (twins[i].*sample).end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

VectorXd mean_spectrum(const std::vector<Look>& twins, std::size_t left_out) {
  VectorXd sum = VectorXd::Zero(twins.front().spectrum.size());
  double count = 0;
  for (std::size_t i = 0; i < twins.size(); ++i) {
    if (i == left_out) continue;
    sum += twins[i].spectrum;
    ++count;
  }
  return sum / count;
}

/// `distance(look, left out)` is that of a look to all twins but one.
Likeness judge(const std::string& name, const Look& experiment, const std::vector<Look>& twins,
               const std::function<double(const Look&, std::size_t)>& distance) {
  Likeness likeness{.name = name, .distance = distance(experiment, twins.size())};
  std::vector<double> usual;
  double as_far = 1;
  for (std::size_t i = 0; i < twins.size(); ++i) {
    usual.push_back(distance(twins[i], i));
    if (usual.back() >= likeness.distance) ++as_far;
  }
  likeness.usual = core::median(usual);
  likeness.p_value = as_far / (static_cast<double>(twins.size()) + 1);
  return likeness;
}

}  // namespace

Look look_at(const image::Image& image, std::vector<double> intensities,
             std::vector<double> misfits) {
  std::sort(intensities.begin(), intensities.end());
  std::sort(misfits.begin(), misfits.end());
  return {std::move(intensities), std::move(misfits), radial_spectrum(image)};
}

std::vector<Likeness> compare_looks(const Look& experiment, const std::vector<Look>& twins) {
  if (twins.size() < 2) return {};
  const auto gap = [&](std::vector<double> Look::*sample) {
    return [&twins, sample](const Look& look, std::size_t left_out) {
      return core::largest_gap(look.*sample, pooled(twins, left_out, sample));
    };
  };
  const auto spectra = [&](const Look& look, std::size_t left_out) {
    const VectorXd off = look.spectrum - mean_spectrum(twins, left_out);
    return std::sqrt(off.squaredNorm() / static_cast<double>(off.size()));
  };
  return {judge("intensities", experiment, twins, gap(&Look::intensities)),
          judge("spectrum", experiment, twins, spectra),
          judge("positions", experiment, twins, gap(&Look::misfits))};
}

}  // namespace gibbsight::pipeline
