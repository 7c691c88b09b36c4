#include "gibbsight/image/levelling.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <type_traits>
#include <vector>

#include "gibbsight/core/parallel.hpp"

namespace gibbsight::image {
namespace {

// Quantile by selection; reorders `values`, which must not be empty.
double quantile(std::vector<double>& values, double fraction) {
  const auto at = static_cast<std::ptrdiff_t>(fraction * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

// Mean of the middle half: as deaf to outliers as the median, but finer than the steps of integers.
double midmean(std::vector<float>& values) {
  if (values.empty()) return 0;
  const auto quarter = static_cast<std::ptrdiff_t>(values.size() / 4);
  std::nth_element(values.begin(), values.begin() + quarter, values.end());
  std::nth_element(values.begin() + quarter, values.end() - quarter - 1, values.end());
  const double sum = std::accumulate(values.begin() + quarter, values.end() - quarter, 0.0);
  return sum / static_cast<double>(values.size() - static_cast<std::size_t>(2 * quarter));
}

// From -1 to 1.
Eigen::ArrayXd along_side(int pixels) { return Eigen::ArrayXd::LinSpaced(pixels, -1, 1); }

struct Sample {
  Eigen::Vector3d terms;  // 1, x, y
  double value = 0;
};

std::vector<Sample> samples_of(const Image& image) {
  constexpr int kEnough = 20'000;
  const int step =
      std::max(1, static_cast<int>(std::sqrt(static_cast<double>(image.pixels.size()) / kEnough)));
  const Eigen::ArrayXd across = along_side(image.columns);
  const Eigen::ArrayXd down = along_side(image.rows);
  std::vector<Sample> samples;
  for (int row = 0; row < image.rows; row += step) {
    for (int column = 0; column < image.columns; column += step) {
      if (!image.is_usable(row, column)) continue;
      samples.push_back(
          {{1, across[column], down[row]}, static_cast<double>(image.at(row, column))});
    }
  }
  return samples;
}

Eigen::Vector3d fit_plane(const std::vector<Sample>& samples) {
  constexpr int kIterations = 8;
  constexpr double kHuber = 1.345;  // 95 % efficiency for normal errors
  Eigen::Vector3d plane = Eigen::Vector3d::Zero();
  double limit = std::numeric_limits<double>::infinity();
  std::vector<double> deviations(samples.size());
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Eigen::Matrix3d normal = Eigen::Matrix3d::Identity() * 1e-9;
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    for (const Sample& sample : samples) {
      const double deviation = std::abs(sample.value - plane.dot(sample.terms));
      const double weight = deviation > limit ? limit / deviation : 1;
      normal += weight * sample.terms * sample.terms.transpose();
      right += weight * sample.value * sample.terms;
    }
    plane = normal.ldlt().solve(right);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      deviations[i] = std::abs(samples[i].value - plane.dot(samples[i].terms));
    }
    limit = kHuber * 1.4826 * quantile(deviations, 0.5);
  }
  return plane;
}

// Half of what the middle two thirds of the usable pixels span: a standard deviation that is deaf
// to outliers.
double spread(const Image& image) {
  std::vector<double> values;
  for (const Sample& sample : samples_of(image)) values.push_back(sample.value);
  if (values.empty()) return 0;
  return (quantile(values, 0.84) - quantile(values, 0.16)) / 2;
}

// Rows and columns exchanged, of what levels of lines are asked of.
Image transposed(const Image& image) {
  Image result;
  result.rows = image.columns;
  result.columns = image.rows;
  const auto turn = [&](const auto& values, auto& turned) {
    if (values.empty()) return;
    turned.resize(values.size());
    using Value = typename std::decay_t<decltype(values)>::value_type;
    using Matrix = Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Eigen::Map<Matrix>(turned.data(), result.rows, result.columns) =
        Eigen::Map<const Matrix>(values.data(), image.rows, image.columns).transpose();
  };
  turn(image.pixels, result.pixels);
  turn(image.usable, result.usable);
  return result;
}

// Of a row, how far it is above the last one.
double step_to(const Image& image, int row) {
  std::vector<float> differences;
  for (int column = 0; column < image.columns; ++column) {
    if (!image.is_usable(row, column) || !image.is_usable(row - 1, column)) continue;
    differences.push_back(image.at(row, column) - image.at(row - 1, column));
  }
  return midmean(differences);
}

// Levels of rows against each other: differences of neighbours, summed up.
std::vector<double> row_profile(const Image& image, const core::Execution& execution) {
  std::vector<double> profile(static_cast<std::size_t>(image.rows));
  if (image.rows < 2) return profile;
  core::parallel_for(profile.size() - 1, execution, [&](std::size_t i) {
    profile[i + 1] = step_to(image, static_cast<int>(i + 1));
  });
  std::partial_sum(profile.begin(), profile.end(), profile.begin());
  return profile;
}

// Orthonormal cosine transform (DCT-II), or its inverse; the ends of a profile need not match,
// unlike in a Fourier transform. Takes as long as looking at every pixel of a square image.
Eigen::VectorXd cosine_transform(const Eigen::VectorXd& from, bool inverse) {
  const Eigen::Index size = from.size();
  // The cosines repeat, so each is computed once.
  const Eigen::Index period = 4 * size;
  Eigen::VectorXd table(period);
  for (Eigen::Index i = 0; i < period; ++i) {
    table[i] =
        std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(period));
  }
  Eigen::VectorXd to = Eigen::VectorXd::Zero(size);
  for (Eigen::Index k = 0; k < size; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / static_cast<double>(size));
    Eigen::Index at = k;  // (2 n + 1) k modulo the period
    for (Eigen::Index n = 0; n < size; ++n) {
      if (inverse) {
        to[n] += scale * table[at] * from[k];
      } else {
        to[k] += scale * table[at] * from[n];
      }
      at += 2 * k;
      if (at >= period) at -= period;
    }
  }
  return to;
}

