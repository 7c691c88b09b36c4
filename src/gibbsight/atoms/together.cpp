#include "gibbsight/atoms/together.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>
#include <vector>

#include "gibbsight/atoms/overlap.hpp"
#include "gibbsight/atoms/peak.hpp"
#include "gibbsight/atoms/tiles.hpp"
#include "gibbsight/core/parallel.hpp"
#include "gibbsight/core/samples.hpp"

namespace gibbsight::atoms {
namespace {

constexpr double kBorder = 3.5;         // widths from which a column outside is not seen any more
constexpr double kMostWider = 1.5;      // than the guess
constexpr double kSmoothOver = 4;       // spacings, of the background
constexpr double kLeastOfMedian = 0.1;  // beside the median: dimmer columns move no faster
constexpr double kFarthestStep = 0.1;   // spacings

// The pixels around a column: distances along either axis in widths, and Gaussians of these.
struct Patch {
  int left = 0;
  int top = 0;
  Eigen::ArrayXf u;
  Eigen::ArrayXf v;
  Eigen::ArrayXf across;
  Eigen::ArrayXf down;

  Patch(const Eigen::Vector2d& place, double sigma, cv::Size size) {
    const double reach = kPeakReach * sigma;
    const auto along = [&](double centre, int length, int& first) {
      first = std::max(0, static_cast<int>(std::ceil(centre - reach)));
      const int last = std::min(length - 1, static_cast<int>(std::floor(centre + reach)));
      const Eigen::Index count = std::max(0, last - first + 1);
      return ((Eigen::ArrayXd::LinSpaced(count, first, last) - centre) / sigma).cast<float>();
    };
    u = along(place.x(), size.width, left);
    v = along(place.y(), size.height, top);
    across = (-0.5F * u.square()).exp();
    down = (-0.5F * v.square()).exp();
  }
};

// Adds (height + sqrt(2) (x u + y v) + width (u^2 + v^2)) times the Gaussian of a column.
void add(cv::Mat1f& image, const Patch& patch, const Eigen::Vector3d& change, double width) {
  const Eigen::Vector3f c =
      (change.array() * Eigen::Array3d(1, std::numbers::sqrt2, std::numbers::sqrt2)).cast<float>();
  const auto w = static_cast<float>(width);
  const Eigen::ArrayXf even = (c[0] + patch.u * (c[1] + w * patch.u)) * patch.across;
  for (Eigen::Index i = 0; i < patch.v.size(); ++i) {
    const float odd = patch.v[i] * (c[2] + w * patch.v[i]);
    Eigen::Map<Eigen::ArrayXf>(image[patch.top + static_cast<int>(i)] + patch.left,
                               patch.u.size()) += patch.down[i] * (even + odd * patch.across);
  }
}

// Inner products of an image with what changes of a column do to it.
Eigen::Vector3d inner_products(const cv::Mat1f& image, const Patch& patch) {
  Eigen::Array3d sum = Eigen::Array3d::Zero();
  for (Eigen::Index i = 0; i < patch.v.size(); ++i) {
    const Eigen::Map<const Eigen::ArrayXf> row(image[patch.top + static_cast<int>(i)] + patch.left,
                                               patch.u.size());
    const float height = patch.down[i] * (row * patch.across).sum();
    const float x = patch.down[i] * (row * patch.across * patch.u).sum();
    sum += Eigen::Array3f(height, x, height * patch.v[i]).cast<double>();
  }
  return sum * Eigen::Array3d(1, std::numbers::sqrt2, std::numbers::sqrt2);
}

// A change of everything, and what it does to the pixels in use, to first order.
struct Move {
  Eigen::VectorXd heights;
  Eigen::Matrix2Xd places;
  double log_sigma = 0;
  double level = 0;
  cv::Mat1f image;
};

void add(Move& sum, double factor, const Move& move) {
  sum.heights += factor * move.heights;
  sum.places += factor * move.places;
  sum.log_sigma += factor * move.log_sigma;
  sum.level += factor * move.level;
}

// Factors of moves that together leave least of `rest`.
Eigen::VectorXd best_factors(const std::vector<Move>& moves, const cv::Mat1f& rest, double& gain) {
  const auto count = static_cast<Eigen::Index>(moves.size());
  Eigen::MatrixXd normal(count, count);
  Eigen::VectorXd right(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const cv::Mat1f& image = moves[static_cast<std::size_t>(i)].image;
    right[i] = image.dot(rest);
    for (Eigen::Index j = 0; j <= i; ++j) {
      normal(i, j) = normal(j, i) = image.dot(moves[static_cast<std::size_t>(j)].image);
    }
  }
  normal.diagonal() *= 1 + 1e-9;  // moves may be the same, or none
  Eigen::VectorXd factors = normal.ldlt().solve(right);
  gain = factors.dot(right);
  return factors;
}

class Fit {
 public:
  Fit(const image::Image& image, const Columns& guess, double spacing,
      const core::Execution& execution);
  /// False where there is nothing more to be gained.
  bool step();
  const Columns& columns() const { return columns_; }
  Together result() &&;

