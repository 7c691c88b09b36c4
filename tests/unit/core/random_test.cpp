#include "gibbsight/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace gibbsight::core {
namespace {

TEST(Random, SamePathSameNumbers) {
  Generator first = Stream(1).child("twins").child(7).generator();
  Generator second = Stream(1).child("twins").child(7).generator();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(first(), second());
}

TEST(Random, PathsDoNotMeet) {
  std::set<std::uint64_t> keys;
  for (const char* name : {"twins", "sampler", "a", "b", ""})
    for (std::uint64_t seed = 0; seed < 20; ++seed)
      for (std::uint64_t i = 0; i < 50; ++i) keys.insert(Stream(seed).child(name).child(i).key());
  EXPECT_EQ(keys.size(), 5U * 20U * 50U);
}

// Mean of n uniforms: standard error 1/sqrt(12 n); five of them is the threshold.
TEST(Random, UniformAndNormalHaveTheirMoments) {
  Generator generator = Stream(3).generator();
  constexpr int kCount = 1'000'000;
  double sum = 0;
  double normal_sum = 0;
  double normal_squares = 0;
  for (int i = 0; i < kCount; ++i) {
    sum += generator.uniform();
    const double z = generator.normal();
    normal_sum += z;
    normal_squares += z * z;
  }
  EXPECT_NEAR(sum / kCount, 0.5, 5 / std::sqrt(12.0 * kCount));
  EXPECT_NEAR(normal_sum / kCount, 0, 5 / std::sqrt(1.0 * kCount));
  EXPECT_NEAR(normal_squares / kCount, 1, 5 * std::sqrt(2.0 / kCount));
}

TEST(Random, BelowIsUniform) {
  Generator generator = Stream(4).generator();
  std::array<int, 7> counts{};
  constexpr int kCount = 700'000;
  for (int i = 0; i < kCount; ++i) ++counts[generator.below(7)];
  double chi_squared = 0;
  for (const int c : counts) chi_squared += std::pow(c - kCount / 7.0, 2) / (kCount / 7.0);
  EXPECT_LT(chi_squared, 22.5) << "six degrees of freedom, p = 0.001";
}

}  // namespace
}  // namespace gibbsight::core
