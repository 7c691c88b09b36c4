#include "gibbsight/sampler/lane_block.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "gibbsight/core/errors.hpp"

namespace gibbsight::sampler {
namespace {

/// The states of one generator a word, as the kernels want them.
struct alignas(64) RandomState {
  std::array<std::uint64_t, 4 * kRowWords> words{};

  explicit RandomState(const core::Stream& stream) {
    for (std::size_t column = 0; column < kRowWords; ++column) {
      const auto state = stream.child(column).words();
      for (std::size_t i = 0; i < state.size(); ++i) words[i * kRowWords + column] = state[i];
    }
  }
};

/// Bits that are set with the given probability, to 2^-32.
std::uint64_t biased_word(double probability, core::Generator& random) {
  const auto threshold = static_cast<std::uint64_t>(std::llround(probability * 0x1p32));
  if (threshold >> 32 != 0) return ~std::uint64_t{0};
  std::uint64_t word = 0;
  for (int i = 0; i < 32; ++i) {
    const std::uint64_t bits = random();
    word = (threshold >> i & 1) != 0 ? word | bits : word & bits;
  }
  return word;
}

/// Numbers in random order, one from each of as many equal stretches of all that 32 bits can say.
/// Each by itself can be any number; how many fall below a remainder hardly varies.
void draw_evenly(core::Generator& random, std::span<std::uint32_t> numbers) {
  if (numbers.empty()) return;
  const std::uint64_t stretch = (std::uint64_t{1} << 32) / numbers.size();
  const auto origin = static_cast<std::uint32_t>(random() >> 32);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::uint64_t bits = random();
    const std::uint64_t within = ((bits & 0xFFFFFFFF) * stretch) >> 32;
    const std::size_t place = ((bits >> 32) * (i + 1)) >> 32;
    numbers[i] = numbers[place];
    numbers[place] = origin + static_cast<std::uint32_t>(i * stretch + within);
  }
}

}  // namespace

LaneBlock::LaneBlock(const LaneProgram& program, const Ensemble& ensemble,
                     const core::Stream& stream, const Kernels& kernels, std::size_t first_replica)
    : program_(&program), stream_(stream), kernels_(&kernels), rows_(program.row_count()) {
  core::Generator random = stream_.child("start").generator();
  if (const auto* canonical = std::get_if<Canonical>(&ensemble)) {
    place_composition(*canonical, first_replica, random);
  } else {
    place_at_random(random);
  }
  for (const RuledSites& part : program.parts())
    for (const Pass& pass : part.passes) refresh(pass);
}

void LaneBlock::place_at_random(core::Generator& random) {
  const int rows = program_->rows_per_site();
  for (const RuledSites& part : program_->parts())
    for (const std::uint32_t row : part.sites)
      for (std::size_t w = 0; w < kRowWords; ++w) {
        std::uint64_t left = ~std::uint64_t{0};
        for (int r = 0; r < rows; ++r) {  // of the species not yet ruled out, one is as good
          const std::uint64_t taken = left & biased_word(1.0 / (rows + 1 - r), random);
          rows_[row + static_cast<std::uint32_t>(r)].words[w] = taken;
          left &= ~taken;
        }
      }
}

/// Independent sites, then as many changed at random as the composition asks for: given their
/// number, all placements are equally likely before and so they are after.
void LaneBlock::place_composition(const Canonical& canonical, std::size_t first_replica,
                                  core::Generator& random) {
  const auto& sites = program_->parts()[0].sites;
  const double typical = canonical.fractions.row(0).mean();
  for (const std::uint32_t row : sites)
    for (std::uint64_t& word : rows_[row].words) word = ~biased_word(typical, random);
  const auto total = static_cast<long long>(sites.size());
  const Eigen::MatrixXd counts = count(program_->sites(), *this);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double fraction = canonical.fractions_of(first_replica + lane)[0];
    const long long wanted = total - std::llround(fraction * static_cast<double>(total));
    long long excess = std::llround(counts(1, static_cast<Eigen::Index>(lane))) - wanted;
    while (excess != 0) {
      const std::uint32_t row = sites[random.below(static_cast<std::uint32_t>(sites.size()))];
      if (bit(row, lane) != (excess > 0)) continue;
      rows_[row].words[lane / 64] ^= std::uint64_t{1} << (lane % 64);
      excess += excess > 0 ? -1 : 1;
    }
  }
}

