// Probabilities as the kernels compare random bits with them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gibbsight/core/random.hpp"
#include "gibbsight/sampler/kernels.hpp"

namespace gibbsight::sampler {

/// Probabilities by code as thresholds of few bits. What the bits can't say is dithered: in each
/// attempt all replicas share one number v, and a threshold is another where v falls below its
/// remainder. Each replica by itself sees its probability to 2^-32 or better. Decisions of two of
/// them have the covariance f (1 - f) 2^-14, where f is the part of 128 p that the bits can't say:
/// next to nothing for most p, but rare events, of p under 1/128, come with a correlation of up to
/// 1/128. The mean over 512 replicas of what only rare events change is then less certain than 512
/// independent ones would make it, its variance up to five times as large.
class Thresholds {
 public:
  Thresholds() = default;
  /// `probabilities` holds tables one after the other, each of `1 << code_bits` entries in [0, 1].
  static Thresholds of_probabilities(std::span<const double> probabilities, int code_bits);
  /// One probability a number of neighbours, at most kMostPlaneThresholds.
  static Thresholds in_planes(std::span<const double> probabilities);
  /// The Metropolis rule for energies that change by `changes` or, where a pair is turned, by the
  /// opposite. A narrow threshold has its highest bit set where the change lowers the energy: above
  /// all own bits, it always accepts, and so does the opposite once that bit is turned. There is
  /// no such threshold for a change that costs next to nothing, under 2^-7: it takes either
  /// direction for downhill now and then, and loses up to 2^-8 of both rates, in the right ratio.
  static Thresholds of_changes(std::span<const double> changes, int code_bits);
  /// What a job needs to know for the shared number `v`.
  std::uint32_t dither(std::uint32_t v) const;
  /// The same for every attempt of a job, from shared numbers drawn for them.
  void dither(core::Generator& random, std::span<std::uint32_t> attempts) const;
  /// The same for numbers that were drawn before.
  void dither(std::span<std::uint32_t> attempts) const;
  void use_in(LocalRule& rule) const;
  bool operator==(const Thresholds&) const = default;

 private:
  /// `below` where v lies below the remainder.
  struct Entry {
    std::uint8_t otherwise = 0;
    std::uint8_t below = 0;
    std::uint32_t remainder = 0;
  };
  static Entry entry_of(double probability);
  static Entry entry_of_change(double change);
  explicit Thresholds(const std::vector<Entry>& entries);

  std::vector<std::uint8_t> sets_;         // narrow codes: one set of tables for each outcome
  std::vector<std::uint64_t> masks_;       // planes: the same
  std::vector<std::uint32_t> remainders_;  // ascending; the outcome is how many are at most v
  static constexpr int kGuessBits = 12;
  std::vector<std::uint16_t> outcome_of_;  // a first guess by the high bits of v
  std::uint32_t set_size_ = 0;
  std::vector<std::uint32_t> wide_;
};

}  // namespace gibbsight::sampler