Eigen::VectorXd spectrum(const std::vector<double>& profile) {
  const auto size = static_cast<Eigen::Index>(profile.size());
  return cosine_transform(Eigen::Map<const Eigen::VectorXd>(profile.data(), size), false);
}

// Variance of the white part of a profile: the median power of its faster half, where smooth
// structures have none. The median of a squared standard normal number is 0.4549.
double white_variance(const Eigen::VectorXd& amplitudes) {
  const Eigen::Index half = amplitudes.size() / 2;
  std::vector<double> powers;
  for (Eigen::Index k = half; k < amplitudes.size(); ++k)
    powers.push_back(amplitudes[k] * amplitudes[k]);
  return quantile(powers, 0.5) / 0.4549;
}

double white_variance(const Image& image, const core::Execution& execution) {
  return white_variance(spectrum(row_profile(image, execution)));
}

}  // namespace

Image level_plane(const Image& image) {
  const std::vector<Sample> samples = samples_of(image);
  if (samples.size() < 3) return image;
  const Eigen::Vector3d plane = fit_plane(samples);
  const Eigen::ArrayXd across = along_side(image.columns);
  const Eigen::ArrayXd down = along_side(image.rows);
  Image result = image;
  for (int row = 0; row < image.rows; ++row) {
    Eigen::Map<Eigen::ArrayXf>(&result.at(row, 0), image.columns) -=
        (plane[1] * across + plane[2] * down[row]).cast<float>();
  }
  return result;
}

bool has_line_offsets(const Image& image, const core::Execution& execution) {
  constexpr double kClearly = 4;
  constexpr double kNoticeable = 0.02;
  const double rows = white_variance(image, execution);
  const double columns = white_variance(transposed(image), execution);
  // What is left of noise in a line falls with its length.
  return rows * image.columns > kClearly * columns * image.rows &&
         std::sqrt(rows) > kNoticeable * spread(image);
}

std::vector<double> line_offsets(const Image& image, const core::Execution& execution) {
  Eigen::VectorXd amplitudes = spectrum(row_profile(image, execution));
  // The largest of that many normal deviates stays below this nine times in ten.
  const double chance = std::sqrt(2 * std::log(2 * static_cast<double>(amplitudes.size())));
  const double limit = chance * std::sqrt(white_variance(amplitudes));
  amplitudes = (amplitudes.array().abs() < limit).select(amplitudes, 0);
  amplitudes[0] = 0;
  const Eigen::VectorXd offsets = cosine_transform(amplitudes, true);
  return {offsets.begin(), offsets.end()};
}

Image level_lines(const Image& image, const core::Execution& execution) {
  const std::vector<double> offsets = line_offsets(image, execution);
  Image result = image;
  for (int row = 0; row < image.rows; ++row) {
    const auto offset = static_cast<float>(offsets[static_cast<std::size_t>(row)]);
    for (int column = 0; column < image.columns; ++column) result.at(row, column) -= offset;
  }
  return result;
}

Image level(const Image& image, const ImageOptions& options, const core::Execution& execution) {
  Image result = options.level_plane ? level_plane(image) : image;
  const bool lines = options.level_lines == "always" ||
                     (options.level_lines == "auto" && has_line_offsets(result, execution));
  if (lines) result = level_lines(result, execution);
  result.is_levelled = true;
  return result;
}

Image levelled(const Image& image, const core::Execution& execution) {
  return image.is_levelled ? image : level(image, {}, execution);
}

std::vector<std::array<double, 2>> taken_away(const Image& before, const Image& after) {
  std::vector<std::array<double, 2>> rows;
  const int last = after.columns - 1;
  for (int row = 0; row < after.rows; ++row) {
    const auto taken = [&](int column) {
      return static_cast<double>(before.at(row, column)) -
             static_cast<double>(after.at(row, column));
    };
    rows.push_back({taken(0), taken(last)});
  }
  return rows;
}

}  // namespace gibbsight::image