std::vector<std::uint64_t> LaneBlock::state() const {
  std::vector<std::uint64_t> state{age_};
  state.insert(state.end(), words(), words() + rows_.size() * kRowWords);
  return state;
}

void LaneBlock::restore(std::span<const std::uint64_t> state) {
  if (state.size() != 1 + rows_.size() * kRowWords) {
    throw core::DataError({.what = "the state is that of a sampler of another size",
                           .where = "sampler state",
                           .value = std::to_string(state.size()) + " words",
                           .expected = std::to_string(1 + rows_.size() * kRowWords) + " words"});
  }
  age_ = state[0];
  std::copy(state.begin() + 1, state.end(), words());
}

void LaneBlock::refresh(const Pass& pass) {
  for (const Ghost& ghost : pass.ghosts)
    for (int r = 0; r < program_->rows_per_site(); ++r) {
      const auto row = static_cast<std::uint32_t>(r);
      rows_[ghost.row + row] = program_->shifts()[ghost.shift](rows_[ghost.original + row]);
    }
}

/// Every sweep has generators of its own, so that rows and age are the whole state.
void LaneBlock::sweep(std::size_t stage) {
  const core::Stream stream = stream_.child(age_++);
  if (program_->exchanges()) {
    exchange_all(stream, stage);
  } else {
    flip_all(stream, stage);
  }
}

void LaneBlock::flip_all(const core::Stream& stream, std::size_t stage) {
  RandomState random(stream);
  core::Generator shared = stream.child("shared").generator();
  for (const RuledSites& part : program_->parts()) {
    dither_.resize(part.sites.size());
    if (program_->shifts().empty()) {
      part.thresholds[stage].dither(shared, dither_);
    } else {
      // Lanes that flip when the shared number is low flip together. Over one lattice that adds up,
      // to four times the specific heat in the cold; with even numbers it cancels, as long as a
      // sweep has some low ones.
      draw_evenly(shared, dither_);
      part.thresholds[stage].dither(dither_);
    }
    FlipJob job;
    job.rule = part.rule(program_->rows_per_site(), stage);
    job.state = words();
    job.sites = part.sites.data();
    job.neighbours = part.neighbours.data();
    job.dither = dither_.data();
    job.random = random.words.data();
    for (const Pass& pass : part.passes) {
      job.count = pass.site_count;
      kernels_->flip(job);
      refresh(pass);
      job.sites += job.count;
      job.neighbours += job.count * static_cast<std::size_t>(job.rule.neighbours);
      job.dither += job.count;
    }
  }
}

/// A random stretch of the list of sites, all as likely as they are long. Where the caches hold the
/// box it is the whole list; in larger ones, attempts that follow one another keep to two
/// stretches.
LaneBlock::Stretch LaneBlock::pick_stretch(std::uint32_t count, core::Generator& shared) {
  constexpr std::uint32_t kInCaches = 10'000;
  if (count <= kInCaches) return {0, count};
  const std::uint32_t last = count / kStretch - 1;
  const std::uint32_t number = std::min(shared.below(count) / kStretch, last);
  const std::uint32_t first = number * kStretch;
  return {first, number == last ? count - first : kStretch};
}

