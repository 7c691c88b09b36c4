#include "gibbsight/atoms/candidates.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <tuple>
#include <utility>

#include "gibbsight/atoms/blur.hpp"
#include "gibbsight/atoms/peak.hpp"
#include "gibbsight/atoms/sharpening.hpp"
#include "gibbsight/atoms/strips.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/samples.hpp"

namespace gibbsight::atoms {
namespace {

constexpr double kFilterWidth = 1.2;  // of the filter, in widths of a column
constexpr double kApart = 2;          // least distance of two candidates, in widths of the filter

constexpr double kLeastHeight = 0.1;  // of a hidden column, beside that of the others
// What the filter answers at the top of a column of height 1: 2 k^2 / (1 + k^2)^2.
constexpr double kAnswerToColumn = 2 * kFilterWidth * kFilterWidth /
                                   (1 + kFilterWidth * kFilterWidth) /
                                   (1 + kFilterWidth * kFilterWidth);

struct Maximum {
  float height = 0;
  Candidate place;
};

// Minus sigma^2 times the Laplacian of the image blurred by a Gaussian of `sigma`: the difference
// of two blurs, by the heat equation, which stays accurate for narrow kernels too.
cv::Mat1f negative_laplacian(const cv::Mat1f& pixels, double sigma,
                             const core::Execution& execution) {
  constexpr double kStep = 0.1;  // relative change of the variance between the two blurs
  cv::Mat1f narrow = blurred(pixels, sigma * std::sqrt(1 - kStep), execution);
  const cv::Mat1f wide = blurred(pixels, sigma * std::sqrt(1 + kStep), execution);
  cv::addWeighted(narrow, 1 / kStep, wide, -1 / kStep, 0, narrow);
  return narrow;
}

// Standard deviation of the filter's answer to white noise of standard deviation 1: with
// H = (kappa sigma)^2 exp(-(kappa sigma)^2 / 2), the integral of H^2 over the plane is
// 1 / (2 pi sigma^2).
double noise_gain(double sigma) { return 1 / (sigma * std::sqrt(2 * std::numbers::pi)); }

// Solves lambda u exp(-u^2/2) / (2 pi)^(3/2) = share / (pi radius^2) for u >= 1 by iteration;
// lambda, the second spectral moment of the filtered noise along an axis, is 3 / (2 sigma^2).
double significant_height(double false_share) {
  const double peaks = 1.5 / std::pow(2 * std::numbers::pi, 1.5);  // per sigma^2
  const double disc = std::numbers::pi * kApart * kApart;          // in sigma^2
  const double ratio = std::max(peaks * disc / false_share, 1.0);
  double u = 1;
  for (int i = 0; i < 50; ++i) u = std::max(1.0, std::sqrt(2 * std::log(ratio * u)));
  return u;
}

std::vector<Maximum> local_maxima(const image::Image& image, const cv::Mat1f& filtered,
                                  double threshold, const core::Execution& execution) {
  std::vector<std::vector<Maximum>> along(static_cast<std::size_t>(filtered.rows));
  for_strips(filtered.rows, execution, [&](const cv::Range& rows) {
    cv::Mat1f highest;
    cv::dilate(filtered.rowRange(rows), highest, cv::Mat());  // over 3 x 3 pixels, of all rows
    for (int row = rows.start; row < rows.end; ++row) {
      const float* heights = filtered[row];
      const float* around = highest[row - rows.start];
      for (int column = 0; column < filtered.cols; ++column) {
        const float height = heights[column];
        if (height < around[column] || static_cast<double>(height) <= threshold) continue;
        if (!image.is_usable(row, column)) continue;
        along[static_cast<std::size_t>(row)].push_back({height, {row, column}});
      }
    }
  });
  std::vector<Maximum> maxima;
  for (const auto& some : along) maxima.insert(maxima.end(), some.begin(), some.end());
  return maxima;
}

void take(const Candidate& place, int radius, cv::Mat1b& taken) {
  cv::circle(taken, {place.column, place.row}, radius, 1, cv::FILLED);
}

// None of them that close to places already taken.
std::vector<Candidate> keep_highest_within(int radius, cv::Mat1b taken,
                                           std::vector<Maximum> maxima) {
  std::sort(maxima.begin(), maxima.end(), [](const Maximum& a, const Maximum& b) {
    return std::tuple(-a.height, a.place.row, a.place.column) <
           std::tuple(-b.height, b.place.row, b.place.column);
  });
  std::vector<Candidate> kept;
  for (const Maximum& maximum : maxima) {
    if (taken(maximum.place.row, maximum.place.column) != 0) continue;
    take(maximum.place, radius, taken);
    kept.push_back(maximum.place);
  }
  std::sort(kept.begin(), kept.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(a.row, a.column) < std::tuple(b.row, b.column);
  });
  return kept;
}

int radius_apart(double sigma) {
  return std::max(1, static_cast<int>(std::lround(kApart * sigma)));
}

// Maxima that noise hardly makes, in an image seen by a filter of `sigma`.
std::vector<Candidate> stand_out(const image::Image& image, const cv::Mat1f& filtered, double sigma,
                                 const CandidateScale& scale, const core::Execution& execution) {
  const double threshold = scale.noise * noise_gain(sigma) * significant_height(scale.false_share);
  return keep_highest_within(radius_apart(sigma), cv::Mat1b(filtered.size(), 0),
                             local_maxima(image, filtered, threshold, execution));
}

// The image without the columns that were found.
cv::Mat1f without(const std::vector<Atom>& atoms, const cv::Mat1f& pixels) {
  cv::Mat1d rest;
  pixels.convertTo(rest, CV_64F);
  for (const Atom& atom : atoms) {
    draw(rest, parameters_of(atom), -1);
  }
  cv::Mat1f result;
  rest.convertTo(result, CV_32F);
  return result;
}

// Standard deviation of the medians of rows: what offsets of scan lines do to the answer of the
// filter, which is alike within `sigma`.
double line_noise(const cv::Mat1f& filtered, double sigma, const core::Execution& execution) {
  const int step = std::max(1, static_cast<int>(sigma));
  std::vector<double> medians(static_cast<std::size_t>(filtered.rows));
  core::parallel_for_small(medians.size(), execution, [&](std::size_t row) {
    std::vector<float> some;
    for (int column = 0; column < filtered.cols; column += step) {
      some.push_back(filtered(static_cast<int>(row), column));
    }
    medians[row] = static_cast<double>(core::median(std::move(some)));
  });
  const double middle = core::median(medians);
  return core::robust_deviation(std::move(medians), middle);
}

// Where nothing may be found: near atoms, and near the border.
cv::Mat1b taken_by(const std::vector<Atom>& atoms, double sigma, cv::Size size) {
  cv::Mat1b taken(size, 0);
  cv::rectangle(taken, {0, 0}, {size.width - 1, size.height - 1}, 1,
                2 * static_cast<int>(std::lround(sigma)) + 1);  // half of the line is outside
  for (const Atom& atom : atoms) {
    take(pixel_of(atom), radius_apart(sigma), taken);
  }
  return taken;
}

}  // namespace

