#include "gibbsight/sampler/sample.hpp"

#include <algorithm>
#include <cmath>

#include "gibbsight/core/parallel.hpp"

namespace gibbsight::sampler {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// One replica on its way: where it is and what it has seen.
class Replica {
 public:
  Replica(const Hamiltonian& hamiltonian, const Ensemble& ensemble, std::span<std::int8_t> box,
          const core::Stream& stream, const core::Execution& execution)
      : hamiltonian_(&hamiltonian),
        ensemble_(&ensemble),
        box_(box),
        stream_(stream),
        execution_(&execution) {
    core::Generator random = stream_.child("start").generator();
    initialise(hamiltonian, ensemble, box_, random);
    derivatives_.resize(hamiltonian.term_count() + hamiltonian.species_count() - 1);
  }

  /// Every sweep has a generator of its own, so the state of a replica is its box and its age.
  void advance(int sweeps) {
    for (int i = 0; i < sweeps; ++i) {
      execution_->check();
      core::Generator random = stream_.child(static_cast<std::uint64_t>(age_++)).generator();
      accepted_ += sweep(*hamiltonian_, *ensemble_, box_, random);
    }
  }
  const std::vector<double>& measure_derivatives() {
    hamiltonian_->derivatives(box_, derivatives_);
    return derivatives_;
  }
  double energy() const { return hamiltonian_->energy(box_); }
  std::span<const std::int8_t> box() const { return box_; }
  std::size_t accepted() const { return accepted_; }

 private:
  const Hamiltonian* hamiltonian_;
  const Ensemble* ensemble_;
  std::span<std::int8_t> box_;
  core::Stream stream_;
  const core::Execution* execution_;
  std::int64_t age_ = 0;
  std::size_t accepted_ = 0;
  std::vector<double> derivatives_;
};

/// Mean energies of a replica over the third and the fourth quarter of a stretch of sweeps: while
/// they differ by more than chance over all replicas, the sampler still drifts.
struct Quarters {
  double third = 0;
  double fourth = 0;
};

constexpr int kLooks = 2;  // energies read in each quarter

bool drifts(const std::vector<Quarters>& replicas) {
  const auto n = static_cast<double>(replicas.size());
  double mean = 0;
  double squares = 0;
  for (const Quarters& q : replicas) {
    mean += (q.fourth - q.third) / n;
    squares += std::pow(q.fourth - q.third, 2) / n;
  }
  const double error = std::sqrt(std::max(0.0, squares - mean * mean) / std::max(1.0, n - 1));
  constexpr double kStandardErrors = 2.5;
  return std::abs(mean) > kStandardErrors * error;
}

/// Sweeps all replicas until they stop drifting, doubling the stretch each time.
bool equilibrate(std::vector<Replica>& replicas, const SamplerOptions& options, int& total,
                 const core::Execution& execution) {
  std::vector<Quarters> quarters(replicas.size());
  for (int stretch = options.least_sweeps;; stretch = total) {
    core::parallel_for(replicas.size(), execution, [&](std::size_t r) {
      const int quarter = std::max(kLooks, stretch / 4);
      Quarters q;
      replicas[r].advance(std::max(0, stretch - 2 * quarter));
      for (double* mean : {&q.third, &q.fourth})
        for (int i = 0; i < kLooks; ++i) {
          replicas[r].advance(quarter / kLooks);
          *mean += replicas[r].energy() / kLooks;
        }
      quarters[r] = q;
    });
    total += stretch;
    if (!drifts(quarters)) return true;
    if (total >= options.most_sweeps) return false;
  }
}

/// Sums over the samples of one replica.
struct Sums {
  VectorXd codes;
  VectorXd derivatives;
  MatrixXd products;
  VectorXd energies;
};

Sums measure(Replica& replica, const motifs::Motif& motif, const motifs::Places& places,
             Index parameter_count, const SamplerOptions& options) {
  const auto code_count = static_cast<Index>(motif.code_count());
  Sums sums{VectorXd::Zero(code_count), VectorXd::Zero(parameter_count),
            MatrixXd::Zero(code_count, parameter_count), VectorXd::Zero(options.samples)};
  VectorXd codes(code_count);
  for (int i = 0; i < options.samples; ++i) {
    replica.advance(options.interval);
    codes.setZero();
    motifs::count_codes(motif, places, replica.box(), {codes.data(), motif.code_count()});
    codes /= static_cast<double>(places.count());
    const std::vector<double>& all = replica.measure_derivatives();
    const VectorXd derivatives = Eigen::Map<const VectorXd>(all.data(), parameter_count);
    sums.codes += codes;
    sums.derivatives += derivatives;
    sums.products.noalias() += codes * derivatives.transpose();
    sums.energies[i] = replica.energy();
  }
  return sums;
}

/// Adds the replicas up in index order, so that the sums are the same for any number of threads.
void summarise(const std::vector<Sums>& replicas, const SamplerOptions& options, Samples& result) {
  MatrixXd energies(static_cast<Index>(replicas.size()), options.samples);
  const auto count = static_cast<double>(replicas.size()) * options.samples;
  result.codes = VectorXd::Zero(replicas[0].codes.size());
  result.derivatives = VectorXd::Zero(replicas[0].derivatives.size());
  MatrixXd products = MatrixXd::Zero(replicas[0].products.rows(), replicas[0].products.cols());
  for (std::size_t r = 0; r < replicas.size(); ++r) {
    result.codes += replicas[r].codes / count;
    result.derivatives += replicas[r].derivatives / count;
    products += replicas[r].products / count;
    energies.row(static_cast<Index>(r)) = replicas[r].energies.transpose();
  }
  result.covariance = products - result.codes * result.derivatives.transpose();
  result.autocorrelation_time = autocorrelation_time(energies) * options.interval;
}

VectorXd chemical_potentials_of(const Ensemble& ensemble, int species_count) {
  const auto* semi_grand = std::get_if<SemiGrand>(&ensemble);
  return semi_grand != nullptr ? semi_grand->chemical_potentials : VectorXd::Zero(species_count);
}

}  // namespace

