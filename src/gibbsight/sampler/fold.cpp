#include "gibbsight/sampler/fold.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

namespace gibbsight::sampler {
namespace {

using lattice::Window;

int length(const lattice::Site& offset) { return std::max(std::abs(offset.a), std::abs(offset.b)); }

/// In cells.
int reach_of(const Hamiltonian& hamiltonian) {
  int reach = 0;
  for (std::size_t sublattice = 0; sublattice < hamiltonian.sublattice_count(); ++sublattice) {
    const auto& table = hamiltonian.table(sublattice);
    for (const auto* clusters : {&table.clusters, &table.triplets.clusters})
      for (const model::Cluster& cluster : *clusters)
        for (const lattice::Site& other : cluster.others) reach = std::max(reach, length(other));
  }
  return reach;
}

int reach_of(const motifs::Motif& motif) {
  int reach = 0;
  for (const motifs::Centre& centre : motif.centres)
    for (const lattice::Site& offset : centre.offsets) reach = std::max(reach, length(offset));
  return reach;
}

/// As many blocks as there can be, and of such the ones with the shortest edges.
std::optional<Window> choose_block(const Window& box, int reach) {
  const int least = std::max(Fold::kLeastSide, 2 * reach + 1);
  std::optional<Window> best;
  std::size_t most = 0;
  for (int columns = least; columns <= box.columns; ++columns) {
    if (box.columns % columns != 0) continue;
    for (int rows = least; rows <= box.rows; ++rows) {
      if (box.rows % rows != 0) continue;
      const std::size_t lanes = static_cast<std::size_t>(box.columns / columns) * (box.rows / rows);
      if (lanes > kLanes || lanes < std::max(most, Fold::kFewestLanes)) continue;
      if (lanes == most && columns + rows >= best->columns + best->rows) continue;
      best = Window{0, 0, columns, rows};
      most = lanes;
    }
  }
  return best;
}

constexpr std::size_t shift_number(int x, int y) {
  return static_cast<std::size_t>(3 * (y + 1) + x + 1);
}

/// Rows that repeat others as a block sees them beyond its edges, made as they are asked for.
class Ghosts {
 public:
  Ghosts(const Hamiltonian& block, const LaneProgram& program)
      : block_(&block), program_(&program), row_count_(program.row_count()) {}

  /// The row of a site as another site sees it that is less than half a block away.
  std::uint32_t seen(std::uint32_t row, std::uint32_t from) {
    const auto [column, line] = cell_of(row);
    const auto [from_column, from_line] = cell_of(from);
    const std::size_t shift =
        shift_number(blocks_between(from_column, column, block_->box().columns),
                     blocks_between(from_line, line, block_->box().rows));
    if (shift == shift_number(0, 0)) return row;
    const auto [known, is_new] = rows_.try_emplace({row, shift}, row_count_);
    if (is_new) {
      all_.push_back({row_count_, row, static_cast<std::uint32_t>(shift)});
      row_count_ += static_cast<std::uint32_t>(program_->rows_per_site());
    }
    return known->second;
  }
  std::span<const Ghost> all() const { return all_; }
  std::uint32_t row_count() const { return row_count_; }
  /// What a row repeats; nothing where it is no ghost.
  std::optional<std::uint32_t> original(std::uint32_t row) const {
    if (row < program_->row_count()) return std::nullopt;
    const auto rows_per_site = static_cast<std::uint32_t>(program_->rows_per_site());
    return all_[(row - program_->row_count()) / rows_per_site].original;
  }

 private:
  std::pair<int, int> cell_of(std::uint32_t row) const {
    const std::uint32_t number = row / static_cast<std::uint32_t>(program_->rows_per_site());
    const auto cell = static_cast<int>(block_->active_sites()[number] / block_->sublattice_count());
    return {cell % block_->box().columns, cell / block_->box().columns};
  }
  /// Where the way through the block is longer than half of it, the short one leads into the next.
  static int blocks_between(int from, int to, int side) {
    const int way = 2 * (to - from);
    return way > side ? -1 : way < -side ? 1 : 0;
  }

