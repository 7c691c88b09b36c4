// Random numbers without hidden state: a stream is a value, and names its children.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <string_view>

namespace gibbsight::core {

/// xoshiro256++ of Blackman and Vigna (doi:10.1145/3460772): fast, 256 bits of state, period
/// 2^256 - 1. A UniformRandomBitGenerator; get one from a Stream.
class Generator {
 public:
  using result_type = std::uint64_t;
  explicit Generator(const std::array<std::uint64_t, 4>& state) : state_(state) {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// Uniform in [0, 1) with 53 bits.
  double uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }
  /// Uniform integer in [0, n), n < 2^32; the bias is below n / 2^32 (Lemire's multiplication).
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>((((*this)() >> 32) * n) >> 32);
  }
  /// Standard normal deviate (Box-Muller, one of the pair).
  double normal();

 private:
  std::array<std::uint64_t, 4> state_;
};

/// A node in a tree of independent random streams, keyed by Philox4x32-10 (Salmon et al. 2011,
/// doi:10.1145/2063384.2063405): the same seed and path give the same numbers on every machine and
/// for any number of threads.
class Stream {
 public:
  explicit Stream(std::uint64_t seed) : key_(seed) {}
  Stream child(std::string_view name) const;
  Stream child(std::uint64_t index) const;
  Generator generator() const;
  /// The state that `generator` starts from.
  std::array<std::uint64_t, 4> words() const;
  std::uint64_t key() const { return key_; }

 private:
  std::uint64_t key_;
};

}  // namespace gibbsight::core
