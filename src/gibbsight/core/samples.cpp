#include "gibbsight/core/samples.hpp"

#include <cmath>
#include <utility>

namespace gibbsight::core {

double robust_deviation(std::vector<double> values, double centre) {
  for (double& value : values) value = std::abs(value - centre);
  return 1.4826 * median(std::move(values));
}

double largest_gap(const std::vector<double>& left, const std::vector<double>& right) {
  double gap = 0;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < left.size() && j < right.size()) {
    const double value = std::min(left[i], right[j]);
    while (i < left.size() && left[i] <= value) ++i;
    while (j < right.size() && right[j] <= value) ++j;
    gap = std::max(gap, std::abs(static_cast<double>(i) / static_cast<double>(left.size()) -
                                 static_cast<double>(j) / static_cast<double>(right.size())));
  }
  return gap;
}

}  // namespace gibbsight::core
