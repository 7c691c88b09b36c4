// What a sample of numbers says without any model of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gibbsight::core {

/// The middle of a sample, the upper one of two; `otherwise` where it is empty.
template <class Number>
Number median(std::vector<Number> values, Number otherwise = {}) {
  if (values.empty()) return otherwise;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Distance of evenly spaced ones of `count` things, no more than `enough`: of a large sample,
/// every n-th says as much as all.
template <class Index>
Index thinning(Index count, Index enough) {
  return count / enough + 1;
}

/// The places of those, from the first on.
template <class Index>
std::vector<Index> thinned(Index count, Index enough) {
  std::vector<Index> places;
  for (Index i = 0; i < count; i += thinning(count, enough)) places.push_back(i);
  return places;
}

/// Standard deviation about `centre`, from half of a normal sample: outliers don't count.
double robust_deviation(std::vector<double> values, double centre);

/// Largest difference of the cumulative distributions of two sorted samples (Kolmogorov, Smirnov).
double largest_gap(const std::vector<double>& left, const std::vector<double>& right);

}  // namespace gibbsight::core
