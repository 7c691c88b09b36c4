#include "gibbsight/rendering/ghosts.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "gibbsight/rendering/profile.hpp"

namespace gibbsight::rendering {
namespace {

constexpr int kLargestPart = 1536;  // px, of either side
constexpr double kBumpReach = 4;    // sigma
constexpr double kSlow = 3;         // spacings

/// The middle of an image, and its columns from there.
struct Part {
  image::Image image;
  std::vector<Contrasted> columns;
};

Part middle_part(const image::Image& whole, const std::vector<Contrasted>& columns) {
  Part part{{}, columns};
  part.image.rows = std::min(whole.rows, kLargestPart);
  part.image.columns = std::min(whole.columns, kLargestPart);
  const int top = (whole.rows - part.image.rows) / 2;
  const int left = (whole.columns - part.image.columns) / 2;
  for (int row = 0; row < part.image.rows; ++row) {
    for (int column = 0; column < part.image.columns; ++column) {
      part.image.pixels.push_back(whole.at(top + row, left + column));
      const bool good =
          whole.is_usable(top + row, left + column) && !whole.is_clipped(top + row, left + column);
      part.image.usable.push_back(good ? 1 : 0);
    }
  }
  for (Contrasted& c : part.columns) {
    c.x -= left;
    c.y -= top;
  }
  return part;
}

void take_bumps_away(double sigma, Part& part) {
  const Profile bump = Profile::gaussian(1, sigma, kBumpReach * sigma);
  for (const Contrasted& c : part.columns) {
    if (c.height == 0) continue;
    const auto height = static_cast<float>(c.height);
    for_each_pixel_around(part.image, c.x, c.y, bump.reach(), [&](std::size_t at, double squared) {
      part.image.pixels[at] -= height * bump.at(squared);
    });
  }
}

/// Heights of bumps in an image, and where they can be told.
struct Heights {
  cv::Mat1f values;
  cv::Mat1f known;  // 1 or 0
};

Heights fit_bumps(const image::Image& image, double sigma, double spacing) {
  cv::Mat1f rest(image.rows, image.columns, 0.0F);
  cv::Mat1f usable(image.rows, image.columns, 0.0F);
  for (int row = 0; row < image.rows; ++row)
    for (int column = 0; column < image.columns; ++column) {
      if (!image.is_usable(row, column)) continue;
      rest(row, column) = image.at(row, column);
      usable(row, column) = 1;
    }
  const auto blurred = [](const cv::Mat1f& of, double width) {
    cv::Mat1f result;
    cv::GaussianBlur(of, result, {}, width, width, cv::BORDER_CONSTANT);
    return result;
  };
  constexpr double kTrace = 1e-6;  // keeps ratios defined inside a masked area
  const double slow = kSlow * spacing;
  rest -= blurred(rest, slow) / (blurred(usable, slow) + kTrace);
  rest = rest.mul(usable);
  // A blur is a sum with weights P / (2 pi s^2), so sum P R / sum P^2 is a ratio of two of them.
  const cv::Mat1f seen = blurred(usable, sigma / std::numbers::sqrt2);
  Heights heights;
  heights.values = 2 * blurred(rest, sigma) / (seen + kTrace);
  constexpr double kMostOfIt = 0.7;
  heights.known = cv::Mat1f(cv::Mat(seen > kMostOfIt)) / 255;
  heights.values = heights.values.mul(heights.known);
  return heights;
}

/// sum over r of a(r) b(r + u), u up to `reach`, by Fourier transforms.
class Correlator {
 public:
  Correlator(int rows, int columns, int reach)
      : rows_(cv::getOptimalDFTSize(rows + reach)),
        columns_(cv::getOptimalDFTSize(columns + reach)) {}

