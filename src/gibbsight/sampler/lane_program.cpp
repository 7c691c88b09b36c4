#include "gibbsight/sampler/lane_program.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace gibbsight::sampler {
namespace {

using Table = std::span<const double>;  // energies of a bond: species here x species there

int bits_of(const std::vector<std::size_t>& group) {
  return LocalRule::count_bits(static_cast<int>(group.size()));
}

/// The bonds of a sublattice that have the same energies, as places in its list of bonds.
std::vector<std::vector<std::size_t>> group_bonds(const Hamiltonian::SiteTable& table) {
  std::map<std::vector<double>, std::vector<std::size_t>> groups;
  for (std::size_t k = 0; k < table.bond_count; ++k) {
    const auto from = table.energies.begin() + static_cast<std::ptrdiff_t>(k * table.stride);
    groups[{from, from + static_cast<std::ptrdiff_t>(table.stride)}].push_back(k);
  }
  std::vector<std::vector<std::size_t>> result;
  for (auto& [energies, bonds] : groups) result.push_back(bonds);
  return result;
}

/// Reads the fields of a code from the lowest bit up.
class CodeReader {
 public:
  explicit CodeReader(std::uint32_t code) : rest_(code) {}
  int read(int bits) {
    const auto field = static_cast<int>(rest_ & ((1U << bits) - 1));
    rest_ >>= bits;
    return field;
  }

