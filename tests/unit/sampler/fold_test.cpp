#include "gibbsight/sampler/fold.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "gibbsight/sampler/batch.hpp"
#include "gibbsight/sampler/lane_block.hpp"
#include "gibbsight/sampler/sample.hpp"

namespace gibbsight::sampler {
namespace {

using Eigen::VectorXd;

struct FoldSetting {
  std::string lattice;
  std::vector<std::string> species;
  std::string model;
  std::string group;
  std::vector<double> parameters;
  lattice::Window box;
};

// Sides that differ, lanes that are left over in all but the first, and one column of blocks that
// is its own neighbour.
std::vector<FoldSetting> fold_settings() {
  const std::vector<std::string> two{"A", "B"};
  const std::vector<double> six{0.3, 0.1, -0.2, 0.1, 0.05, -0.1};
  return {{"square", two, "pair1", "lattice", {0.4}, {0, 0, 256, 512}},
          {"square", two, "pair1", "lattice", {0.4}, {0, 0, 190, 276}},
          {"square", two, "pair1", "lattice", {0.4}, {0, 0, 17, 1280}},
          {"triangular", two, "pair1+pair2", "p2", six, {0, 0, 162, 208}},
          {"honeycomb", two, "pair1+pair2", "lattice", {0.4, 0.1}, {0, 0, 153, 160}},
          {"triangular",
           {"A", "B", "C"},
           "pair1",
           "p2",
           std::vector<double>(9, 0.1),
           {0, 0, 153, 160}}};
}

// A setting brought to life.
class Folded {
 public:
  explicit Folded(const FoldSetting& s, int shells = 1)
      : ensemble_(
            SemiGrand{VectorXd::LinSpaced(static_cast<Eigen::Index>(s.species.size()), 0, 0.3)}),
        lattice_(lattice::make_lattice(s.lattice, s.species)),
        motif_(motifs::make_motif(lattice_, shells)),
        places_(find_places(motif_, s.box, motifs::Boundary::periodic)),
        hamiltonian_(model::make_interactions(lattice_, s.model, s.group),
                     Eigen::Map<const VectorXd>(s.parameters.data(),
                                                static_cast<Eigen::Index>(s.parameters.size())),
                     chemical_potentials(ensemble_, static_cast<int>(s.species.size())), s.box),
        fold_(Fold::compile(hamiltonian_, ensemble_, motif_).value()),
        sites_of_block_(fold_.block().site_count()) {
    find_sites();
    find_sources();
  }

  Task task() const { return {hamiltonian_, ensemble_, motif_, places_}; }
  const Fold& fold() const { return fold_; }
  const Hamiltonian& hamiltonian() const { return hamiltonian_; }
  LaneBlock start(const Kernels& kernels) const {
    return {fold_.program(), ensemble_, core::Stream(5), kernels};
  }
  std::vector<std::int8_t> species(const LaneBlock& block) const {
    std::vector<std::int8_t> blocks(fold_.lane_count() * sites_of_block_);
    block.copy(fold_.block().active_sites(), sites_of_block_, blocks);
    std::vector<std::int8_t> box(hamiltonian_.site_count());
    fold_.unfold(blocks, box);
    return box;
  }
  /// For every lane and site of a block the site of the box.
  const std::vector<std::uint32_t>& site_of() const { return site_of_; }
  /// The site of the box that a row, which may be a ghost, stands for in a lane.
  std::uint32_t site_at(std::uint32_t row, std::size_t lane) const {
    const auto ghost = ghosts_.find(row);
    if (ghost != ghosts_.end()) return site_at(ghost->second.original, source(ghost->second, lane));
    return site_of_[lane * sites_of_block_ + block_site_of_.at(row)];
  }
  /// The lane that a ghost shows.
  std::size_t source(const Ghost& ghost, std::size_t lane) const {
    return sources_[ghost.shift][lane];
  }
  const std::map<std::uint32_t, Ghost>& ghosts() const { return ghosts_; }

