// The inner loops of the fast engine: 512 replicas at once, a bit each, on whatever vectors the
// machine has. Every target gives the same bits.
//
// A site is a row of words a species: bit l of the row of species s >= 1 says that replica l has s
// there; species 0 is where no row has a bit. All pointers are raw and all counts are trusted, so
// that no code of a kernel file is shared with another file that is compiled for less.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace gibbsight::sampler {

inline constexpr std::size_t kLanes = 512;
inline constexpr std::size_t kRowWords = kLanes / 64;
inline constexpr int kMostSpecies = 4;
/// Most bits of the number that says what surrounds a site.
inline constexpr int kMostCodeBits = 13;
/// Most bits of such a number where bytes are looked up.
inline constexpr int kNarrowBits = 8;
/// Most neighbours that act alike: what four bits can count.
inline constexpr int kLargestGroup = 15;
/// Most configurations that are counted in bits.
inline constexpr int kMostCountedCodes = 256;
/// Random bits of a replica's own in each decision; the rest of the threshold is dithered.
inline constexpr int kOwnBits = 7;
/// Most thresholds that are compared with the random bits plane by plane, all of them each time.
inline constexpr int kMostPlaneThresholds = 7;
/// Masks of such a threshold: whether an equal number is below it, then its own bits, lowest first.
inline constexpr int kPlaneMasks = 1 + kOwnBits;

/// How the surroundings of a site become a number and the number a probability. The neighbours form
/// groups that act alike; of each group the number of neighbours of species 1 is written in as few
/// bits as it needs, then that of species 2 and so on, then comes the next group. The members of
/// the last groups may be pairs of neighbours: of species 1 where both are.
struct LocalRule {
  const std::uint8_t* group_sizes = nullptr;
  int groups = 0;
  int pair_groups = 0;
  int neighbours = 0;  ///< of all groups, two a pair
  int rows = 1;        ///< words rows a site: species less one
  int code_bits = 0;
  /// Up to 8 bits: tables of 1 << table_bits() thresholds in units of 2^-7, one a row, and one such
  /// set for every way the dither can fall.
  const std::uint8_t* thresholds = nullptr;
  /// Two species and a single group of few neighbours: a threshold a number of neighbours, as
  /// kPlaneMasks words of which all bits are alike; no table then.
  const std::uint64_t* plane_thresholds = nullptr;
  /// Over 8 bits: one table a row, in units of 2^-32.
  const std::uint32_t* wide_thresholds = nullptr;

  // Inlined always, so that no copy of them is left in a kernel's object file.
  /// Bits of a number of neighbours in a group of `size`.
  __attribute__((always_inline)) static constexpr int count_bits(int size) {
    return size < 2 ? 1 : size < 4 ? 2 : size < 8 ? 3 : 4;
  }
  __attribute__((always_inline)) static constexpr int table_bits(int code_bits) {
    return code_bits <= 4             ? 4
           : code_bits <= 6           ? 6
           : code_bits <= kNarrowBits ? code_bits
                                      : kMostCodeBits;
  }
};

/// Heat-bath changes of single sites, in order. `random` holds the states of one xoshiro256++ a
/// word of the row, 4 x 8 words; it is advanced.
struct FlipJob {
  LocalRule rule;
  std::uint64_t* state = nullptr;             ///< rows of 8 words, aligned to 64 bytes
  const std::uint32_t* sites = nullptr;       ///< first row of each site
  const std::uint32_t* neighbours = nullptr;  ///< first rows, rule.neighbours a site
  const std::uint32_t* dither = nullptr;      ///< start of the set of tables, or 32 random bits
  std::size_t count = 0;
  std::uint64_t* random = nullptr;
};

/// Metropolis exchanges of pairs of sites of two species. The number of a pair is, group by group,
/// what surrounds one site less what surrounds the other, in two's complement; of the two signs
/// that this can have it is the one that makes the first group positive and needs no sign there.
/// What then remains is whether the difference is that of the site that holds species 0: if not, a
/// narrow threshold has its highest bit turned, and a wide table has a half of its own.
struct ExchangeJob {
  LocalRule rule;
  std::uint64_t* state = nullptr;
  const std::uint32_t* sites = nullptr;       ///< rows of all sites that can change
  const std::uint32_t* neighbours = nullptr;  ///< of those
  const std::uint32_t* pairs = nullptr;       ///< two places in `sites` for every attempt
  const std::uint32_t* dither = nullptr;
  std::size_t count = 0;
  std::uint32_t zero_row = 0;  ///< a row that is always empty
  std::uint64_t* random = nullptr;
};

/// Counts local configurations of every replica.
struct CountJob {
  const std::uint64_t* state = nullptr;
  const std::uint32_t* places = nullptr;  ///< first rows, sites_per_place a place
  std::size_t count = 0;
  int sites_per_place = 0;
  const std::uint8_t* radices = nullptr;  ///< species of each site of a place
  int code_count = 0;                     ///< at most kMostCountedCodes
  std::uint32_t* totals = nullptr;        ///< codes x 8 x 64, added to; lane 8 j + k at (k, j)
};

/// The kernels compiled for one kind of machine.
struct Kernels {
  const char* name;
  void (*flip)(const FlipJob&);
  void (*exchange)(const ExchangeJob&);
  void (*count)(const CountJob&);
};

/// The kernels this machine can run, the widest first; the last one runs everywhere.
std::span<const Kernels> available_kernels();

}  // namespace gibbsight::sampler