 private:
  std::uint32_t rest_;
};

/// Heat bath: for every code the probabilities of species >= 1, >= 2, ... one table after the
/// other. Codes that no surroundings have keep 0.
std::vector<double> heat_bath(const Hamiltonian::SiteTable& table,
                              const std::vector<std::vector<std::size_t>>& groups, int species,
                              int code_bits, const Eigen::VectorXd& potentials,
                              double inverse_temperature) {
  const std::size_t codes = std::size_t{1} << code_bits;
  std::vector<double> probabilities(codes * static_cast<std::size_t>(species - 1), 0.0);
  for (std::uint32_t code = 0; code < codes; ++code) {
    Eigen::VectorXd energy = -potentials;
    CodeReader reader(code);
    bool possible = true;
    for (const auto& group : groups) {
      int others = static_cast<int>(group.size());
      const double* bond = table.energies.data() + group[0] * table.stride;
      std::vector<int> counts(static_cast<std::size_t>(species));
      for (int s = 1; s < species; ++s) {
        counts[s] = reader.read(bits_of(group));
        others -= counts[s];
      }
      counts[0] = others;
      possible = possible && others >= 0;
      for (int here = 0; here < species; ++here)
        for (int there = 0; there < species; ++there) {
          energy[here] += counts[there] * bond[here * species + there];
        }
    }
    if (!possible) continue;
    const Eigen::ArrayXd weights =
        (inverse_temperature * (energy.minCoeff() - energy.array())).exp();
    for (int s = 1; s < species; ++s) {
      probabilities[static_cast<std::size_t>(s - 1) * codes + code] =
          weights.tail(species - s).sum() / weights.sum();
    }
  }
  return probabilities;
}

/// For every difference of surroundings, the first group's without its sign, what an exchange
/// changes the energy by.
std::vector<double> exchange_changes(const Hamiltonian::SiteTable& table,
                                     const std::vector<std::vector<std::size_t>>& groups,
                                     int code_bits, double inverse_temperature) {
  std::vector<double> changes(std::size_t{1} << code_bits);
  for (std::uint32_t code = 0; code < changes.size(); ++code) {
    CodeReader reader(code);
    for (const auto& group : groups) {
      const int bits = bits_of(group);
      int difference = reader.read(bits);
      if (&group != groups.data()) difference -= reader.read(1) << bits;
      const double* e = table.energies.data() + group[0] * table.stride;
      changes[code] += inverse_temperature * difference * ((e[3] - e[1]) - (e[2] - e[0]));
    }
  }
  return changes;
}

/// Narrow codes are turned by the kernel; wide ones have one bit more that says so.
Thresholds tabulate_exchanges(const std::vector<double>& changes, int code_bits) {
  if (code_bits <= kNarrowBits) return Thresholds::of_changes(changes, code_bits);
  std::vector<double> probabilities;
  for (const double change : changes) probabilities.push_back(std::exp(std::min(0.0, -change)));
  for (const double change : changes) probabilities.push_back(std::exp(std::min(0.0, change)));
  return Thresholds::of_probabilities(probabilities, code_bits + 1);
}

/// Sites far enough from each other follow one another, so that the processor need not wait for one
/// to be done before it starts the next.
std::vector<std::uint32_t> spread_out(std::span<const std::uint32_t> sites) {
  constexpr std::size_t kStride = 5;
  std::vector<std::uint32_t> order;
  for (std::size_t start = 0; start < kStride; ++start)
    for (std::size_t i = start; i < sites.size(); i += kStride) order.push_back(sites[i]);
  return order;
}

}  // namespace

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
  constexpr std::size_t kFew = 8;
  if (wide_.empty() && remainders_.size() <= kFew) {
    // Of so few all are compared: no guess, no branch, and no loop of a length that varies.
    std::array<std::uint32_t, kFew> below;
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

LocalRule RuledSites::rule(int rows, std::size_t stage) const {
  LocalRule rule;
  rule.group_sizes = group_sizes.data();
  rule.groups = static_cast<int>(group_sizes.size());
  rule.neighbours = std::accumulate(group_sizes.begin(), group_sizes.end(), 0);
  rule.rows = rows;
  rule.code_bits = code_bits;
  thresholds[stage].use_in(rule);
  return rule;
}

void LaneProgram::list_counts(const Hamiltonian& hamiltonian) {
  const auto species = static_cast<std::uint8_t>(hamiltonian.species_count());
  sites_ = {{species}, {}, species};
  std::map<std::vector<int>, std::vector<std::uint32_t>> places;
  for (const std::uint32_t site : hamiltonian.active_sites()) {
    sites_.places.push_back(row_of_[site]);
    const auto& table = hamiltonian.table(hamiltonian.table_of(site));
    const auto neighbours = hamiltonian.neighbours_of(site);
    for (std::size_t k = 0; k < table.bond_count; ++k) {
      if (neighbours[k] < site) continue;  // every pair is seen from both ends
      const auto terms = table.terms.begin() + static_cast<std::ptrdiff_t>(k * table.stride);
      auto& rows = places[{terms, terms + static_cast<std::ptrdiff_t>(table.stride)}];
      rows.push_back(row_of_[site]);
      rows.push_back(row_of_[neighbours[k]]);
    }
  }
  for (auto& [terms, rows] : places) {
    pairs_.push_back({{{species, species}, std::move(rows), species * species}, terms});
  }
}

bool RuledSites::join(const RuledSites& other) {
  if (group_sizes != other.group_sizes || thresholds != other.thresholds) return false;
  sites.insert(sites.end(), other.sites.begin(), other.sites.end());
  neighbours.insert(neighbours.end(), other.neighbours.begin(), other.neighbours.end());
  return true;
}

Thresholds LaneProgram::tabulate_flips(const Hamiltonian::SiteTable& table, const Groups& groups,
                                       int code_bits, const Eigen::VectorXd& potentials,
                                       double inverse_temperature) const {
  const auto probabilities =
      heat_bath(table, groups, rows_per_site_ + 1, code_bits, potentials, inverse_temperature);
  const std::size_t levels = groups.size() == 1 ? groups[0].size() + 1 : 0;
  return rows_per_site_ == 1 && levels > 0 && levels <= kMostPlaneThresholds
             ? Thresholds::in_planes(std::span(probabilities).first(levels))
             : Thresholds::of_probabilities(probabilities, code_bits);
}

/// The rule of one sublattice and the sites that follow it; nothing where no table can hold it.
std::optional<RuledSites> LaneProgram::make_part(const Hamiltonian& hamiltonian,
                                                 const Ensemble& ensemble,
                                                 std::span<const std::uint32_t> sites) const {
  const Hamiltonian::SiteTable& table = hamiltonian.table(hamiltonian.table_of(sites[0]));
  const auto groups = group_bonds(table);
  RuledSites part;
  for (const auto& group : groups) {
    if (group.size() > kLargestGroup) return std::nullopt;
    const int bits = bits_of(group);
    part.group_sizes.push_back(static_cast<std::uint8_t>(group.size()));
    part.code_bits += exchanges_ ? bits + (&group == groups.data() ? 0 : 1) : bits * rows_per_site_;
  }
  const int folded_bits = part.code_bits;
  if (exchanges_ && folded_bits > kNarrowBits) ++part.code_bits;  // a half for either direction
  if (part.code_bits > kMostCodeBits) return std::nullopt;
  for (std::size_t stage = 0; stage < kAnnealing.size(); ++stage) {
    const double beta = kAnnealing[stage];
    part.thresholds[stage] =
        exchanges_
            ? tabulate_exchanges(exchange_changes(table, groups, folded_bits, beta), folded_bits)
            : tabulate_flips(table, groups, part.code_bits,
                             std::get<SemiGrand>(ensemble).chemical_potentials, beta);
  }
  for (const std::uint32_t site : spread_out(sites)) {
    part.sites.push_back(row_of_[site]);
    const auto neighbours = hamiltonian.neighbours_of(site);
    for (const auto& group : groups)
      for (const std::size_t bond : group) part.neighbours.push_back(row_of_[neighbours[bond]]);
  }
  return part;
}

std::optional<LaneProgram> LaneProgram::compile(const Hamiltonian& hamiltonian,
                                                const Ensemble& ensemble) {
  if (hamiltonian.has_triplets()) return std::nullopt;
  LaneProgram program;
  const int species = hamiltonian.species_count();
  program.exchanges_ = std::holds_alternative<Canonical>(ensemble);
  if (species < 2 || species > (program.exchanges_ ? 2 : kMostSpecies)) return std::nullopt;
  program.rows_per_site_ = species - 1;
  program.row_of_.resize(hamiltonian.site_count(), 0);
  std::map<std::size_t, std::vector<std::uint32_t>> by_table;
  for (const std::uint32_t site : hamiltonian.active_sites()) {
    program.row_of_[site] = program.row_count_;
    program.row_count_ += static_cast<std::uint32_t>(program.rows_per_site_);
    by_table[hamiltonian.table_of(site)].push_back(site);
  }
  ++program.row_count_;
  for (const auto& [index, sites] : by_table) {
    auto part = program.make_part(hamiltonian, ensemble, sites);
    if (!part) return std::nullopt;
    if (!program.exchanges_ || program.parts_.empty()) {
      program.parts_.push_back(std::move(*part));
    } else if (!program.parts_[0].join(*part)) {
      return std::nullopt;
    }
  }
  program.list_counts(hamiltonian);
  return program;
}

std::optional<LaneCount> LaneProgram::count_of(const motifs::Motif& motif,
                                               const motifs::Places& places) const {
  if (motif.code_count() > kMostCountedCodes) return std::nullopt;
  LaneCount count;
  count.code_count = static_cast<int>(motif.code_count());
  for (const int radix : motif.radices) {
    if (radix != rows_per_site_ + 1) return std::nullopt;  // a digit of a spectator says nothing
    count.radices.push_back(static_cast<std::uint8_t>(radix));
  }
  for (const std::uint32_t site : places.sites) count.places.push_back(row_of_[site]);
  return count;
}

}  // namespace gibbsight::sampler
