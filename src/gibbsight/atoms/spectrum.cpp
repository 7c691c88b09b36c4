#include "gibbsight/atoms/spectrum.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <span>
#include <utility>
#include <vector>

#include "gibbsight/atoms/strips.hpp"
#include "gibbsight/atoms/transform.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/samples.hpp"
#include "gibbsight/image/matrix.hpp"

namespace gibbsight::atoms {
namespace {

// Powers are exponential deviates, or means of `averaged` such: their median is that of a gamma
// distribution, ln 2 times the mean for a single one.
double mean_from_median(double median, int averaged) {
  return median * averaged / boost::math::gamma_p_inv(averaged, 0.5);
}

// That of powers, the upper one of two in the middle: half of them are less. As none is negative,
// they are in the order of their bits, which are found one after the other; to count what is less
// takes no decisions, which a processor could not foresee.
double median(std::span<const float> powers) {
  std::uint32_t bits = 0;
  for (std::uint32_t bit = 1U << 30U; bit != 0; bit >>= 1U) {
    const auto least = std::bit_cast<float>(bits | bit);
    int less = 0;
    for (const float power : powers) less += power < least ? 1 : 0;
    if (less <= std::ssize(powers) / 2) bits |= bit;
  }
  return static_cast<double>(std::bit_cast<float>(bits));
}

double mean(const std::vector<double>& values, std::size_t first, std::size_t last) {
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) sum += values[i];
  return sum / static_cast<double>(last - first);
}

// Squares of the frequencies of columns, and of rows.
Eigen::ArrayXd squares_x(const Spectrum& s) {
  Eigen::ArrayXd squares(s.power.cols);
  for (int column = 0; column < s.power.cols; ++column) {
    squares[column] = s.frequency_x(column) * s.frequency_x(column);
  }
  return squares;
}

Eigen::ArrayXd squares_y(const Spectrum& s) {
  Eigen::ArrayXd squares(s.power.rows);
  for (int row = 0; row < s.power.rows; ++row) {
    squares[row] = s.frequency_y(row) * s.frequency_y(row);
  }
  return squares;
}

// Each bin's ring of equal frequency.
cv::Mat1i rings_of(const Spectrum& s, int size, const core::Execution& execution) {
  const Eigen::ArrayXf x = (squares_x(s) * size * size).cast<float>();
  const Eigen::ArrayXf y = (squares_y(s) * size * size).cast<float>();
  cv::Mat1i rings(s.power.size());
  for_strips(rings.rows, execution, [&](const cv::Range& rows) {
    for (int row = rows.start; row < rows.end; ++row) {
      Eigen::Map<Eigen::ArrayXi>(rings[row], rings.cols) = ((x + y[row]).sqrt() + 0.5F).cast<int>();
    }
  });
  return rings;
}

// Median power of each ring of equal frequency, smoothed over a few rings.
std::vector<double> ring_means(const Spectrum& s, const cv::Mat1i& ring_of, int size,
                               const core::Execution& execution) {
  const std::span<const int> ring_at(ring_of[0], ring_of.total());
  std::vector<std::ptrdiff_t> ends(static_cast<std::size_t>(size) + 1, 0);
  for (const int ring : ring_at) ++ends[static_cast<std::size_t>(ring)];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  const double typical = cv::mean(s.power)[0];
  const double unit = typical > 0 ? typical : 1;  // in which no power is too small for a float
  std::vector<float> by_ring(s.power.total());
  std::vector<std::ptrdiff_t> starts = ends;
  const double* power = s.power[0];
  for (const int ring : ring_at) {
    by_ring[static_cast<std::size_t>(--starts[static_cast<std::size_t>(ring)])] =
        static_cast<float>(*power++ / unit);
  }
  std::vector<double> medians(ends.size());
  core::parallel_for(ends.size(), execution, [&](std::size_t i) {
    const std::span<const float> ring(by_ring.begin() + starts[i], by_ring.begin() + ends[i]);
    medians[i] = ring.empty() ? 0 : mean_from_median(unit * median(ring), s.averaged);
  });
  std::vector<double> smooth;
  constexpr std::size_t kReach = 2;
  for (std::size_t i = 0; i < medians.size(); ++i) {
    smooth.push_back(
        mean(medians, i - std::min(i, kReach), std::min(i + kReach + 1, medians.size())));
  }
  return smooth;
}

// The window leaks a little of the strongest frequencies into all others.
constexpr double kLeak = 1e-4;

void set_ring_background(Spectrum& s, const core::Execution& execution) {
  const int size = std::min(s.transform_rows, s.transform_columns);
  const cv::Mat1i ring_of = rings_of(s, size, execution);
  std::vector<double> rings = ring_means(s, ring_of, size, execution);
  const double floor = kLeak * *std::max_element(rings.begin(), rings.end());
  for (double& ring : rings) ring = std::max(ring, floor);
  s.background.create(s.power.size());
  for_strips(s.power.rows, execution, [&](const cv::Range& rows) {
    for (int row = rows.start; row < rows.end; ++row) {
      std::transform(ring_of[row], ring_of[row] + ring_of.cols, s.background[row],
                     [&](int ring) { return rings[static_cast<std::size_t>(ring)]; });
    }
  });
}

// Offsets of scan lines are a streak along an axis: powers(i) for i along it, a few bins wide. The
// running median along the streak rises with it, and not with the narrow peaks of a lattice.
template <class Power, class Background>
void raise_along_axis(int length, int averaged, const Power& power, const Background& background) {
  constexpr int kReach = 24;
  const double from_median = mean_from_median(1, averaged);
  std::vector<double> around;  // in order
  const auto place = [&](double value) {
    return std::lower_bound(around.begin(), around.end(), value);
  };
  for (int i = -kReach; i < length; ++i) {
    if (i + kReach < length) around.insert(place(power(i + kReach)), power(i + kReach));
    if (i < 0) continue;
    if (i > kReach) around.erase(place(power(i - kReach - 1)));
    background(i) = std::max(background(i), around[around.size() / 2] * from_median);
  }
}

void raise_streaks(Spectrum& s, const core::Execution& execution) {
  constexpr int kStreakWidth = Spectrum::kStreakWidth;
  const auto for_each = [&](int count, const auto& raise) {
    core::parallel_for(static_cast<std::size_t>(count), execution,
                       [&](std::size_t i) { raise(static_cast<int>(i)); });
  };
  for_each(std::min(kStreakWidth, s.power.cols), [&](int column) {
    raise_along_axis(
        s.power.rows, s.averaged, [&](int i) { return s.power(i, column); },
        [&](int i) -> double& { return s.background(i, column); });
  });
  for_each(2 * kStreakWidth - 1, [&](int number) {
    const int row = (number + 1 - kStreakWidth + s.power.rows) % s.power.rows;
    raise_along_axis(
        s.power.cols, s.averaged, [&](int i) { return s.power(row, i); },
        [&](int i) -> double& { return s.background(row, i); });
  });
}

}  // namespace

