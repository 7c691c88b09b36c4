#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "gibbsight/report/report.hpp"

namespace gibbsight::report {
namespace {

constexpr int kDigits = 2;          // of an uncertainty
constexpr int kSmallestPlain = -4;  // powers of ten that are written without an exponent
constexpr int kLargestPlain = 5;

/// The power of ten of the first digit of |x|, after x was rounded to kDigits digits: 0.0996 is
/// 0.10.
int leading_power(double x) {
  const std::string text = fmt::format("{:.{}e}", x, kDigits - 1);
  const char* exponent = text.data() + text.find('e') + 1;
  if (*exponent == '+') ++exponent;
  int power = 0;
  std::from_chars(exponent, text.data() + text.size(), power);
  return power;
}

/// `x` rounded to a multiple of 10^last.
std::string fixed(double x, int last) {
  if (last <= 0) return fmt::format("{:.{}f}", x, -last);
  const double unit = std::pow(10.0, last);
  return fmt::format("{:.0f}", std::round(x / unit) * unit);
}

}  // namespace

std::string with_error(double value, double error) {
  if (!std::isfinite(value) || !std::isfinite(error) || error <= 0) {
    return fmt::format("{:.6g}", value);
  }
  const int first =
      std::max(value == 0 ? kSmallestPlain : leading_power(value), leading_power(error));
  if (first < kSmallestPlain || first > kLargestPlain) {
    const double unit = std::pow(10.0, first);
    return fmt::format("({})e{:+03}", with_error(value / unit, error / unit), first);
  }
  const int last = leading_power(error) - kDigits + 1;
  return fmt::format("{} ± {}", fixed(value, last), fixed(error, last));
}

std::string to_text(const Interval& interval) {
  const double half_width = (interval.high - interval.low) / 2;
  if (!std::isfinite(half_width) || half_width <= 0) {
    return fmt::format("[{:.6g}, {:.6g}]", interval.low, interval.high);
  }
  const int last = leading_power(half_width) - kDigits + 1;
  return fmt::format("[{}, {}]", fixed(interval.low, last), fixed(interval.high, last));
}

}  // namespace gibbsight::report