 private:
  /// Unfolds the numbers of all sites of all blocks, seven bits at a time.
  void find_sites() {
    const std::size_t count = fold_.lane_count() * sites_of_block_;
    std::vector<std::uint32_t> number_of(hamiltonian_.site_count());
    for (int shift = 0; shift < 28; shift += 7) {
      std::vector<std::int8_t> digits(count);
      for (std::size_t n = 0; n < count; ++n)
        digits[n] = static_cast<std::int8_t>(n >> shift & 127);
      std::vector<std::int8_t> box(number_of.size(), -1);
      fold_.unfold(digits, box);
      for (std::size_t site = 0; site < box.size(); ++site) {
        number_of[site] |= static_cast<std::uint32_t>(box[site]) << shift;
      }
    }
    site_of_.assign(count, ~0U);
    for (std::size_t site = 0; site < number_of.size(); ++site) {
      site_of_.at(number_of[site]) = static_cast<std::uint32_t>(site);
    }
    for (const std::uint32_t site : fold_.block().active_sites()) {
      block_site_of_[fold_.program().row_of(site)] = site;
    }
  }
  /// Asks every shift for the numbers of the lanes, a bit at a time.
  void find_sources() {
    for (const RuledSites& part : fold_.program().parts())
      for (const Pass& pass : part.passes)
        for (const Ghost& ghost : pass.ghosts) ghosts_[ghost.row] = ghost;
    for (const LaneShift& shift : fold_.program().shifts()) {
      std::vector<std::size_t> sources(kLanes, 0);
      for (int digit = 0; digit < 9; ++digit) {
        Row numbers;
        for (std::size_t lane = 0; lane < kLanes; ++lane)
          numbers.words[lane / 64] |= std::uint64_t{lane >> digit & 1} << (lane % 64);
        const Row moved = shift(numbers);
        for (std::size_t lane = 0; lane < kLanes; ++lane)
          sources[lane] |= (moved.words[lane / 64] >> (lane % 64) & 1) << digit;
      }
      sources_.push_back(sources);
    }
  }

