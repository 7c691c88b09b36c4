// A model in the terms of the kernels: rows of words for sites, groups of neighbours, tables of
// thresholds.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gibbsight/core/random.hpp"
#include "gibbsight/motifs/histogram.hpp"
#include "gibbsight/sampler/engine.hpp"
#include "gibbsight/sampler/kernels.hpp"

namespace gibbsight::sampler {

/// Probabilities by code as thresholds of few bits. What the bits can't say is dithered: in each
/// attempt all replicas share one number v, and a threshold is another where v falls below its
/// remainder. Each replica sees its probability to 2^-32 or better; two of them agree too often by
/// 2^-16 at most.
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

/// Sites that follow one rule.
struct RuledSites {
  std::vector<std::uint8_t> group_sizes;
  int code_bits = 0;
  std::vector<std::uint32_t> sites;       // rows
  std::vector<std::uint32_t> neighbours;  // rows, those of one site together
  std::array<Thresholds, kAnnealing.size()> thresholds;

  LocalRule rule(int rows, std::size_t stage) const;
  /// Takes over the sites of another sublattice; false, and unchanged, where its rule differs.
  bool join(const RuledSites& other);
};

/// Local configurations to count.
struct LaneCount {
  std::vector<std::uint8_t> radices;
  std::vector<std::uint32_t> places;  // rows
  int code_count = 0;
};

/// Pairs of sites whose species decide by the same table which term counts them.
struct LanePairs {
  LaneCount count;
  std::vector<int> terms;  ///< by species of the first site, slowest, and of the second; or -1
};

/// Everything the kernels need to know of a model on a box.
class LaneProgram {
 public:
  /// Nothing where the kernels can't hold the model: triplets, over four species, exchange of more
  /// than two or on sublattices that differ, or surroundings of more than 12 bits.
  static std::optional<LaneProgram> compile(const Hamiltonian& hamiltonian,
                                            const Ensemble& ensemble);

  std::uint32_t row_count() const { return row_count_; }
  int rows_per_site() const { return rows_per_site_; }
  bool exchanges() const { return exchanges_; }
  const std::vector<RuledSites>& parts() const { return parts_; }
  const std::vector<LanePairs>& pairs() const { return pairs_; }
  /// Every site by itself: how many of each species.
  const LaneCount& sites() const { return sites_; }
  std::uint32_t row_of(std::uint32_t site) const { return row_of_[site]; }

  /// The places of a motif; nothing where it has too many codes to be counted in bits.
  std::optional<LaneCount> count_of(const motifs::Motif& motif, const motifs::Places& places) const;

 private:
  using Groups = std::vector<std::vector<std::size_t>>;
  std::optional<RuledSites> make_part(const Hamiltonian& hamiltonian, const Ensemble& ensemble,
                                      std::span<const std::uint32_t> sites) const;
  Thresholds tabulate_flips(const Hamiltonian::SiteTable& table, const Groups& groups,
                            int code_bits, const Eigen::VectorXd& potentials,
                            double inverse_temperature) const;
  void list_counts(const Hamiltonian& hamiltonian);

  bool exchanges_ = false;
  int rows_per_site_ = 1;
  std::uint32_t row_count_ = 0;  // the last row stays empty
  std::vector<std::uint32_t> row_of_;
  std::vector<RuledSites> parts_;
  std::vector<LanePairs> pairs_;
  LaneCount sites_;
};

}  // namespace gibbsight::sampler