/// Another place for one of a stretch to exchange with.
std::uint32_t LaneBlock::pick_partner(std::uint32_t place, const Stretch& own, const Stretch& other,
                                      core::Generator& shared) const {
  const auto& partners = program_->partners();
  if (!partners.empty()) {
    const std::size_t each = partners.size() / program_->parts()[0].sites.size();
    return partners[place * each + shared.below(static_cast<std::uint32_t>(each))];
  }
  if (own.first != other.first) return other.first + shared.below(other.size);
  const std::uint32_t partner = own.first + shared.below(own.size - 1);
  return partner + (partner >= place ? 1 : 0);
}

void LaneBlock::exchange_all(const core::Stream& stream, std::size_t stage) {
  const RuledSites& part = program_->parts()[0];
  const auto count = static_cast<std::uint32_t>(part.sites.size());
  if (count < 2) return;
  RandomState random(stream);
  core::Generator shared = stream.child("shared").generator();
  dither_.resize(count);
  pairs_.resize(2 * std::size_t{count});
  Stretch own;
  Stretch other;
  for (std::uint32_t attempt = 0; attempt < count; ++attempt) {
    if (attempt % kStretch == 0) {
      own = pick_stretch(count, shared);
      other = pick_stretch(count, shared);
    }
    const std::uint32_t first = own.first + shared.below(own.size);
    pairs_[2 * std::size_t{attempt}] = first;
    pairs_[2 * std::size_t{attempt} + 1] = pick_partner(first, own, other, shared);
  }
  part.thresholds[stage].dither(shared, dither_);
  ExchangeJob job;
  job.rule = part.rule(1, stage);
  job.state = words();
  job.sites = part.sites.data();
  job.neighbours = part.neighbours.data();
  job.pairs = pairs_.data();
  job.dither = dither_.data();
  job.count = count;
  job.zero_row = program_->row_count() - 1;
  job.random = random.words.data();
  kernels_->exchange(job);
}

void LaneBlock::copy(std::span<const std::uint32_t> sites, std::size_t sites_per_box,
                     std::span<std::int8_t> replicas) const {
  const std::size_t lanes = replicas.size() / sites_per_box;
  constexpr std::size_t kTile = 256;  // sites at a time, or every store would miss the cache
  for (std::size_t first = 0; first < sites.size(); first += kTile)
    for (std::size_t lane = 0; lane < lanes; ++lane)
      for (std::size_t i = first; i < std::min(first + kTile, sites.size()); ++i) {
        const std::uint32_t row = program_->row_of(sites[i]);
        std::int8_t species = 0;
        for (int r = 0; r < program_->rows_per_site(); ++r) {
          if (bit(row + static_cast<std::uint32_t>(r), lane)) {
            species = static_cast<std::int8_t>(r + 1);
          }
        }
        replicas[lane * sites_per_box + sites[i]] = species;
      }
}

LaneCounter::LaneCounter(const LaneCount& what)
    : what_(&what), totals_(static_cast<std::size_t>(what.code_count) * kLanes) {}

void LaneCounter::add(const LaneBlock& block) {
  CountJob job;
  job.state = block.words();
  job.places = what_->places.data();
  job.sites_per_place = static_cast<int>(what_->radices.size());
  job.count = what_->places.size() / what_->radices.size();
  job.radices = what_->radices.data();
  job.code_count = what_->code_count;
  job.totals = totals_.data();
  block.kernels().count(job);
}

Eigen::MatrixXd LaneCounter::take() {
  Eigen::MatrixXd counts(what_->code_count, kLanes);
  for (Eigen::Index lane = 0; lane < counts.cols(); ++lane)
    for (Eigen::Index code = 0; code < counts.rows(); ++code) {
      const Eigen::Index at = code * counts.cols() + lane % 8 * 64 + lane / 8;
      counts(code, lane) = totals_[static_cast<std::size_t>(at)];
    }
  std::fill(totals_.begin(), totals_.end(), 0);
  return counts;
}

Eigen::MatrixXd count(const LaneCount& what, const LaneBlock& block) {
  LaneCounter counter(what);
  counter.add(block);
  return counter.take();
}

}  // namespace gibbsight::sampler