cv::Mat1f filled_pixels(const image::Image& image) {
  cv::Mat1f values = image::matrix(image.pixels, image).clone();
  if (image.usable.empty() && cv::checkRange(values)) return values;
  cv::Mat1f weights(image.rows, image.columns);
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      const bool usable = image.is_usable(row, column) && std::isfinite(image.at(row, column));
      weights(row, column) = usable ? 1.0F : 0.0F;
      if (!usable) values(row, column) = 0.0F;
    }
  }
  const double usable_count = cv::sum(weights)[0];
  if (usable_count <= 0 || usable_count >= static_cast<double>(values.total())) return values;
  const double typical = cv::sum(values)[0] / usable_count;
  // A trace of the mean everywhere keeps the ratio defined deep inside a masked area.
  constexpr double kTrace = 1e-3;
  cv::Mat1f around;
  cv::Mat1f share;
  const double reach = 0.02 * std::min(image.rows, image.columns) + 1;
  cv::GaussianBlur(values, around, {}, reach);
  cv::GaussianBlur(weights, share, {}, reach);
  const cv::Mat1f fill((around + kTrace * typical) / (share + kTrace));
  fill.copyTo(values, weights == 0);
  return values;
}

namespace {

// The root of a Hann window, along one side of an image.
Eigen::ArrayXf window(int length) {
  return Eigen::ArrayXf::LinSpaced(length, 0, std::numbers::pi_v<float>).sin();
}

// Adds the power of one part of an image, windowed; `sum` has rows and columns exchanged.
void add_power(const cv::Mat1f& pixels, cv::Size transform_size, const core::Execution& execution,
               cv::Mat1d& sum) {
  const Eigen::ArrayXf across = window(pixels.cols);
  const Eigen::ArrayXf down = window(pixels.rows);
  cv::Mat1f padded(transform_size, 0.0F);
  const auto mean_pixel = static_cast<float>(cv::mean(pixels)[0]);
  for_strips(pixels.rows, execution, [&](const cv::Range& rows) {
    for (int row = rows.start; row < rows.end; ++row) {
      const Eigen::Map<const Eigen::ArrayXf> values(pixels[row], pixels.cols);
      Eigen::Map<Eigen::ArrayXf>(padded[row], pixels.cols) =
          (values - mean_pixel) * (down[row] * across);
    }
  });
  const cv::Mat2f transform = half_transform(padded, pixels.rows, execution);
  const auto norm = static_cast<double>(across.square().sum() * down.square().sum());
  for_strips(sum.rows, execution, [&](const cv::Range& rows) {
    for (int row = rows.start; row < rows.end; ++row) {
      const cv::Vec2f* amplitudes = transform[row];
      std::transform(amplitudes, amplitudes + sum.cols, sum[row], sum[row],
                     [&](const cv::Vec2f& amplitude, double other) {
                       return other + amplitude.ddot(amplitude) / norm;
                     });
    }
  });
}

}  // namespace

