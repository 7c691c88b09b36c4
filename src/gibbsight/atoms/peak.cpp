#include "gibbsight/atoms/peak.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>
#include <utility>

namespace gibbsight::atoms {
namespace {

double held(const Parameters& p, const Hold& hold) {
  const double width = hold.width_weight * (p[kLogSigma] - hold.log_sigma);
  const double slopes = p[kSlopeX] * p[kSlopeX] + p[kSlopeY] * p[kSlopeY];
  const double background = hold.background_weight * p[kBackground];
  return width * width + hold.slope_weight * hold.slope_weight * slopes + background * background;
}

// Gaussians of one width along an axis; one in the plane is the product of two.
class Profile {
 public:
  explicit Profile(double sigma)
      : factor_(-0.5 / (sigma * sigma)), change_(std::exp(2 * factor_)) {}

  /// exp(-(t - centre)^2 / (2 sigma^2)) at t = first, first + 1, ..., last. The ratio of two that
  /// follow each other changes by the same factor from one to the next.
  void draw(double centre, int first, int last, Eigen::ArrayXd& values) const {
    values.resize(std::max(0, last - first + 1));
    if (values.size() == 0) return;
    const int middle = static_cast<int>(std::lround(std::clamp<double>(centre, first, last)));
    const double off = middle - centre;
    const double top = std::exp(factor_ * off * off);
    const double rightwards = std::exp(factor_ * (1 + 2 * off));
    const auto go_on = [&](int step, double ratio) {
      double value = top;
      for (int t = middle; first <= t && t <= last; t += step) {
        values[t - first] = value;
        value *= ratio;
        ratio *= change_;
      }
    };
    go_on(1, rightwards);
    go_on(-1, change_ / rightwards);
  }

 private:
  double factor_;
  double change_;
};

// The Gaussian of a peak times `factor`, as a product of one across and one down.
struct Product {
  cv::Rect spot;  // pixels that it shines on
  Eigen::ArrayXd across;
  Eigen::ArrayXd down;

