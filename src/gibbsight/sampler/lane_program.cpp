#include "gibbsight/sampler/lane_program.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "gibbsight/sampler/surroundings.hpp"

namespace gibbsight::sampler {
namespace {

/// Narrow codes are turned by the kernel; wide ones have one bit more that says so.
Thresholds tabulate_exchanges(const std::vector<double>& changes, int code_bits) {
  if (code_bits <= kNarrowBits) return Thresholds::of_changes(changes, code_bits);
  std::vector<double> probabilities;
  for (const double change : changes) probabilities.push_back(std::exp(std::min(0.0, -change)));
  for (const double change : changes) probabilities.push_back(std::exp(std::min(0.0, change)));
  return Thresholds::of_probabilities(probabilities, code_bits + 1);
}

Thresholds tabulate_flips(const std::vector<Group>& groups, int code_bits,
                          const Eigen::VectorXd& potentials, double inverse_temperature) {
  const auto probabilities = heat_bath(groups, code_bits, potentials, inverse_temperature);
  const bool few = potentials.size() == 2 && groups.size() == 1 && !groups[0].pairs &&
                   groups[0].size() < kMostPlaneThresholds;
  return few ? Thresholds::in_planes(
                   std::span(probabilities).first(static_cast<std::size_t>(groups[0].size()) + 1))
             : Thresholds::of_probabilities(probabilities, code_bits);
}

/// Sites far enough from each other follow one another, so that the processor need not wait for one
/// to be done before it starts the next; but not so far that they leave its caches.
std::vector<std::uint32_t> spread_out(std::span<const std::uint32_t> sites) {
  constexpr std::size_t kStride = 5;
  std::vector<std::uint32_t> order;
  for (std::size_t first = 0; first < sites.size(); first += kStretch)
    for (std::size_t start = first; start < first + kStride; ++start)
      for (std::size_t i = start; i < std::min(first + kStretch, sites.size()); i += kStride) {
        order.push_back(sites[i]);
      }
  return order;
}

}  // namespace

LocalRule RuledSites::rule(int rows, std::size_t stage) const {
  LocalRule rule;
  rule.group_sizes = group_sizes.data();
  rule.groups = static_cast<int>(group_sizes.size());
  rule.pair_groups = pair_groups;
  const auto pairs = group_sizes.end() - pair_groups;
  rule.neighbours = std::accumulate(group_sizes.begin(), pairs, 0) +
                    2 * std::accumulate(pairs, group_sizes.end(), 0);
  rule.rows = rows;
  rule.code_bits = code_bits;
  thresholds[stage].use_in(rule);
  return rule;
}

/// Lists the clusters of a kind around a site, of which `corners` are the others' corners, under
/// what they count. A cluster is seen from all of its corners and listed at the first.
void LaneProgram::list_clusters(const Hamiltonian::ClusterTable& table, std::uint32_t site,
                                std::span<const std::uint32_t> corners) {
  const std::size_t others = table.clusters.empty() ? 0 : corners.size() / table.clusters.size();
  for (std::size_t k = 0; k < table.clusters.size(); ++k) {
    const auto of_this = corners.subspan(k * others, others);
    if (*std::min_element(of_this.begin(), of_this.end()) < site) continue;
    const auto terms = table.terms.begin() + static_cast<std::ptrdiff_t>(k * table.stride);
    auto& count = clusters_[{terms, terms + static_cast<std::ptrdiff_t>(table.stride)}];
    count.radices.assign(others + 1, static_cast<std::uint8_t>(rows_per_site_ + 1));
    count.code_count = static_cast<int>(table.stride);
    // The table takes the first corner for the slowest digit, the count for the fastest.
    for (std::size_t c = others; c-- > 0;) count.places.push_back(row_of_[of_this[c]]);
    count.places.push_back(row_of_[site]);
  }
}

void LaneProgram::list_counts(const Hamiltonian& hamiltonian) {
  const auto species = static_cast<std::uint8_t>(hamiltonian.species_count());
  sites_ = {{species}, {}, species};
  for (const std::uint32_t site : hamiltonian.active_sites()) {
    sites_.places.push_back(row_of_[site]);
    const auto& table = hamiltonian.table(hamiltonian.table_of(site));
    list_clusters(table, site, hamiltonian.neighbours_of(site));
    list_clusters(table.triplets, site, hamiltonian.triplet_corners_of(site));
  }
}

void LaneProgram::list_partners(const Hamiltonian& hamiltonian) {
  const auto sites = hamiltonian.active_sites();  // a row each, in order
  std::vector<std::uint32_t> place_of_row(row_count_);
  const auto& rows = parts_[0].sites;
  for (std::size_t p = 0; p < rows.size(); ++p) {
    place_of_row[rows[p]] = static_cast<std::uint32_t>(p);
  }
  for (const std::uint32_t row : rows)
    for (const std::uint32_t neighbour : hamiltonian.neighbours_of(sites[row])) {
      partners_.push_back(place_of_row[row_of_[neighbour]]);
    }
}

bool RuledSites::join(const RuledSites& other) {
  if (group_sizes != other.group_sizes || pair_groups != other.pair_groups ||
      thresholds != other.thresholds) {
    return false;
  }
  sites.insert(sites.end(), other.sites.begin(), other.sites.end());
  neighbours.insert(neighbours.end(), other.neighbours.begin(), other.neighbours.end());
  return true;
}

/// The rule of one sublattice and the sites that follow it; nothing where no table can hold it.
std::optional<RuledSites> LaneProgram::make_part(const Hamiltonian& hamiltonian,
                                                 const Ensemble& ensemble,
                                                 std::span<const std::uint32_t> sites) const {
  const auto groups = group_surroundings(hamiltonian.table(hamiltonian.table_of(sites[0])),
                                         hamiltonian.species_count());
  if (!groups) return std::nullopt;
  RuledSites part;
  for (const Group& group : *groups) {
    if (group.size() > kLargestGroup) return std::nullopt;
    const int bits = LocalRule::count_bits(group.size());
    const bool first = part.group_sizes.empty();
    part.group_sizes.push_back(static_cast<std::uint8_t>(group.size()));
    part.pair_groups += group.pairs ? 1 : 0;
    part.code_bits += exchanges_ ? bits + (first ? 0 : 1) : bits * rows_per_site_;
  }
  const int folded_bits = part.code_bits;
  if (exchanges_ && folded_bits > kNarrowBits) ++part.code_bits;  // a half for either direction
  if (part.code_bits > kMostCodeBits) return std::nullopt;
  for (std::size_t stage = 0; stage < kAnnealing.size(); ++stage) {
    const double beta = kAnnealing[stage];
    part.thresholds[stage] =
        exchanges_ ? tabulate_exchanges(exchange_changes(*groups, folded_bits, beta), folded_bits)
                   : tabulate_flips(*groups, part.code_bits,
                                    std::get<SemiGrand>(ensemble).chemical_potentials, beta);
  }
  for (const std::uint32_t site : spread_out(sites)) {
    part.sites.push_back(row_of_[site]);
    const auto corners = corners_of(hamiltonian, site);
    for (const Group& group : *groups)
      for (const auto& [first, second] : group.members) {
        part.neighbours.push_back(row_of_[corners[first]]);
        if (group.pairs) part.neighbours.push_back(row_of_[corners[second]]);
      }
  }
  return part;
}

std::optional<LaneProgram> LaneProgram::compile(const Hamiltonian& hamiltonian,
                                                const Ensemble& ensemble) {
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
  for (RuledSites& part : program.parts_) part.passes = {{part.sites.size(), {}}};
  program.list_counts(hamiltonian);
  const auto* canonical = std::get_if<Canonical>(&ensemble);
  if (canonical != nullptr && canonical->neighbours) {
    for (const auto& [index, sites] : by_table) {
      if (hamiltonian.table(index).bond_count != hamiltonian.most_bonds()) return std::nullopt;
    }
    program.list_partners(hamiltonian);
  }
  return program;
}

void LaneProgram::fold(std::vector<RuledSites> parts,
                       std::map<std::vector<int>, LaneCount> clusters, std::uint32_t row_count,
                       std::vector<LaneShift> shifts) {
  parts_ = std::move(parts);
  clusters_ = std::move(clusters);
  row_count_ = row_count;
  shifts_ = std::move(shifts);
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
