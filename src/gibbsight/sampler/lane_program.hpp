// A model in the terms of the kernels: rows of words for sites, groups of neighbours, tables of
// thresholds.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "gibbsight/motifs/histogram.hpp"
#include "gibbsight/sampler/engine.hpp"
#include "gibbsight/sampler/kernels.hpp"
#include "gibbsight/sampler/lane_shift.hpp"
#include "gibbsight/sampler/thresholds.hpp"

namespace gibbsight::sampler {

/// So many sites that follow one another in a program's list are near each other in the box: the
/// next caches hold their surroundings.
inline constexpr std::uint32_t kStretch = 512;

/// Sites that are changed before the ghosts of any of them are looked at.
struct Pass {
  std::size_t site_count = 0;
  std::vector<Ghost> ghosts;  ///< of these sites, stale afterwards
};

/// Sites that follow one rule.
struct RuledSites {
  std::vector<std::uint8_t> group_sizes;
  int pair_groups = 0;  // the last of them
  int code_bits = 0;
  std::vector<std::uint32_t> sites;       // rows
  std::vector<std::uint32_t> neighbours;  // rows, those of one site together
  std::vector<Pass> passes;               // one after the other
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

/// Everything the kernels need to know of a model on a box.
class LaneProgram {
 public:
  /// Nothing where the kernels can't hold the model: over four species, exchange or triplets of
  /// more than two, exchange on sublattices that differ, or surroundings of more than 13 bits.
  static std::optional<LaneProgram> compile(const Hamiltonian& hamiltonian,
                                            const Ensemble& ensemble);

  std::uint32_t row_count() const { return row_count_; }
  int rows_per_site() const { return rows_per_site_; }
  bool exchanges() const { return exchanges_; }
  /// Where only sites that share a bond exchange: the places in the first part's list that each
  /// place may exchange with, as many for each. Else empty.
  const std::vector<std::uint32_t>& partners() const { return partners_; }
  const std::vector<RuledSites>& parts() const { return parts_; }
  /// Clusters by what they count: the term of each code, or -1.
  const std::map<std::vector<int>, LaneCount>& clusters() const { return clusters_; }
  /// Every site by itself: how many of each species.
  const LaneCount& sites() const { return sites_; }
  std::uint32_t row_of(std::uint32_t site) const { return row_of_[site]; }
  /// How the lanes of ghosts differ from those of their originals; none where lanes are replicas.
  const std::vector<LaneShift>& shifts() const { return shifts_; }
  /// Puts in place what looks at ghosts, whose rows follow the others.
  void fold(std::vector<RuledSites> parts, std::map<std::vector<int>, LaneCount> clusters,
            std::uint32_t row_count, std::vector<LaneShift> shifts);

  /// The places of a motif; nothing where it has too many codes to be counted in bits.
  std::optional<LaneCount> count_of(const motifs::Motif& motif, const motifs::Places& places) const;

 private:
  std::optional<RuledSites> make_part(const Hamiltonian& hamiltonian, const Ensemble& ensemble,
                                      std::span<const std::uint32_t> sites) const;
  void list_clusters(const Hamiltonian::ClusterTable& table, std::uint32_t site,
                     std::span<const std::uint32_t> corners);
  void list_counts(const Hamiltonian& hamiltonian);
  void list_partners(const Hamiltonian& hamiltonian);

  bool exchanges_ = false;
  int rows_per_site_ = 1;
  std::uint32_t row_count_ = 0;  // the last row stays empty, or is a ghost's
  std::vector<std::uint32_t> row_of_;
  std::vector<RuledSites> parts_;
  std::map<std::vector<int>, LaneCount> clusters_;
  LaneCount sites_;
  std::vector<std::uint32_t> partners_;
  std::vector<LaneShift> shifts_;
};

}  // namespace gibbsight::sampler
