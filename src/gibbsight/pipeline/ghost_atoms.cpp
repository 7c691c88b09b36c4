#include "gibbsight/pipeline/ghost_atoms.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "gibbsight/atoms/point_index.hpp"
#include "gibbsight/core/samples.hpp"

namespace gibbsight::pipeline {
namespace {

using indexing::Vector2;

constexpr double kReach = 10;  // spacings
constexpr double kBinsASpacing = 10;
constexpr std::size_t kEnough = 5'000;  // atoms whose pairs are looked at

/// Two atoms: the offset from one to the other, and their heights.
struct Pair {
  Vector2 offset;
  double first;
  double second;
};

std::vector<Pair> pairs_of(const std::vector<atoms::Atom>& atoms, const atoms::PointIndex& places,
                           double reach) {
  std::vector<Pair> pairs;
  for (const std::size_t i : core::thinned(atoms.size(), kEnough)) {
    const Vector2& here = places.points()[i];
    places.for_each_within(here, reach, [&](int other, double squared) {
      if (squared <= 0) return;
      const atoms::Atom& second = atoms[static_cast<std::size_t>(other)];
      pairs.push_back({places[other] - here, atoms[i].intensity, second.intensity});
    });
  }
  return pairs;
}

/// Sums over the pairs of each offset.
struct Sums {
  double count = 0;
  double difference = 0;
  double squares = 0;

  Sums& operator+=(const Sums& other) {
    count += other.count;
    difference += other.difference;
    squares += other.squares;
    return *this;
  }
  double mean() const { return difference / count; }
  double standard_errors() const {
    constexpr double kFewest = 20;
    return count < kFewest || squares <= 0 ? 0 : difference / std::sqrt(squares);
  }
};

class Offsets {
 public:
  Offsets(const std::vector<Pair>& pairs, double bin)
      : bin_(bin), sums_(static_cast<std::size_t>(kSide * kSide)) {
    for (const Pair& pair : pairs) {
      const double difference = pair.first - pair.second;
      at(bin_of(pair.offset.x()), bin_of(pair.offset.y())) +=
          {1, difference, difference * difference};
    }
  }

  /// In the 3 by 3 bins about an offset.
  Sums around(const Vector2& offset) const {
    const int x = bin_of(offset.x());
    const int y = bin_of(offset.y());
    Sums sums;
    if (std::min(x, y) < 1 || std::max(x, y) + 1 >= kSide) return sums;
    for (int down = -1; down <= 1; ++down) {
      for (int right = -1; right <= 1; ++right) sums += at(x + right, y + down);
    }
    return sums;
  }

  /// Where atoms are most clearly lower than those they are off from.
  Vector2 clearest() const {
    Vector2 best(0, 0);
    double errors = 0;
    for (int y = 1 - kMiddle; y < kMiddle; ++y) {
      for (int x = 1 - kMiddle; x < kMiddle; ++x) {
        const Vector2 offset = bin_ * Vector2(x, y);
        const double here = around(offset).standard_errors();
        if (here <= errors) continue;
        errors = here;
        best = offset;
      }
    }
    return best;
  }

 private:
  static constexpr int kMiddle = static_cast<int>(kReach * kBinsASpacing) + 2;
  static constexpr int kSide = 2 * kMiddle + 1;

  int bin_of(double along) const { return kMiddle + static_cast<int>(std::lround(along / bin_)); }
  Sums& at(int x, int y) { return sums_[static_cast<std::size_t>(y * kSide + x)]; }
  const Sums& at(int x, int y) const { return sums_[static_cast<std::size_t>(y * kSide + x)]; }

  double bin_;
  std::vector<Sums> sums_;
};

/// Of the pairs near an offset whose second atom is the lower one: these are mostly images of one
/// atom.
Ghost measure_ghost(const std::vector<Pair>& pairs, const Vector2& near, double reach) {
  std::vector<double> ratios;
  std::vector<double> x;
  std::vector<double> y;
  for (const Pair& pair : pairs) {
    if ((pair.offset - near).norm() > reach || pair.second >= pair.first) continue;
    ratios.push_back(pair.second / pair.first);
    x.push_back(pair.offset.x());
    y.push_back(pair.offset.y());
  }
  const double strength = core::median(ratios);
  const double spread = core::robust_deviation(ratios, strength);
  return {{core::median(std::move(x)), core::median(std::move(y))},
          strength,
          spread / std::sqrt(static_cast<double>(ratios.size())),
          true};
}

}  // namespace

std::optional<Ghost> find_ghost_atoms(const std::vector<atoms::Atom>& atoms,
                                      const std::optional<Vector2>& expected) {
  // Standard errors. In 206 drawn layers without a second image, from order to islands and of noise
  // to a fifth of the height, the clearest offset had 5.4, and there 0.1 of the height: atoms
  // differ a little across large islands.
  constexpr double kClearAnywhere = 6;
  constexpr double kClearWhereExpected = 3;
  constexpr double kLeastDifference = 0.15;  // of the usual height
  if (atoms.size() < 2) return std::nullopt;
  std::vector<Vector2> points;
  for (const atoms::Atom& atom : atoms) points.emplace_back(atom.x, atom.y);
  const atoms::PointIndex places(std::move(points));
  const double spacing = places.typical_distance();
  if (spacing <= 0) return std::nullopt;
  const std::vector<Pair> pairs = pairs_of(atoms, places, kReach * spacing);
  const double bin = spacing / kBinsASpacing;
  const Offsets offsets(pairs, bin);
  const Vector2 offset = expected ? *expected : offsets.clearest();
  const Sums sums = offsets.around(offset);
  const double usual = median_of(atoms, &atoms::Atom::intensity);
  const double clear = expected ? kClearWhereExpected : kClearAnywhere;
  if (sums.standard_errors() < clear || sums.mean() < kLeastDifference * usual) return std::nullopt;
  return measure_ghost(pairs, offset, 2 * bin);
}

}  // namespace gibbsight::pipeline
