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

/// Standard deviation about `centre`, from half of a normal sample: outliers don't count.
double robust_deviation(std::vector<double> values, double centre);

/// Largest difference of the cumulative distributions of two sorted samples (Kolmogorov, Smirnov).
double largest_gap(const std::vector<double>& left, const std::vector<double>& right);

}  // namespace gibbsight::core
