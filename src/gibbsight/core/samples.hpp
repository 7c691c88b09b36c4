// What a sample of numbers says without any model of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace gibbsight::core {

/// The value that `fraction` (below 1) of a sample lie below; `otherwise` where it is empty.
template <class Number>
Number quantile(std::vector<Number> values, double fraction, Number otherwise = {}) {
  if (values.empty()) return otherwise;
  const auto below = static_cast<std::ptrdiff_t>(fraction * static_cast<double>(values.size()));
  std::nth_element(values.begin(), values.begin() + below, values.end());
  return values[static_cast<std::size_t>(below)];
}

/// The middle of a sample, the upper one of two; `otherwise` where it is empty.
template <class Number>
Number median(std::vector<Number> values, Number otherwise = {}) {
  return quantile(std::move(values), 0.5, otherwise);
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
