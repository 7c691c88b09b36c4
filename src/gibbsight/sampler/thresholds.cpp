#include "gibbsight/sampler/thresholds.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace gibbsight::sampler {

Thresholds::Entry Thresholds::entry_of(double probability) {
  const double scaled = probability * (1 << kOwnBits);
  const auto whole = static_cast<std::uint8_t>(scaled);
  return {whole, static_cast<std::uint8_t>(whole + 1),
          static_cast<std::uint32_t>((scaled - std::floor(scaled)) * 0x1p32)};
}

Thresholds::Entry Thresholds::entry_of_change(double change) {
  constexpr int kHighest = 1 << kOwnBits;
  constexpr double kStep = 1.0 / kHighest;
  const std::uint8_t downhill = change < 0 ? kHighest : 0;
  const double ratio = std::exp(-std::abs(change));
  Entry entry;
  if (ratio <= 1 - kStep) {
    entry = entry_of(ratio);
  } else {
    // Wrong with probability x, the rates are 1 - (1 - x) step uphill and 1 - x step downhill.
    const double wrong = (ratio - (1 - kStep)) / (kStep * (1 + ratio));
    entry = {kHighest - 1, kHighest - 1, static_cast<std::uint32_t>(wrong * 0x1p32)};
    entry.below ^= kHighest;
  }
  entry.otherwise ^= downhill;
  entry.below ^= downhill;
  return entry;
}

Thresholds Thresholds::of_probabilities(std::span<const double> probabilities, int code_bits) {
  const std::size_t codes = std::size_t{1} << code_bits;
  const std::size_t table_size = std::size_t{1} << LocalRule::table_bits(code_bits);
  const std::size_t size = probabilities.size() / codes * table_size;
  if (code_bits > kNarrowBits) {
    Thresholds result;
    result.wide_.resize(size);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      result.wide_[i / codes * table_size + i % codes] =
          static_cast<std::uint32_t>(std::min(probabilities[i] * 0x1p32, 0x1p32 - 1));
    }
    return result;
  }
  std::vector<Entry> entries(size);
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    entries[i / codes * table_size + i % codes] = entry_of(probabilities[i]);
  }
  return Thresholds(entries);
}

Thresholds Thresholds::in_planes(std::span<const double> probabilities) {
  std::vector<Entry> entries(probabilities.size());
  std::transform(probabilities.begin(), probabilities.end(), entries.begin(), entry_of);
  Thresholds result(entries);
  for (const std::uint8_t threshold : result.sets_) {
    // Below t or not above t - 1 is the same, and the latter has enough bits for all but 0.
    const std::uint64_t ones = ~std::uint64_t{0};
    result.masks_.push_back(threshold > 0 ? ones : 0);
    for (int bit = 0; bit < kOwnBits; ++bit) {
      result.masks_.push_back(threshold > 0 && ((threshold - 1) >> bit & 1) != 0 ? ones : 0);
    }
  }
  result.sets_.clear();
  result.set_size_ *= kPlaneMasks;
  return result;
}

Thresholds Thresholds::of_changes(std::span<const double> changes, int code_bits) {
  std::vector<Entry> entries(std::size_t{1} << LocalRule::table_bits(code_bits));
  std::transform(changes.begin(), changes.end(), entries.begin(), entry_of_change);
  return Thresholds(entries);
}

Thresholds::Thresholds(const std::vector<Entry>& entries)
    : set_size_(static_cast<std::uint32_t>(entries.size())) {
  for (const Entry& entry : entries) {
    if (entry.remainder != 0) remainders_.push_back(entry.remainder);
  }
  std::sort(remainders_.begin(), remainders_.end());
  remainders_.erase(std::unique(remainders_.begin(), remainders_.end()), remainders_.end());
  for (std::size_t outcome = 0; outcome <= remainders_.size(); ++outcome) {
    // v lies below all remainders from this place in the list on.
    for (const Entry& entry : entries) {
      const bool below = outcome < remainders_.size() && entry.remainder >= remainders_[outcome];
      sets_.push_back(below ? entry.below : entry.otherwise);
    }
  }
  for (std::uint32_t high = 0; high < 1U << kGuessBits; ++high) {
    outcome_of_.push_back(static_cast<std::uint16_t>(
        std::upper_bound(remainders_.begin(), remainders_.end(), high << (32 - kGuessBits)) -
        remainders_.begin()));
  }
}

std::uint32_t Thresholds::dither(std::uint32_t v) const {
  if (!wide_.empty()) return v;
  std::uint32_t outcome = outcome_of_[v >> (32 - kGuessBits)];
  while (outcome < remainders_.size() && remainders_[outcome] <= v) ++outcome;
  return outcome * set_size_;
}

void Thresholds::dither(core::Generator& random, std::span<std::uint32_t> attempts) const {
  for (std::size_t i = 0; i < attempts.size(); i += 2) {
    const std::uint64_t both = random();
    attempts[i] = static_cast<std::uint32_t>(both >> 32);
    if (i + 1 < attempts.size()) attempts[i + 1] = static_cast<std::uint32_t>(both);
  }
  dither(attempts);
}

void Thresholds::dither(std::span<std::uint32_t> attempts) const {
  constexpr std::size_t kFew = 8;
  if (wide_.empty() && remainders_.size() <= kFew) {
    // Of so few all are compared: no guess, no branch, and no loop of a length that varies.
    std::array<std::uint32_t, kFew> below{};
    below.fill(~std::uint32_t{0});
    for (std::size_t r = 0; r < remainders_.size(); ++r) below[r] = remainders_[r] - 1;
    for (std::uint32_t& v : attempts) {
      std::uint32_t outcome = 0;
      for (const std::uint32_t b : below) outcome += b < v ? 1 : 0;
      v = outcome * set_size_;
    }
  } else {
    for (std::uint32_t& v : attempts) v = dither(v);
  }
}

void Thresholds::use_in(LocalRule& rule) const {
  rule.thresholds = sets_.data();
  if (!masks_.empty()) rule.plane_thresholds = masks_.data();
  rule.wide_thresholds = wide_.data();
}

}  // namespace gibbsight::sampler
