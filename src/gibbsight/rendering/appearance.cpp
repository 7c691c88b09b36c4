#include "gibbsight/rendering/appearance.hpp"

#include <limits>
#include <opencv2/imgproc.hpp>

namespace gibbsight::rendering {
namespace {

constexpr double kProfileReach = 2;  // spacings
constexpr double kFieldReach = 3;    // likewise
constexpr int kRounds = 4;

void add_column(const image::Image& image, const Profile& profile, double x, double y,
                double height, std::vector<float>& signal) {
  for_each_pixel_around(image, x, y, profile.reach(), [&](std::size_t pixel, double squared) {
    signal[pixel] += static_cast<float>(height) * profile.at(squared);
  });
}

/// What the columns show, each as high as `heights` says.
std::vector<float> signal_of(const image::Image& image, const std::vector<SeenColumn>& columns,
                             const std::vector<Profile>& profiles,
                             const std::vector<double>& heights) {
  std::vector<float> signal(image.pixels.size(), 0.0F);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const SeenColumn& c = columns[i];
    for (std::size_t kind = 0; kind < profiles.size(); ++kind) {
      if (c.shares[kind] <= 0) continue;
      add_column(image, profiles[kind], c.x, c.y, heights[i] * c.height * c.shares[kind], signal);
    }
  }
  return signal;
}

/// The image without the columns, smoothed; unusable pixels are filled from around.
std::vector<float> slow_part(const image::Image& image, const std::vector<float>& signal,
                             double reach) {
  cv::Mat1f values(image.rows, image.columns, 0.0F);
  cv::Mat1f weights(image.rows, image.columns, 0.0F);
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      if (!image.is_usable(row, column) || image.is_clipped(row, column)) continue;
      values(row, column) = image.at(row, column) - signal[image.index(row, column)];
      weights(row, column) = 1;
    }
  }
  const double typical = cv::sum(values)[0] / std::max(1.0, cv::sum(weights)[0]);
  constexpr double kTrace = 1e-3;  // keeps the ratio defined deep inside a masked area
  cv::GaussianBlur(values, values, {}, reach);
  cv::GaussianBlur(weights, weights, {}, reach);
  const cv::Mat1f field((values + kTrace * typical) / (weights + kTrace));
  return {field.begin(), field.end()};
}

double saturation_of(const image::Image& image) {
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < image.clipped.size(); ++i) {
    if (image.clipped[i] != 0) lowest = std::min(lowest, static_cast<double>(image.pixels[i]));
  }
  return lowest;
}

/// What is left of the image.
std::vector<float> rest_of(const image::Image& image, const std::vector<float>& field,
                           const std::vector<float>& signal) {
  std::vector<float> rest(image.pixels.size());
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = image.pixels[i] - field[i] - signal[i];
  return rest;
}

float expected_at(const SeenColumn& column, const std::vector<Profile>& profiles,
                  double squared_distance) {
  float sum = 0;
  for (std::size_t kind = 0; kind < profiles.size(); ++kind) {
    if (column.shares[kind] <= 0) continue;
    sum += static_cast<float>(column.height * column.shares[kind]) *
           profiles[kind].at(squared_distance);
  }
  return sum;
}

/// How high each column is, in units of what its kind and `height` let expect.
std::vector<double> measure_heights(const image::Image& image,
                                    const std::vector<SeenColumn>& columns,
                                    const Appearance& appearance,
                                    const core::Execution& execution) {
  std::vector<double> heights(columns.size(), 1.0);
  const auto& profiles = appearance.profiles;
  auto rest = rest_of(image, appearance.field.pixels, signal_of(image, columns, profiles, heights));
  constexpr double kCore = 0.25;  // of the reach: pixels that belong to this column above all
  for (int round = 0; round < kRounds; ++round) {
    execution.check();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const SeenColumn& c = columns[i];
      double projection = 0;
      double norm = 0;
      const double reach = profiles.front().reach();
      for_each_pixel_around(image, c.x, c.y, kCore * reach, [&](std::size_t pixel, double squared) {
        if (!image.usable.empty() && image.usable[pixel] == 0) return;
        if (!image.clipped.empty() && image.clipped[pixel] != 0) return;
        const auto expected = static_cast<double>(expected_at(c, profiles, squared));
        projection += expected * static_cast<double>(rest[pixel]);
        norm += expected * expected;
      });
      if (norm <= 0) continue;
      const double change = projection / norm;
      heights[i] += change;
      for_each_pixel_around(image, c.x, c.y, reach, [&](std::size_t pixel, double squared) {
        rest[pixel] -= static_cast<float>(change) * expected_at(c, profiles, squared);
      });
    }
  }
  return heights;
}

}  // namespace

Dissection measure_appearance(const image::Image& image, const std::vector<SeenColumn>& columns,
                              const std::vector<Bump>& expected, double spacing,
                              const core::Execution& execution) {
  Dissection dissection;
  Appearance& appearance = dissection.appearance;
  std::vector<Profile> gaussians;
  for (const Bump& bump : expected) {
    gaussians.push_back(Profile::gaussian(bump.height, bump.sigma, kProfileReach * spacing));
  }
  appearance.field = image;
  appearance.field.clipped.clear();
  appearance.saturation = saturation_of(image);
  const std::vector<double> usual(columns.size(), 1.0);
  std::vector<float> signal = signal_of(image, columns, gaussians, usual);
  std::vector<float> field = slow_part(image, signal, kFieldReach * spacing);
  for (int round = 0; round < kRounds; ++round) {
    execution.check();
    appearance.profiles = fit_profiles(image, field, columns, gaussians);
    signal = signal_of(image, columns, appearance.profiles, usual);
    field = slow_part(image, signal, kFieldReach * spacing);
  }
  appearance.field.pixels = field;
  dissection.heights = measure_heights(image, columns, appearance, execution);
  signal = signal_of(image, columns, appearance.profiles, dissection.heights);
  image::Image residual = image;
  residual.pixels = rest_of(image, field, signal);
  appearance.grain = measure_grain(residual, signal);
  return dissection;
}

image::Image draw(const std::vector<Column>& columns, const Appearance& appearance,
                  const core::Stream& stream) {
  image::Image image = appearance.field;
  std::vector<float> signal(image.pixels.size(), 0.0F);
  for (const Column& c : columns) {
    add_column(image, appearance.profiles.at(static_cast<std::size_t>(c.kind)), c.x, c.y, c.height,
               signal);
  }
  for (std::size_t i = 0; i < signal.size(); ++i) image.pixels[i] += signal[i];
  add_grain(appearance.grain, signal, stream, image);
  if (!std::isfinite(appearance.saturation)) return image;
  image.clipped.assign(image.pixels.size(), 0);
  const auto highest = static_cast<float>(appearance.saturation);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    if (image.pixels[i] < highest) continue;
    image.pixels[i] = highest;
    image.clipped[i] = 1;
  }
  return image;
}

}  // namespace gibbsight::rendering