 private:
  template <class Body>
  void for_each_column(const Body& body) const;
  /// What is left of the pixels in use.
  cv::Mat1f rest_of(const Columns& columns, double level) const;
  cv::Mat1f smooth_rest() const;
  Move move_of(const Changes& changes, double log_sigma, double level) const;
  std::vector<Move> directions() const;
  bool take(Move move);

  Columns columns_;
  cv::Size size_;
  double spacing_;
  core::Execution execution_;
  int border_;
  double widest_;
  Tiles tiles_;
  cv::Mat1f used_;    // 1 where a pixel is used
  cv::Mat1f values_;  // of the image without its background
  cv::Mat1f background_;
  double level_ = 0;
  cv::Mat1f rest_;
  std::vector<Move> last_;  // none or one
};

template <class Body>
void Fit::for_each_column(const Body& body) const {
  for (const std::vector<Tile>& colour : tiles_) {
    core::parallel_for(colour.size(), execution_, [&](std::size_t t) {
      for (const std::size_t i : colour[t]) body(static_cast<Eigen::Index>(i));
    });
  }
}

cv::Mat1f Fit::rest_of(const Columns& columns, double level) const {
  cv::Mat1f rest(size_);
  cv::subtract(values_, level, rest);
  for_each_column([&](Eigen::Index i) {
    add(rest, Patch(columns.places.col(i), columns.sigma, size_),
        Eigen::Vector3d(-columns.heights[i], 0, 0), 0);
  });
  cv::multiply(rest, used_, rest);
  return rest;
}

// Of the size of the image; smoothed at one pixel a spacing, which is fine enough.
cv::Mat1f Fit::smooth_rest() const {
  const cv::Size coarse(std::max(1, static_cast<int>(size_.width / spacing_)),
                        std::max(1, static_cast<int>(size_.height / spacing_)));
  cv::Mat1f sum;
  cv::Mat1f weight;
  cv::resize(rest_, sum, coarse, 0, 0, cv::INTER_AREA);
  cv::resize(used_, weight, coarse, 0, 0, cv::INTER_AREA);
  for (cv::Mat1f* image : {&sum, &weight}) {
    cv::GaussianBlur(*image, *image, {}, kSmoothOver, 0, cv::BORDER_CONSTANT);
  }
  constexpr double kTrace = 1e-6;  // keeps the ratio defined far inside of a mask
  weight += kTrace;
  cv::divide(sum, weight, sum);
  cv::Mat1f smooth;
  cv::resize(sum, smooth, size_, 0, 0, cv::INTER_LINEAR);
  return smooth;
}

Fit::Fit(const image::Image& image, const Columns& guess, double spacing,
         const core::Execution& execution)
    : columns_(guess),
      size_(image.columns, image.rows),
      spacing_(spacing),
      execution_(execution),
      border_(static_cast<int>(std::ceil(kBorder * guess.sigma))),
      widest_(kMostWider * guess.sigma),
      tiles_(make_tiles(guess.places, size_, kPeakReach * widest_ + spacing)),
      used_(size_, 0.0F),
      values_(size_, 0.0F) {
  const cv::Rect inside(border_, border_, size_.width - 2 * border_, size_.height - 2 * border_);
  for (int row = 0; row < size_.height; ++row) {
    for (int column = 0; column < size_.width; ++column) {
      const float value = image.at(row, column);
      if (!image.is_usable(row, column) || image.is_clipped(row, column)) continue;
      if (!inside.contains({column, row}) || !std::isfinite(value)) continue;
      values_(row, column) = value;
      used_(row, column) = 1;
    }
  }
  rest_ = rest_of(columns_, 0);
  background_ = smooth_rest();
  values_ -= background_;
  rest_ = rest_of(columns_, 0);
}

Move Fit::move_of(const Changes& changes, double log_sigma, double level) const {
  Move move{changes.row(0), changes.bottomRows<2>(), log_sigma, level,
            cv::Mat1f(size_, static_cast<float>(level))};
  const double least = kLeastOfMedian * core::median(std::vector<double>(columns_.heights.begin(),
                                                                         columns_.heights.end()));
  for (Eigen::Index i = 0; i < changes.cols(); ++i) {
    const double height = std::max(least, columns_.heights[i]);
    move.places.col(i) *= std::numbers::sqrt2 * columns_.sigma / height;
  }
  for_each_column([&](Eigen::Index i) {
    add(move.image, Patch(columns_.places.col(i), columns_.sigma, size_), changes.col(i),
        log_sigma * columns_.heights[i]);
  });
  cv::multiply(move.image, used_, move.image);
  return move;
}

std::vector<Move> Fit::directions() const {
  const Overlap overlap(columns_.places, columns_.sigma, execution_);
  Changes gradient(3, columns_.heights.size());
  const double unit = std::numbers::pi * columns_.sigma * columns_.sigma;
  for_each_column([&](Eigen::Index i) {
    const Patch patch(columns_.places.col(i), columns_.sigma, size_);
    gradient.col(i) = inner_products(rest_, patch) / unit;
  });
  const Changes for_width = overlap.solve(overlap.with_width(columns_.heights));
  // Heights that add up to a level of 1 where columns are all around.
  Changes for_level = Changes::Zero(3, columns_.heights.size());
  for_level.row(0).setOnes();
  const Changes covered = overlap.times(for_level);
  const Eigen::VectorXd sums = covered.row(0);
  for_level *= 2 / core::median(std::vector<double>(sums.begin(), sums.end()));
  std::vector<Move> moves = last_;
  moves.push_back(move_of(overlap.solve(gradient), 0, 0));
  moves.push_back(move_of(-for_width, 1, 0));
  moves.push_back(move_of(-for_level, 0, 1));
  return moves;
}

bool Fit::step() {
  constexpr double kLittle = 0.01;  // sum of squares in units of the noise, gained by a column
  const std::vector<Move> moves = directions();
  double gain = 0;
  const Eigen::VectorXd factors = best_factors(moves, rest_, gain);
  Move all{Eigen::VectorXd::Zero(columns_.heights.size()),
           Eigen::Matrix2Xd::Zero(2, columns_.heights.size()),
           0,
           0,
           {}};
  for (std::size_t i = 0; i < moves.size(); ++i) {
    add(all, factors[static_cast<Eigen::Index>(i)], moves[i]);
  }
  for (auto place : all.places.colwise()) {
    place *= std::min(1.0, kFarthestStep * spacing_ / std::max(place.norm(), 1e-12));
  }
  const double variance = rest_.dot(rest_) / cv::sum(used_)[0];
  return take(std::move(all)) &&
         gain > kLittle * variance * static_cast<double>(columns_.heights.size());
}

// All of a move or part of it, whatever makes the fit better: the problem is not linear.
bool Fit::take(Move move) {
  constexpr int kHalvings = 4;
  for (int i = 0; i < kHalvings; ++i) {
    Columns next = columns_;
    next.heights += move.heights;
    next.places += move.places;
    next.sigma = std::min(next.sigma * std::exp(move.log_sigma), widest_);
    const cv::Mat1f rest = rest_of(next, level_ + move.level);
    if (rest.dot(rest) < rest_.dot(rest_)) {
      cv::subtract(rest_, rest, move.image);
      columns_ = std::move(next);
      level_ += move.level;
      rest_ = rest;
      last_.clear();
      last_.push_back(std::move(move));
      return true;
    }
    add(move, -0.5, move);
  }
  return false;
}

Together Fit::result() && {
  background_ += level_;
  const Overlap overlap(columns_.places, columns_.sigma, execution_);
  return {std::move(columns_), std::move(background_), border_, overlap.place_errors()};
}

Fit solve(const image::Image& image, const Columns& guess, double spacing,
          const core::Execution& execution) {
  constexpr int kMostSteps = 30;
  Fit fit(image, guess, spacing, execution);
  for (int step = 0; step < kMostSteps; ++step) {
    execution.check();
    if (!fit.step()) break;
  }
  return fit;
}

}  // namespace

Together fit_together(const image::Image& image, const Columns& guess, double spacing,
                      const core::Execution& execution) {
  // The second background is what columns leave that are no guesses any more.
  const Columns first = solve(image, guess, spacing, execution).columns();
  return solve(image, first, spacing, execution).result();
}

}  // namespace gibbsight::atoms