  const Hamiltonian* block_;
  const LaneProgram* program_;
  std::map<std::pair<std::uint32_t, std::size_t>, std::uint32_t> rows_;
  std::vector<Ghost> all_;
  std::uint32_t row_count_;
};

std::size_t neighbours_a_site(const RuledSites& part) {
  return part.sites.empty() ? 0 : part.neighbours.size() / part.sites.size();
}

std::span<const std::uint32_t> around(const RuledSites& part, std::size_t i) {
  const std::size_t count = neighbours_a_site(part);
  return std::span(part.neighbours).subspan(i * count, count);
}

void redirect(RuledSites& part, Ghosts& ghosts) {
  for (std::size_t i = 0; i < part.neighbours.size(); ++i) {
    part.neighbours[i] = ghosts.seen(part.neighbours[i], part.sites[i / neighbours_a_site(part)]);
  }
}

/// Every place by its first site: the centre of a motif, or any corner of a cluster.
void redirect(LaneCount& count, Ghosts& ghosts) {
  const std::size_t sites = count.radices.size();
  for (std::size_t i = 0; i < count.places.size(); ++i) {
    count.places[i] = ghosts.seen(count.places[i], count.places[i - i % sites]);
  }
}

/// Places of sites, those of a pass together, so that none of a pass sees a ghost of another: each
/// takes the first pass that is free, so that the first one holds all but some of the rim.
std::vector<std::vector<std::size_t>> find_passes(const RuledSites& part, const Ghosts& ghosts) {
  std::map<std::uint32_t, std::size_t> pass_of;
  std::vector<std::vector<std::size_t>> passes;
  for (std::size_t i = 0; i < part.sites.size(); ++i) {
    std::vector<bool> taken(passes.size() + 1, false);
    for (const std::uint32_t row : around(part, i)) {
      const auto original = ghosts.original(row);
      const auto other = original ? pass_of.find(*original) : pass_of.end();
      if (other != pass_of.end()) taken[other->second] = true;
    }
    const auto free =
        static_cast<std::size_t>(std::find(taken.begin(), taken.end(), false) - taken.begin());
    if (free == passes.size()) passes.emplace_back();
    passes[free].push_back(i);
    pass_of[part.sites[i]] = free;
  }
  return passes;
}

void divide(RuledSites& part, const Ghosts& ghosts) {
  const RuledSites before = part;
  part.sites.clear();
  part.neighbours.clear();
  part.passes.clear();
  for (const auto& pass : find_passes(before, ghosts)) {
    part.passes.push_back({pass.size(), {}});
    for (const std::size_t i : pass) {
      const auto neighbours = around(before, i);
      part.sites.push_back(before.sites[i]);
      part.neighbours.insert(part.neighbours.end(), neighbours.begin(), neighbours.end());
    }
  }
}

/// Every ghost is refreshed after the pass of its original.
void distribute(std::span<const Ghost> ghosts, std::vector<RuledSites>& parts) {
  std::map<std::uint32_t, Pass*> pass_of;
  for (RuledSites& part : parts) {
    std::size_t i = 0;
    for (Pass& pass : part.passes)
      for (const std::size_t end = i + pass.site_count; i < end; ++i)
        pass_of[part.sites[i]] = &pass;
  }
  for (const Ghost& ghost : ghosts) pass_of.at(ghost.original)->ghosts.push_back(ghost);
}

}  // namespace

Fold::Fold(const Hamiltonian& hamiltonian, const Window& block)
    : across_(hamiltonian.box().columns / block.columns),
      down_(hamiltonian.box().rows / block.rows),
      block_(hamiltonian.on(block)) {}

std::optional<Fold> Fold::compile(const Hamiltonian& hamiltonian, const Ensemble& ensemble,
                                  const motifs::Motif& motif) {
  if (std::holds_alternative<Canonical>(ensemble)) return std::nullopt;
  const auto block =
      choose_block(hamiltonian.box(), std::max(reach_of(hamiltonian), reach_of(motif)));
  if (!block) return std::nullopt;
  Fold fold(hamiltonian, *block);
  auto program = LaneProgram::compile(fold.block_, ensemble);
  if (!program) return std::nullopt;
  fold.program_ = std::move(*program);
  fold.places_ = find_places(motif, *block, motifs::Boundary::periodic);
  fold.motif_ = fold.program_.count_of(motif, fold.places_);
  fold.add_ghosts();
  return fold;
}

void Fold::add_ghosts() {
  Ghosts ghosts(block_, program_);
  std::vector<RuledSites> parts = program_.parts();
  auto clusters = program_.clusters();
  for (RuledSites& part : parts) {
    redirect(part, ghosts);
    divide(part, ghosts);
  }
  for (auto& [terms, count] : clusters) redirect(count, ghosts);
  if (motif_) redirect(*motif_, ghosts);
  distribute(ghosts.all(), parts);
  program_.fold(std::move(parts), std::move(clusters), ghosts.row_count(), shifts());
}

std::vector<LaneShift> Fold::shifts() const {
  std::vector<LaneShift> all;
  for (const int y : {-1, 0, 1})
    for (const int x : {-1, 0, 1}) {
      std::vector<std::uint32_t> sources;
      for (int row = 0; row < down_; ++row)
        for (int column = 0; column < across_; ++column) {
          const int lane = (column + x + across_) % across_ + across_ * ((row + y + down_) % down_);
          sources.push_back(static_cast<std::uint32_t>(lane));
        }
      all.emplace_back(sources);
    }
  return all;
}

void Fold::unfold(std::span<const std::int8_t> blocks, std::span<std::int8_t> box) const {
  const std::size_t run = block_.box().columns * block_.sublattice_count();
  std::size_t from = 0;
  for (int row = 0; row < down_; ++row)
    for (int column = 0; column < across_; ++column)
      for (int line = 0; line < block_.box().rows; ++line, from += run) {
        const std::size_t box_line = static_cast<std::size_t>(row) * block_.box().rows + line;
        std::copy_n(blocks.begin() + static_cast<std::ptrdiff_t>(from), run,
                    box.begin() + static_cast<std::ptrdiff_t>((box_line * across_ + column) * run));
      }
}

}  // namespace gibbsight::sampler