double autocorrelation_time(const MatrixXd& series) {
  const MatrixXd centred = series.array() - series.mean();
  const double variance = centred.squaredNorm() / static_cast<double>(centred.size());
  double time = 0.5;
  if (variance <= 0) return time;
  const Index length = series.cols();
  for (Index lag = 1; lag < length && static_cast<double>(lag) < 5 * time + 1; ++lag) {
    const auto overlap = static_cast<double>(series.rows() * (length - lag));
    const double covariance =
        centred.leftCols(length - lag).cwiseProduct(centred.rightCols(length - lag)).sum() /
        overlap;
    if (covariance <= 0) break;
    time += covariance / variance;
  }
  return time;
}

Samples sample(const model::Interactions& interactions, const VectorXd& parameters,
               const Ensemble& ensemble, const motifs::Motif& motif, const lattice::Window& box,
               std::size_t replica_count, const SamplerOptions& options, const core::Stream& stream,
               const core::Execution& execution) {
  const int species_count = interactions.lattice.basis[motif.centres[0].sublattice].species_count();
  const Hamiltonian hamiltonian(interactions, parameters,
                                chemical_potentials_of(ensemble, species_count), box);
  Samples result;
  result.replicas = {interactions.lattice, box, replica_count, {}};
  result.replicas.species.resize(replica_count * result.replicas.sites_per_box());
  std::vector<Replica> replicas;
  for (std::size_t r = 0; r < replica_count; ++r) {
    replicas.emplace_back(hamiltonian, ensemble, result.replicas.replica(r), stream.child(r),
                          execution);
  }
  result.equilibrated = equilibrate(replicas, options, result.equilibration_sweeps, execution);

  const motifs::Places places = find_places(motif, box, motifs::Boundary::periodic);
  const bool canonical = std::holds_alternative<Canonical>(ensemble);
  const Index parameter_count = parameters.size() + (canonical ? 0 : species_count - 1);
  std::vector<Sums> sums(replica_count);
  core::parallel_for(replica_count, execution, [&](std::size_t r) {
    sums[r] = measure(replicas[r], motif, places, parameter_count, options);
  });
  summarise(sums, options, result);
  double accepted = 0;
  for (const Replica& replica : replicas) accepted += static_cast<double>(replica.accepted());
  const double sweeps = result.equilibration_sweeps + options.samples * options.interval;
  result.acceptance = accepted / (sweeps * static_cast<double>(replica_count) *
                                  static_cast<double>(hamiltonian.active_sites().size()));
  return result;
}

}  // namespace gibbsight::sampler
