#include "gibbsight/core/random.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace gibbsight::core {
namespace {

// Domains keep the children's keys and the generators' states apart.
enum class Domain : std::uint32_t { kIndex = 1, kName = 2, kState = 3 };

std::array<std::uint64_t, 2> philox(std::uint64_t key, std::uint64_t counter, Domain domain,
                                    std::uint32_t part) {
  const r123::Philox4x32::ctr_type c = {{static_cast<std::uint32_t>(counter),
                                         static_cast<std::uint32_t>(counter >> 32),
                                         static_cast<std::uint32_t>(domain), part}};
  const r123::Philox4x32::key_type k = {
      {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
  const auto r = r123::Philox4x32{}(c, k);
  const auto join = [](std::uint32_t low, std::uint32_t high) {
    return std::uint64_t{low} | (std::uint64_t{high} << 32);
  };
  return {join(r[0], r[1]), join(r[2], r[3])};
}

std::uint64_t fnv1a(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

}  // namespace

double Generator::normal() {
  const double u = 1.0 - uniform();  // in (0, 1]: the logarithm is finite
  const double v = uniform();
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

Stream Stream::child(std::string_view name) const {
  return Stream(philox(key_, fnv1a(name), Domain::kName, 0)[0]);
}

Stream Stream::child(std::uint64_t index) const {
  return Stream(philox(key_, index, Domain::kIndex, 0)[0]);
}

Generator Stream::generator() const { return Generator(words()); }

std::array<std::uint64_t, 4> Stream::words() const {
  const auto low = philox(key_, 0, Domain::kState, 0);
  const auto high = philox(key_, 0, Domain::kState, 1);
  return {low[0], low[1], high[0], high[1]};
}

}  // namespace gibbsight::core