Candidate pixel_of(const Atom& atom) {
  return {static_cast<int>(std::lround(atom.y)), static_cast<int>(std::lround(atom.x))};
}

std::vector<Candidate> find_candidates(const image::Image& image, const cv::Mat1f& pixels,
                                       const CandidateScale& scale,
                                       const core::Execution& execution) {
  const double sigma = kFilterWidth * scale.width;
  return stand_out(image, negative_laplacian(pixels, sigma, execution), sigma, scale, execution);
}

std::vector<Candidate> find_hidden_candidates(const image::Image& image, const cv::Mat1f& pixels,
                                              const std::vector<Atom>& atoms,
                                              const CandidateScale& scale,
                                              const core::Execution& execution) {
  if (atoms.empty()) return {};
  const double sigma = kFilterWidth * median_of(atoms, &Atom::sigma);
  const cv::Mat1f filtered = negative_laplacian(without(atoms, pixels), sigma, execution);
  const double noise =
      std::hypot(scale.noise * noise_gain(sigma), line_noise(filtered, sigma, execution));
  const double threshold =
      std::max(noise * significant_height(scale.false_share),
               kLeastHeight * kAnswerToColumn * median_of(atoms, &Atom::intensity));
  return keep_highest_within(radius_apart(sigma), taken_by(atoms, sigma, pixels.size()),
                             local_maxima(image, filtered, threshold, execution));
}

double heights_of_lines(const cv::Mat1f& pixels, const std::vector<Atom>& atoms,
                        const core::Execution& execution) {
  if (atoms.empty()) return 0;
  const double sigma = kFilterWidth * median_of(atoms, &Atom::sigma);
  const cv::Mat1f filtered = negative_laplacian(without(atoms, pixels), sigma, execution);
  return line_noise(filtered, sigma, execution) / kAnswerToColumn;
}

std::vector<Candidate> find_touching_candidates(const image::Image& image, const cv::Mat1f& pixels,
                                                const std::vector<Atom>& atoms,
                                                const CandidateScale& scale,
                                                const core::Execution& execution) {
  if (atoms.empty()) return {};
  constexpr double kWider = 1.1;  // than fits make columns out to be while some are missing
  constexpr double kSharper = 0.6;
  constexpr double kLenient = 0.5;  // in the troughs between columns noise passes less often
  const double width = median_of(atoms, &Atom::sigma);
  const double height = median_of(atoms, &Atom::intensity);
  const double signal = static_cast<double>(atoms.size()) / static_cast<double>(pixels.total()) *
                        std::pow(2 * std::numbers::pi * width * width * height, 2);
  const Sharpening sharpening{kWider * width, kSharper * width, scale.noise * scale.noise / signal};
  const double sigma = kFilterWidth * sharpening.to;
  const double noise = kLenient * scale.noise * sharpening.noise_growth(sigma);
  return stand_out(image, sharpened_curvature(pixels, sharpening, sigma, execution), sigma,
                   {sharpening.to, noise, scale.false_share}, execution);
}

}  // namespace gibbsight::atoms