  Ensemble ensemble_;
  lattice::Lattice lattice_;
  motifs::Motif motif_;
  motifs::Places places_;
  Hamiltonian hamiltonian_;
  Fold fold_;
  std::size_t sites_of_block_;
  std::vector<std::uint32_t> site_of_;
  std::map<std::uint32_t, std::uint32_t> block_site_of_;
  std::map<std::uint32_t, Ghost> ghosts_;
  std::vector<std::vector<std::size_t>> sources_;
};

TEST(Fold, HasEverySiteOnce) {
  for (const FoldSetting& setting : fold_settings()) {
    const Folded folded(setting);
    std::vector<std::uint32_t> sites = folded.site_of();
    std::sort(sites.begin(), sites.end());
    ASSERT_EQ(sites.size(), folded.hamiltonian().site_count());
    for (std::size_t i = 0; i < sites.size(); ++i) ASSERT_EQ(sites[i], i);
    std::set<std::uint32_t> rows;
    for (const RuledSites& part : folded.fold().program().parts()) {
      rows.insert(part.sites.begin(), part.sites.end());
      std::size_t in_passes = 0;
      for (const Pass& pass : part.passes) in_passes += pass.site_count;
      EXPECT_EQ(in_passes, part.sites.size());
    }
    EXPECT_EQ(rows.size(), folded.fold().block().active_sites().size());
  }
}

TEST(Fold, TakesAsManyBlocksAsThereCanBe) {
  const auto lanes = [](int columns, int rows) {
    FoldSetting setting = fold_settings()[0];
    setting.box = {0, 0, columns, rows};
    return Folded(setting).fold().lane_count();
  };
  EXPECT_EQ(lanes(256, 512), 512U);
  EXPECT_EQ(lanes(1000, 1000), 500U);
  EXPECT_EQ(lanes(190, 276), 10U * 12U);
}

using Bonds = std::set<std::set<std::uint32_t>>;  // sites that act alike, together

/// What the Hamiltonian says of a site.
Bonds bonds_of(const Hamiltonian& hamiltonian, std::uint32_t site) {
  const auto& table = hamiltonian.table(hamiltonian.table_of(site));
  const auto neighbours = hamiltonian.neighbours_of(site);
  std::map<std::vector<double>, std::set<std::uint32_t>> groups;
  for (std::size_t k = 0; k < table.bond_count; ++k) {
    const auto from = table.energies.begin() + static_cast<std::ptrdiff_t>(k * table.stride);
    groups[{from, from + static_cast<std::ptrdiff_t>(table.stride)}].insert(neighbours[k]);
  }
  Bonds bonds;
  for (const auto& [energies, sites] : groups) bonds.insert(sites);
  return bonds;
}

TEST(Fold, SeesTheNeighboursOfTheHamiltonian) {
  for (const FoldSetting& setting : fold_settings()) {
    const Folded folded(setting);
    for (const RuledSites& part : folded.fold().program().parts()) {
      const std::size_t around = part.neighbours.size() / part.sites.size();
      for (std::size_t i = 0; i < part.sites.size(); ++i)
        for (std::size_t lane = 0; lane < folded.fold().lane_count(); ++lane) {
          const std::uint32_t site = folded.site_at(part.sites[i], lane);
          Bonds bonds;
          std::size_t n = i * around;
          for (const std::size_t size : part.group_sizes) {
            std::set<std::uint32_t> group;
            for (const std::size_t end = n + size; n < end; ++n)
              group.insert(folded.site_at(part.neighbours[n], lane));
            bonds.insert(group);
          }
          ASSERT_EQ(bonds, bonds_of(folded.hamiltonian(), site)) << setting.lattice << " " << site;
        }
    }
  }
}

// In a pass all lanes are changed before any ghost is refreshed.
TEST(Fold, LooksAtNoStaleGhost) {
  for (const FoldSetting& setting : fold_settings()) {
    const Folded folded(setting);
    ASSERT_FALSE(folded.ghosts().empty());
    for (const RuledSites& part : folded.fold().program().parts()) {
      const std::size_t around = part.neighbours.size() / part.sites.size();
      std::size_t first = 0;
      for (const Pass& pass : part.passes) {
        const auto from = part.sites.begin() + static_cast<std::ptrdiff_t>(first);
        const std::set<std::uint32_t> changed(from,
                                              from + static_cast<std::ptrdiff_t>(pass.site_count));
        for (std::size_t n = first * around; n < (first + pass.site_count) * around; ++n) {
          const auto ghost = folded.ghosts().find(part.neighbours[n]);
          if (ghost == folded.ghosts().end()) continue;
          EXPECT_FALSE(changed.contains(ghost->second.original));
        }
        for (const Ghost& ghost : pass.ghosts) EXPECT_TRUE(changed.contains(ghost.original));
        first += pass.site_count;
      }
      EXPECT_LE(part.passes.size(), 8U);
    }
  }
}

TEST(Fold, GhostsEqualTheirOriginals) {
  for (const FoldSetting& setting : fold_settings()) {
    const Folded folded(setting);
    LaneBlock block = folded.start(available_kernels().front());
    const auto expect_equal = [&] {
      const auto bit = [&block = std::as_const(block)](std::uint32_t row, std::size_t lane) {
        return block.words()[kRowWords * row + lane / 64] >> (lane % 64) & 1;
      };
      for (const auto& [row, ghost] : folded.ghosts())
        for (std::uint32_t r = 0; r + 1 < setting.species.size(); ++r)
          for (std::size_t lane = 0; lane < folded.fold().lane_count(); ++lane)
            ASSERT_EQ(bit(row + r, lane), bit(ghost.original + r, folded.source(ghost, lane)));
    };
    expect_equal();
    for (int i = 0; i < 3; ++i) block.sweep();
    expect_equal();
  }
}

TEST(Fold, SameBitsOnEveryTarget) {
  for (const FoldSetting& setting : fold_settings()) {
    const Folded folded(setting);
    std::vector<std::int8_t> first;
    for (const Kernels& kernels : available_kernels()) {
      LaneBlock block = folded.start(kernels);
      for (int i = 0; i < 3; ++i) block.sweep();
      const auto species = folded.species(block);
      if (first.empty()) first = species;
      EXPECT_EQ(species, first) << setting.lattice << " " << kernels.name;
    }
  }
}

TEST(Fold, GoesOnWhereACopyWasTaken) {
  const Folded folded(fold_settings()[1]);
  LaneBlock block = folded.start(available_kernels().front());
  for (int i = 0; i < 3; ++i) block.sweep();
  LaneBlock copy = block;
  for (int i = 0; i < 4; ++i) {
    block.sweep();
    copy.sweep();
  }
  EXPECT_EQ(folded.species(block), folded.species(copy));
}

TEST(Fold, SameBytesForAnyNumberOfThreads) {
  const auto lattice = lattice::make_lattice("square", {"A", "B"});
  const auto run = [&](int threads) {
    return sample(model::make_interactions(lattice, "pair1"), VectorXd::Constant(1, 0.4),
                  SemiGrand{Eigen::Vector2d(0, -0.5)}, motifs::make_motif(lattice, 1),
                  {0, 0, 128, 144}, 3, {}, core::Stream(4),
                  {.threads = threads, .progress = {}, .interrupted = {}});
  };
  const Samples one = run(1);
  ASSERT_EQ(one.engine.rfind("one lattice in 72 parts at once, ", 0), 0U) << one.engine;
  EXPECT_TRUE(one.equilibrated);
  const Samples many = run(2);
  EXPECT_EQ(one.averages.codes, many.averages.codes);
  EXPECT_EQ(one.averages.covariance, many.averages.covariance);
  EXPECT_EQ(one.replicas.species, many.replicas.species);
  const auto first = one.replicas.replica(0);
  EXPECT_FALSE(std::equal(first.begin(), first.end(), one.replicas.replica(1).begin()));
}

// Through the interface of all batches, with a motif that is counted in bits and one of 8,192 codes
// that is not.
TEST(Fold, CountsWhatAPlainCountCounts) {
  for (const FoldSetting& setting : fold_settings())
    for (const int shells : {1, 3}) {
      if (shells == 3 && setting.lattice != "square") continue;
      const Folded folded(setting, shells);
      const Task task = folded.task();
      Batches batches(task, 1, core::Stream(6));
      ASSERT_EQ(batches.engine().rfind("one lattice in ", 0), 0U) << batches.engine();
      batches[0].sweep(kAnnealed);
      std::vector<std::int8_t> box(task.hamiltonian.site_count(), lattice::kUnseen);
      batches[0].copy(box);
      VectorXd derivatives(static_cast<Eigen::Index>(task.hamiltonian.parameter_count()));
      task.hamiltonian.derivatives(box, {derivatives.data(), task.hamiltonian.parameter_count()});
      EXPECT_EQ(batches[0].derivatives(), derivatives);
      VectorXd codes = VectorXd::Zero(static_cast<Eigen::Index>(task.motif.code_count()));
      count_codes(task.motif, task.places, box, {codes.data(), task.motif.code_count()});
      codes /= static_cast<double>(task.places.count());
      EXPECT_TRUE(batches[0].codes().isApprox(codes, 1e-12)) << setting.lattice;
    }
}

TEST(Fold, RefusesWhatDoesNotFold) {
  const auto folds = [](const lattice::Window& box, const Ensemble& ensemble,
                        const std::string& model, std::size_t terms, int shells) {
    const auto lattice = lattice::make_lattice("square", {"A", "B"});
    const Hamiltonian hamiltonian(model::make_interactions(lattice, model),
                                  VectorXd::Constant(static_cast<Eigen::Index>(terms), 0.1),
                                  Eigen::Vector2d(0, 0), box);
    return Fold::compile(hamiltonian, ensemble, motifs::make_motif(lattice, shells)).has_value();
  };
  const Ensemble open = SemiGrand{Eigen::Vector2d(0, 0)};
  const lattice::Window box{0, 0, 128, 128};
  EXPECT_TRUE(folds(box, open, "pair1", 1, 1));
  EXPECT_FALSE(folds(box, Canonical{Eigen::Vector2d(0.5, 0.5)}, "pair1", 1, 1));
  EXPECT_FALSE(folds({0, 0, 127, 127}, open, "pair1", 1, 1)) << "prime";
  EXPECT_FALSE(folds({0, 0, 112, 128}, open, "pair1", 1, 1)) << "56 blocks";
  EXPECT_FALSE(folds(box, open, "pair1+pair2+pair3+pair4+pair5", 5, 1)) << "24 that act alike";
}

}  // namespace
}  // namespace gibbsight::sampler
