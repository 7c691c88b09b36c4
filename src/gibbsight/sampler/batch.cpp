#include "gibbsight/sampler/batch.hpp"

#include <algorithm>

#include "gibbsight/sampler/lane_block.hpp"

namespace gibbsight::sampler {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// Those of one box.
MatrixXd shares_of_codes(const Task& task, std::span<const std::int8_t> box) {
  MatrixXd counts = MatrixXd::Zero(static_cast<Index>(task.motif.code_count()), 1);
  count_codes(task.motif, task.places, box, {counts.data(), task.motif.code_count()});
  return counts / static_cast<double>(task.places.count());
}

/// A single replica and the scalar engine, which holds everything.
class ScalarBatch : public Batch {
 public:
  ScalarBatch(const Task& task, std::size_t replica, const core::Stream& stream)
      : task_(task), stream_(stream), box_(task.hamiltonian.site_count()) {
    core::Generator random = stream_.child("start").generator();
    initialise(task_.hamiltonian, task_.ensemble, box_, random, replica);
  }

  std::size_t replica_count() const override { return 1; }
  void sweep(std::size_t stage) override {
    core::Generator random = stream_.child(age_++).generator();
    sampler::sweep(task_.hamiltonian, task_.ensemble, box_, random, kAnnealing[stage],
                   task_.execution);
  }
  MatrixXd derivatives() override {
    std::vector<double> values(task_.hamiltonian.parameter_count());
    task_.hamiltonian.derivatives(box_, values);
    return Eigen::Map<const MatrixXd>(values.data(), static_cast<Index>(values.size()), 1);
  }
  MatrixXd codes() override { return shares_of_codes(task_, box_); }
  void copy(std::span<std::int8_t> boxes) const override {
    std::copy_n(box_.begin(), std::min(boxes.size(), box_.size()), boxes.begin());
  }

 private:
  Task task_;
  core::Stream stream_;
  std::uint64_t age_ = 0;  // every sweep has a generator of its own: box and age are the state
  std::vector<std::int8_t> box_;
};

/// 512 replicas, a bit each.
class LaneBatch : public Batch {
 public:
  LaneBatch(const Task& task, const LaneProgram& program, const std::optional<LaneCount>& motif,
            std::size_t first_replica, const core::Stream& stream)
      : task_(task),
        sites_(program.sites()),
        block_(program, task.ensemble, stream, available_kernels().front(), first_replica) {
    for (const auto& [terms, count] : program.clusters()) clusters_.emplace_back(terms, count);
    if (motif) motif_.emplace(*motif);
  }

  std::size_t replica_count() const override { return kLanes; }
  void sweep(std::size_t stage) override { block_.sweep(stage); }

  MatrixXd derivatives() override {
    const int species = task_.hamiltonian.species_count();
    MatrixXd result =
        MatrixXd::Zero(static_cast<Index>(task_.hamiltonian.parameter_count()), kLanes);
    for (auto& [terms, counter] : clusters_) {
      const MatrixXd counts = now(counter);
      for (Index code = 0; code < counts.rows(); ++code) {
        const int term = terms[static_cast<std::size_t>(code)];
        if (term >= 0) result.row(term) += counts.row(code);
      }
    }
    result.bottomRows(species - 1) = -now(sites_).bottomRows(species - 1);
    return result;
  }

  MatrixXd codes() override {
    const auto places = static_cast<double>(task_.places.count());
    if (motif_) return now(*motif_) / places;
    const std::size_t sites = task_.hamiltonian.site_count();
    std::vector<std::int8_t> boxes(kLanes * sites, lattice::kUnseen);
    copy(boxes);
    const std::size_t codes = task_.motif.code_count();
    MatrixXd counts = MatrixXd::Zero(static_cast<Index>(codes), kLanes);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      count_codes(task_.motif, task_.places, std::span(boxes).subspan(lane * sites, sites),
                  {counts.col(static_cast<Index>(lane)).data(), codes});
    }
    return counts / places;
  }

  void copy(std::span<std::int8_t> boxes) const override {
    block_.copy(task_.hamiltonian.active_sites(), task_.hamiltonian.site_count(), boxes);
  }

 private:
  MatrixXd now(LaneCounter& counter) const {
    counter.add(block_);
    return counter.take();
  }

  Task task_;
  std::vector<std::pair<std::vector<int>, LaneCounter>> clusters_;  // the term of each code
  LaneCounter sites_;
  std::optional<LaneCounter> motif_;
  LaneBlock block_;
};

/// One replica, its blocks in the lanes.
class FoldedBatch : public Batch {
 public:
  FoldedBatch(const Task& task, const Fold& fold, const core::Stream& stream)
      : task_(task),
        fold_(&fold),
        lanes_({fold.block(), task.ensemble, task.motif, fold.places(), task.execution},
               fold.program(), fold.motif(), 0, stream) {}

  std::size_t replica_count() const override { return 1; }
  void sweep(std::size_t stage) override { lanes_.sweep(stage); }
  MatrixXd derivatives() override { return blocks(lanes_.derivatives()).rowwise().sum(); }
  MatrixXd codes() override {
    if (fold_->motif()) return blocks(lanes_.codes()).rowwise().mean();
    std::vector<std::int8_t> box(task_.hamiltonian.site_count());
    copy(box);
    return shares_of_codes(task_, box);
  }
  void copy(std::span<std::int8_t> boxes) const override {
    std::vector<std::int8_t> all(fold_->lane_count() * fold_->block().site_count(),
                                 lattice::kUnseen);
    lanes_.copy(all);
    fold_->unfold(all, boxes);
  }

 private:
  /// Without the lanes that hold none.
  MatrixXd blocks(const MatrixXd& lanes) const {
    return lanes.leftCols(static_cast<Index>(fold_->lane_count()));
  }

  Task task_;
  const Fold* fold_;
  LaneBatch lanes_;
};

// For fewer, 512 at once would cost more than one after the other.
constexpr std::size_t kFewestForLanes = 8;

}  // namespace

Batches::Batches(const Task& task, std::size_t replica_count, const core::Stream& stream) {
  if (replica_count >= kFewestForLanes) {
    program_ = LaneProgram::compile(task.hamiltonian, task.ensemble);
  } else {
    fold_ = Fold::compile(task.hamiltonian, task.ensemble, task.motif);
  }
  if (!program_) {
    for (std::size_t r = 0; r < replica_count; ++r) {
      task.execution.check();
      if (fold_) {
        all_.push_back(std::make_unique<FoldedBatch>(task, *fold_, stream.child(r)));
      } else {
        all_.push_back(std::make_unique<ScalarBatch>(task, r, stream.child(r)));
      }
    }
    return;
  }
  motif_ = program_->count_of(task.motif, task.places);
  for (std::size_t first = 0; first < replica_count; first += kLanes) {
    task.execution.check();
    all_.push_back(
        std::make_unique<LaneBatch>(task, *program_, motif_, first, stream.child(first / kLanes)));
  }
}

std::string Batches::engine() const {
  const std::string target = available_kernels().front().name;
  if (program_) return std::to_string(kLanes) + " replicas at once, " + target;
  if (!fold_) return "one replica at a time";
  return "one lattice in " + std::to_string(fold_->lane_count()) + " parts at once, " + target;
}

}  // namespace gibbsight::sampler