  Product(const Parameters& p, double factor, cv::Size size) {
    const double sigma = std::exp(p[kLogSigma]);
    const double reach = kPeakReach * sigma;
    const cv::Point first(cvCeil(p[kX] - reach), cvCeil(p[kY] - reach));
    const cv::Point last(cvFloor(p[kX] + reach), cvFloor(p[kY] + reach));
    spot = cv::Rect(first, last + cv::Point(1, 1)) & cv::Rect({}, size);
    const Profile profile(sigma);
    profile.draw(p[kX], spot.x, spot.br().x - 1, across);
    profile.draw(p[kY], spot.y, spot.br().y - 1, down);
    down *= factor * p[kIntensity];
  }
};

// Adds value(row) to each row of a part of an image.
template <class Value>
void add_rows(cv::Mat1d& image, const cv::Rect& part, const Value& value) {
  for (int row = 0; row < part.height; ++row) {
    Eigen::Map<Eigen::ArrayXd>(image[part.y + row] + part.x, part.width) += value(row);
  }
}

void add(cv::Mat1d& image, const Product& peak) {
  add_rows(image, peak.spot, [&](int row) { return peak.down[row] * peak.across; });
}

// Whether all pixels along a row can be used, and none is clipped.
bool has_all(const image::Image& image, int row, int first, int length) {
  const auto none_is = [at = image.index(row, first), length](const auto& flags, int flag) {
    return flags.empty() ||
           std::memchr(flags.data() + at, flag, static_cast<std::size_t>(length)) == nullptr;
  };
  return none_is(image.usable, 0) && none_is(image.clipped, 1);
}

// A Gaussian or none, times powers of the distances from its centre.
struct Monomial {
  int gaussian = 0;
  int u = 0;
  int v = 0;
};

// What the functions of the parameters' numbers are sums of: one or two each.
constexpr std::array<Monomial, kParameterCount + 1> kMonomials = {
    {{1, 1, 0}, {1, 0, 1}, {1, 0, 0}, {0, 0, 0}, {1, 2, 0}, {1, 0, 2}, {0, 1, 0}, {0, 0, 1}}};
constexpr std::array<std::size_t, kParameterCount + 1> kFirstMonomial = {0, 1, 2, 3, 4, 6, 7, 8};

constexpr std::span<const Monomial> monomials(int number) {
  const auto parameter = static_cast<std::size_t>(number);
  return {kMonomials.begin() + kFirstMonomial[parameter],
          kMonomials.begin() + kFirstMonomial[parameter + 1]};
}

// A product of two of these that the product of two parameters' functions has in it.
struct Term {
  int row = 0;  // of the products, and no less than the column
  int column = 0;
  Monomial product;
};

constexpr std::size_t kTermCount = 37;

constexpr std::array<Term, kTermCount> kTerms = [] {
  std::array<Term, kTermCount> terms;
  std::size_t count = 0;
  for (int i = 0; i < kParameterCount; ++i) {
    for (int j = 0; j <= i; ++j) {
      for (const Monomial& one : monomials(i)) {
        for (const Monomial& other : monomials(j)) {
          terms[count++] = {
              i, j, {one.gaussian + other.gaussian, one.u + other.u, one.v + other.v}};
        }
      }
    }
  }
  return terms;
}();
static_assert(kTerms.back().column == kParameterCount - 1);  // so many there are

ParameterMatrix products(const Moments& moments) {
  ParameterMatrix products = ParameterMatrix::Zero();
  for (const auto& [row, column, m] : kTerms) {
    products(row, column) += moments(m.gaussian, m.u, m.v);
  }
  products.triangularView<Eigen::StrictlyUpper>() = products.transpose();
  return products;
}

}  // namespace

Parameters parameters_of(const Atom& atom) {
  Parameters p;
  p << atom.x, atom.y, atom.intensity, 0, std::log(atom.sigma), 0, 0;
  return p;
}

void draw(cv::Mat1d& image, const Parameters& p, double factor) {
  if (p[kIntensity] != 0) add(image, Product(p, factor, image.size()));
}

void exchange(cv::Mat1d& image, const Parameters& added, const Parameters& taken) {
  const Product plus(added, 1, image.size());
  const Product minus(taken, -1, image.size());
  if (plus.spot == minus.spot) {  // as mostly: pixels that need not be visited twice
    add_rows(image, plus.spot, [&](int row) {
      return plus.down[row] * plus.across + minus.down[row] * minus.across;
    });
  } else {
    add(image, plus);
    add(image, minus);
  }
}

void Peak::look(const image::Image& image, const cv::Mat1d& rest, double x, double y,
                double radius) {
  top_ = std::max(0, cvCeil(y - radius));
  bottom_ = std::min(image.rows - 1, cvFloor(y + radius));
  left_ = std::max(0, cvCeil(x - radius));
  right_ = std::min(image.columns - 1, cvFloor(x + radius));
  runs_.clear();
  values_.clear();
  clipped_ = 0;
  for (int row = top_; row <= bottom_; ++row) {
    const double chord = std::sqrt(std::max(0.0, radius * radius - (row - y) * (row - y)));
    const int first = std::max(left_, cvCeil(x - chord));
    const int last = std::min(right_, cvFloor(x + chord));
    look_along(image, rest, row, first, last);
  }
  level_ = values_.empty() ? 0 : values_.front();
  for (double& value : values_) value -= level_;
  drawn_at_.setConstant(kNone);
}

void Peak::look_along(const image::Image& image, const cv::Mat1d& rest, int row, int first,
                      int last) {
  const int length = last - first + 1;
  if (length > 0 && has_all(image, row, first, length)) {
    const Eigen::Map<const Eigen::ArrayXd> all(rest[row] + first, length);
    if ((0 * all).sum() == 0) {  // which no sum is of values that are not all finite
      runs_.push_back({row - top_, first - left_, length, pixel_count()});
      values_.insert(values_.end(), all.begin(), all.end());
      return;
    }
  }
  bool goes_on = false;
  for (int column = first; column <= last; ++column) {
    const double value = rest(row, column);
    const bool is_seen = image.is_usable(row, column) && std::isfinite(value);
    const bool is_clipped = is_seen && image.is_clipped(row, column);
    if (is_clipped) ++clipped_;
    if (is_seen && !is_clipped) {
      if (!goes_on) runs_.push_back({row - top_, column - left_, 0, pixel_count()});
      ++runs_.back().length;
      values_.push_back(value);
    }
    goes_on = is_seen && !is_clipped;
  }
}

void Peak::draw_profiles(const Parameters& p) {
  const Eigen::Vector3d at(p[kX], p[kY], p[kLogSigma]);
  if (at == drawn_at_) return;
  drawn_at_ = at;
  const Profile profile(std::exp(p[kLogSigma]));
  profile.draw(p[kX], left_, right_, across_);
  profile.draw(p[kY], top_, bottom_, down_);
  u_ = Eigen::ArrayXd::LinSpaced(across_.size(), left_, right_) - p[kX];
}

void Peak::add(const Parameters& p) {
  draw_profiles(p);
  for (const Run& run : runs_) {
    values(run) += p[kIntensity] * down_[run.row] * across_.segment(run.column, run.length);
  }
}

Moments Peak::moments(const Parameters& p) {
  const Eigen::Index columns = across_.size();
  if (before_.cols() <= columns) before_.resize(Eigen::NoChange, 2 * columns + 1);
  before_.col(0).setZero();
  for (Eigen::Index i = 0; i < columns; ++i) {
    before_.col(i + 1) = before_.col(i) + powers_across(u_[i], across_[i]);
  }
  Moments moments;
  for (const Run& run : runs_) {
    moments.add(before_.col(run.column + run.length) - before_.col(run.column), v(run, p),
                down_[run.row]);
  }
  return moments;
}

// Rows weighted by what they share, and added up, are one row that stands for all.
Parameters Peak::with_values(const Parameters& p) {
  // Even numbers of those with and without the Gaussian, which a processor takes two at a time.
  enum { kGaussian, kGaussianV, kGaussianVV, kNotAsked, kOne, kV, kWeights };
  Eigen::Matrix<double, kWeights, Eigen::Dynamic> all;
  all.setZero(Eigen::NoChange, across_.size());
  for (const Run& run : runs_) {
    const double down = v(run, p);
    const double g = down_[run.row];
    const Eigen::Vector2d two(1, down);
    Eigen::Vector<double, kWeights> weights;
    weights << g * two, g * down * down * two, two;
    for (int i = 0; i < run.length; ++i) {
      all.col(run.column + i) += values_[static_cast<std::size_t>(run.first + i)] * weights;
    }
  }
  Parameters sums = Parameters::Zero();
  for (Eigen::Index i = 0; i < all.cols(); ++i) {
    const auto& at = all.col(i);
    const double g = across_[i];
    const double across = u_[i];
    sums[kX] += at[kGaussian] * g * across;
    sums[kY] += at[kGaussianV] * g;
    sums[kIntensity] += at[kGaussian] * g;
    sums[kBackground] += at[kOne];
    sums[kLogSigma] += g * (at[kGaussian] * across * across + at[kGaussianVV]);
    sums[kSlopeX] += at[kOne] * across;
    sums[kSlopeY] += at[kV];
  }
  return sums;
}

Peak::Sums Peak::sums(const Parameters& p) {
  draw_profiles(p);
  return {products(moments(p)), with_values(p)};
}

double Peak::misfit(const Parameters& p) {
  draw_profiles(p);
  double sum = 0;
  for (const Run& run : runs_) {
    const double height = p[kIntensity] * down_[run.row];
    const double background = p[kBackground] - level_ + p[kSlopeY] * v(run, p);
    sum += (height * across_.segment(run.column, run.length) +
            p[kSlopeX] * u_.segment(run.column, run.length) + (background - values(run)))
               .square()
               .sum();
  }
  return sum;
}

double Peak::cost(const Parameters& p, const Hold& hold) { return misfit(p) + held(p, hold); }

Normal Peak::normal(const Parameters& p, const Hold& hold, double misfit) {
  const Sums known = sums(p);
  const double steepness = p[kIntensity] * std::exp(-2 * p[kLogSigma]);
  Parameters scale;
  scale << steepness, steepness, 1, 1, steepness, 1, 1;
  Normal n;
  n.matrix = scale.asDiagonal() * known.products * scale.asDiagonal();
  Parameters terms;  // the model's share of each function
  terms << 0, 0, p[kIntensity], p[kBackground] - level_, 0, p[kSlopeX], p[kSlopeY];
  n.gradient = scale.cwiseProduct(known.products * terms - known.with_values);
  // A background that slopes moves with the column.
  for (const auto& [place, slope] : {std::pair{kX, kSlopeX}, {kY, kSlopeY}}) {
    n.matrix.col(place) -= p[slope] * n.matrix.col(kBackground);
    n.matrix.row(place) -= p[slope] * n.matrix.row(kBackground);
    n.gradient[place] -= p[slope] * n.gradient[kBackground];
  }
  n.cost = misfit + held(p, hold);
  const double width = hold.width_weight * hold.width_weight;
  const double slope = hold.slope_weight * hold.slope_weight;
  n.matrix(kLogSigma, kLogSigma) += width;
  n.gradient[kLogSigma] += width * (p[kLogSigma] - hold.log_sigma);
  const double background = hold.background_weight * hold.background_weight;
  n.matrix(kBackground, kBackground) += background;
  n.gradient[kBackground] += background * p[kBackground];
  for (const Parameter s : {kSlopeX, kSlopeY}) {
    n.matrix(s, s) += slope;
    n.gradient[s] += slope * p[s];
  }
  return n;
}

void Peak::fit_height(Parameters& p) {
  p[kIntensity] = 0;
  p[kBackground] = 0;
  p[kSlopeX] = 0;
  p[kSlopeY] = 0;
  if (values_.empty()) return;
  const Sums s = sums(p);
  const double usual = s.products(kIntensity, kBackground) / pixel_count();
  const double variance =
      s.products(kIntensity, kIntensity) - usual * s.products(kIntensity, kBackground);
  if (variance > 0) {
    p[kIntensity] = (s.with_values[kIntensity] - usual * s.with_values[kBackground]) / variance;
  }
  p[kBackground] = level_ + s.with_values[kBackground] / pixel_count() - p[kIntensity] * usual;
}

Eigen::Vector2d position_errors(Peak& peak, const Parameters& p, const Hold& hold, double misfit) {
  constexpr int kHeld = 3;  // each counts like a pixel
  const Normal n = peak.normal(p, hold, misfit);
  using Places = Eigen::Matrix<double, kParameterCount, 2>;
  const Places covariance = n.matrix.ldlt().solve(Places::Identity());
  const double freedom = peak.pixel_count() + kHeld - kParameterCount;
  return (covariance.diagonal() * (n.cost / freedom)).cwiseSqrt();
}

}  // namespace gibbsight::atoms