  cv::Mat1f transform(const cv::Mat1f& values) const {
    cv::Mat1f padded(rows_, columns_, 0.0F);
    values.copyTo(padded(cv::Rect(0, 0, values.cols, values.rows)));
    cv::Mat1f result;
    cv::dft(padded, result);
    return result;
  }
  cv::Mat1f correlate(const cv::Mat1f& a, const cv::Mat1f& b) const {
    cv::Mat1f product;
    cv::mulSpectrums(b, a, product, 0, true);
    cv::idft(product, product, cv::DFT_SCALE);
    return product;
  }
  float at(const cv::Mat1f& correlation, int x, int y) const {
    return correlation(y < 0 ? y + rows_ : y, x < 0 ? x + columns_ : x);
  }

 private:
  int rows_;
  int columns_;
};

/// Puts a weight on a point between pixels, in shares.
void add_point(double x, double y, double weight, cv::Mat1f& image) {
  const int left = static_cast<int>(std::floor(x));
  const int top = static_cast<int>(std::floor(y));
  for (int row = top; row <= top + 1; ++row)
    for (int column = left; column <= left + 1; ++column) {
      if (row < 0 || column < 0 || row >= image.rows || column >= image.cols) continue;
      const double share = (1 - std::abs(x - column)) * (1 - std::abs(y - row));
      image(row, column) += static_cast<float>(weight * share);
    }
}

}  // namespace

GhostMap::Value GhostMap::at(const Eigen::Vector2d& offset) const {
  const auto limit = [&](double along) {
    return std::clamp(static_cast<int>(std::floor(along)), -reach_, reach_ - 1);
  };
  const int x = limit(offset.x());
  const int y = limit(offset.y());
  const double right = std::clamp(offset.x() - x, 0.0, 1.0);
  const double down = std::clamp(offset.y() - y, 0.0, 1.0);
  Value sum;
  const auto add = [&](const Value& value, double share) {
    sum.strength += share * value.strength;
    sum.error += share * value.error;
  };
  add(pixel(x, y), (1 - right) * (1 - down));
  add(pixel(x + 1, y), right * (1 - down));
  add(pixel(x, y + 1), (1 - right) * down);
  add(pixel(x + 1, y + 1), right * down);
  return sum;
}

GhostMap map_ghosts(const image::Image& image, const std::vector<Contrasted>& columns, double sigma,
                    double spacing, int reach, const core::Execution& execution) {
  Part part = middle_part(image, columns);
  take_bumps_away(sigma, part);
  execution.check();
  const Heights heights = fit_bumps(part.image, sigma, spacing);
  cv::Mat1f contrasts(part.image.rows, part.image.columns, 0.0F);
  cv::Mat1f squares(part.image.rows, part.image.columns, 0.0F);
  for (const Contrasted& c : part.columns) {
    add_point(c.x, c.y, c.contrast, contrasts);
    add_point(c.x, c.y, c.contrast * c.contrast, squares);
  }
  execution.check();
  const Correlator correlator(part.image.rows, part.image.columns, reach);
  const cv::Mat1f of_squares = correlator.transform(squares);
  const cv::Mat1f sum =
      correlator.correlate(correlator.transform(contrasts), correlator.transform(heights.values));
  const cv::Mat1f norm = correlator.correlate(of_squares, correlator.transform(heights.known));
  const cv::Mat1f powers(heights.values.mul(heights.values));
  const cv::Mat1f variance = correlator.correlate(of_squares, correlator.transform(powers));
  std::vector<GhostMap::Value> values;
  for (int y = -reach; y <= reach; ++y)
    for (int x = -reach; x <= reach; ++x) {
      const auto n = static_cast<double>(correlator.at(norm, x, y));
      const auto v = static_cast<double>(correlator.at(variance, x, y));
      if (n <= 0) {
        values.push_back({0, 1});
        continue;
      }
      values.push_back(
          {static_cast<double>(correlator.at(sum, x, y)) / n, std::sqrt(std::max(v, 0.0)) / n});
    }
  return {reach, sigma, std::move(values)};
}

}  // namespace gibbsight::rendering