Spectrum power_spectrum(const cv::Mat1f& pixels, const core::Execution& execution) {
  constexpr int kLargest = 2048;  // side of a part, px
  const int down = (pixels.rows + kLargest - 1) / kLargest;
  const int across = (pixels.cols + kLargest - 1) / kLargest;
  const cv::Size part(pixels.cols / across, pixels.rows / down);
  Spectrum s;
  s.transform_rows = cv::getOptimalDFTSize(part.height);
  s.transform_columns = cv::getOptimalDFTSize(part.width);
  s.averaged = down * across;
  cv::Mat1d sum(s.transform_columns / 2 + 1, s.transform_rows, 0.0);
  for (int i = 0; i < s.averaged; ++i) {
    const cv::Point corner(i % across * part.width, i / across * part.height);
    add_power(pixels(cv::Rect(corner, part)), {s.transform_columns, s.transform_rows}, execution,
              sum);
  }
  sum /= s.averaged;
  cv::transpose(sum, s.power);
  set_ring_background(s, execution);
  raise_streaks(s, execution);
  return s;
}

double white_noise(const Spectrum& s) {
  constexpr double kHighFrequency = 0.4;
  constexpr std::size_t kEnough = 20'000;
  const int stride = static_cast<int>(s.power.total() / (2 * kEnough)) + 1;
  const Eigen::ArrayXd x = squares_x(s);
  const Eigen::ArrayXd y = squares_y(s);
  std::vector<double> powers;
  for (int row = 0; row < s.power.rows; ++row) {
    for (int column = row % stride; column < s.power.cols; column += stride) {
      if (x[column] + y[row] > kHighFrequency * kHighFrequency) {
        powers.push_back(s.power(row, column));
      }
    }
  }
  return std::sqrt(mean_from_median(core::median(std::move(powers)), s.averaged));
}

}  // namespace gibbsight::atoms
